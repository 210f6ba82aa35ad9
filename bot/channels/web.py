"""The browser as a channel: what is said here is kept for its pages, which ask for what is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from bot.channels.base import Incoming, Refused, sending_as
from handlers.talk import Input, Media, Place, Say
from handlers.talk.stored import say_to_json

NAME = "web"
# Address, key, body and the message that is drawn over, to the message's place. Raises `Undelivered`.
Shows = Callable[[str, str, str, int], Awaitable[int]]
Reads = Callable[[str], Awaitable[bytes | None]]


class WebChannel:
    """Conversations in browsers: sending is keeping, and a key makes it happen once whatever dies between."""

    name = bot = NAME

    def __init__(self, show: Shows, read: Reads) -> None:
        self._show, self._read = show, read

    def parts(self, say: Say) -> tuple[Say, ...]:
        """A page has room for everything."""
        return (say,)

    def weight(self, part: Say) -> int:
        """Every message is one."""
        return 1

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        """Keep the message for the pages of this conversation; its place there. Raises `Undelivered`."""
        over = int(replaces) if replaces.isdigit() else 0
        return str(await self._show(address, sending_as.get(), say_to_json(_by_reference(say)), over))

    async def toast(self, callback: str, text: str) -> None:
        """A tap is answered by the request that brought it."""

    async def leave(self, address: str, words: str) -> None:
        """There are no groups in a browser."""

    async def fetch(self, ref: str) -> bytes:
        """A picture as it was drawn anew when it came. Raises `Undelivered`."""
        found = await self._read(ref)
        if found is None:
            raise Refused("this picture is not kept any more")
        return found

    async def close(self) -> None:
        """Nothing was opened."""


@dataclass(frozen=True)
class Posted:
    """One thing that a browser sent. `id`: made there; `label`: as shown; `about`: the message tapped."""

    id: str
    position: int = 0
    text: str = ""
    tap: str = ""
    about: str = ""
    label: str = ""
    media: Media | None = None
    place: Place | None = None

    @property
    def key(self) -> str:
        """The same for the same thing sent again, and another one where an old page says something new."""
        said = json.dumps([self.text, self.tap, self.about, asdict(self.place) if self.place else 0])
        return f"b.{self.id}.{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def incoming(address: str, posted: Posted, language: str, at: datetime) -> Incoming:
    """What somebody did in a browser; ids of one conversation say nothing in another."""
    said = Input(posted.text, posted.tap, posted.media, posted.place, at)
    return Incoming(
        NAME,
        NAME,
        f"{address}.{posted.key}",
        address,
        said if posted.text or posted.tap or posted.media or posted.place else replace(said, other="unknown"),
        language=language,
        tapped=posted.about if posted.tap else "",
        payload=_payload(address, posted, language, at),
        position=posted.position,
    )


def parse(payload: bytes | str) -> Incoming:
    """The same again from what was set aside. ValueError when it is none of ours."""
    told: Any = json.loads(payload)
    try:
        posted = dict(told["posted"])
        media, place = posted.pop("media"), posted.pop("place")
        again = Posted(
            **posted, media=Media(**media) if media else None, place=Place(**place) if place else None
        )
        return incoming(told["address"], again, told["language"], datetime.fromisoformat(told["at"]))
    except (KeyError, TypeError) as error:
        raise ValueError("not a message from a browser") from error


def shown(heard: Incoming) -> str:
    """What the page shows of it as the person's own words, and which message it answers: JSON."""
    said, posted = heard.said, json.loads(heard.payload or "{}").get("posted", {})
    told = {
        "text": posted.get("label") or said.text,
        "media": [said.media.ref] if said.media else [],
        "place": said.place is not None,
        "about": heard.tapped,
    }
    return json.dumps(told, ensure_ascii=False)


def _payload(address: str, posted: Posted, language: str, at: datetime) -> str:
    told = {"address": address, "language": language, "at": at.isoformat(), "posted": asdict(posted)}
    return json.dumps(told, ensure_ascii=False)


def _by_reference(say: Say) -> Say:
    """Without the bytes of our own documents: the page asks for them when it shows them."""
    return replace(
        say, media=tuple(Media(**{f.name: getattr(m, f.name) for f in fields(Media)}) for m in say.media)
    )
