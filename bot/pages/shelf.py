"""Keeps finished public pages: made once, handed out until there is something new to tell."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from storage.failures import Outage

LOOK_SECONDS = 15.0  # how long a page is handed out before anybody looks whether there is something new
CACHE = "public, max-age=60, stale-while-revalidate=600"


@dataclass(frozen=True)
class Finished:
    """A page or file as it is sent; `tag` names what is in it."""

    body: bytes
    zipped: bytes
    kind: str
    tag: str

    @classmethod
    def of(cls, content: str | bytes, kind: str) -> Finished:
        body = content.encode() if isinstance(content, str) else content
        tag = hashlib.sha256(body).hexdigest()[:20]
        return cls(body, gzip.compress(body, 9, mtime=0), kind, tag)


class Shelf:
    """All finished pages. `look` tells something that changes when the pages would."""

    def __init__(
        self, look: Callable[[], Awaitable[Hashable]], ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._look, self._ticks = look, ticks
        self._pages: dict[Hashable, Finished] = {}
        self._state: Hashable = None
        self._looked_at = float("-inf")
        self._busy = asyncio.Lock()

    async def get(self, name: Hashable, make: Callable[[], Awaitable[Finished]]) -> Finished:
        """The page of this name, made now where there is none. Raises Outage where there is no older one."""
        if self._ticks() - self._looked_at < LOOK_SECONDS and (kept := self._pages.get(name)):
            return kept
        async with self._busy:  # a thousand readers of a page that is not there make it once
            await self._refresh()
            if (kept := self._pages.get(name)) is None:
                kept = self._pages[name] = await make()
            return kept

    async def _refresh(self) -> None:
        if self._ticks() - self._looked_at < LOOK_SECONDS:
            return
        try:
            state = await self._look()
        except Outage:
            if not self._pages:
                raise
            state = self._state  # better an hour old than none at all
        if state != self._state:
            self._pages.clear()
        self._state, self._looked_at = state, self._ticks()


def answer(request: Request, page: Finished, *, varies: str = "Accept-Encoding", name: str = "") -> Response:
    """The page, or that the browser has it already. `name`: of a file to be kept."""
    headers = {"ETag": f'"{page.tag}"', "Cache-Control": CACHE, "Vary": varies}
    if page.tag in request.headers.get("If-None-Match", ""):  # also weak, also one of several
        return Response(status_code=304, headers=headers)
    if name:
        headers["Content-Disposition"] = f'inline; filename="{name}"'
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(page.zipped, headers={**headers, "Content-Encoding": "gzip"}, media_type=page.kind)
    return Response(page.body, headers=headers, media_type=page.kind)
