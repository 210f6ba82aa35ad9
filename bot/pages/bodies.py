"""Reads what a browser sends: never more than it may, never for longer than a slow phone needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from time import monotonic

from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

LARGEST_PICTURE = 10 * 1024 * 1024
LARGEST_FORM = 64 * 1024
PATIENCE, SLOWEST = 20.0, 8 * 1024  # seconds before a body must have come at so many bytes a second
DRAINED = 64 * 1024 * 1024  # as much of a body that is too large is read, so that the browser hears why


class TooLarge(Exception):
    """The body is larger than it may be."""


class TooSlow(Exception):
    """The body does not come, or drop by drop."""


class NoForm(Exception):
    """The body is no form, or broke off."""


@dataclass(frozen=True)
class Form:
    """What was filled in; `picture` are the bytes of the one file there may be."""

    fields: dict[str, str]
    picture: bytes | None = None

    def get(self, name: str) -> str:
        return self.fields.get(name, "")


class _InMemory(MultiPartParser):
    # What people send never rests unsealed on a disk, as it would in a temporary file.
    spool_max_size = LARGEST_PICTURE + LARGEST_FORM


async def read_form(request: Request) -> Form:
    """The form of a request. Raises TooLarge, TooSlow, NoForm."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        body = await _read(request, LARGEST_PICTURE + LARGEST_FORM)
        return await _parsed(_InMemory(request.headers, _once(body), max_files=1, max_fields=20))
    if kind == "application/x-www-form-urlencoded":
        body = await _read(request, LARGEST_FORM)
        return await _parsed(FormParser(request.headers, _once(body)))
    raise NoForm


async def _read(request: Request, largest: int) -> bytes:
    body, size, began = bytearray(), 0, monotonic()
    stream = request.stream()
    try:
        while chunk := await asyncio.wait_for(anext(stream, None), PATIENCE):
            size += len(chunk)
            if size <= largest:
                body += chunk
            elif size > DRAINED:
                raise TooLarge
            _hurry(size, monotonic() - began)
    except TimeoutError as error:
        raise TooSlow from error
    except ClientDisconnect as error:
        raise NoForm from error
    if size > largest:
        raise TooLarge
    return bytes(body)


def _hurry(size: int, seconds: float) -> None:
    if seconds > PATIENCE and size < (seconds - PATIENCE) * SLOWEST:
        raise TooSlow


async def _parsed(parser: FormParser | MultiPartParser) -> Form:
    try:
        given = await parser.parse()
    except (MultiPartException, ValueError, KeyError) as error:
        raise NoForm from error
    fields, picture = {}, None
    for name, value in given.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            picture = content or picture  # a form without a picture still has an empty part for it
        else:
            fields[name] = value
    await given.close()
    return Form(fields, picture)


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
    yield b""
