"""One connection to a host: a request, its whole answer, and the next; whatever else happens breaks it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import httptools

LARGEST = 1024 * 1024  # bytes of an answer with its head: the hosts we ask never say so much
_INTERIM = 200  # a status below says that the answer is still to come


@dataclass(frozen=True)
class Answer:
    """What a host said."""

    status: int
    body: bytes


class Broken(Exception):
    """No whole answer came. `left`: the request may have reached the host all the same."""

    def __init__(self, reason: str, *, left: bool) -> None:
        super().__init__(reason)
        self.reason, self.left = reason, left


class Exchange(asyncio.Protocol):
    """`lost` is told once when the connection is no more."""

    def __init__(self, lost: Callable[[Exchange], object]) -> None:
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._waiting: asyncio.Future[Answer] | None = None
        self._body: list[bytes] = []
        self._size = 0
        self._has_length = self._ends_with_connection = False
        self._until = self._since = self._loop.time()

    @property
    def is_free(self) -> bool:
        """Whether the next request may go out here."""
        return self._waiting is None and self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes, within: float) -> Answer:
        """The answer to a request. Raises `Broken`; whoever gives up waiting breaks the connection."""
        if self._transport is None or not self.is_free:
            raise Broken("the connection is closed", left=False)
        waiting: asyncio.Future[Answer] = self._loop.create_future()
        self._waiting = waiting
        self._until = self._loop.time() + within
        self._transport.write(request)
        try:
            return await waiting
        finally:
            if self._waiting is waiting:  # given up: what still comes is no answer to anything
                self.close()

    def look(self, now: float, kept: float) -> None:
        """Break it where its answer is late, or where it was idle for longer than it is kept."""
        if self._waiting is not None:
            if now > self._until:
                self._break("no answer in time")
        elif now > self._since + kept:
            self.close()

    def close(self) -> None:
        """Cut the connection; a request under way breaks."""
        self._break("the connection was closed")

    # ---- what the connection does

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._size += len(data)
        if self._waiting is None or self._size > LARGEST:
            self._break("an answer that nobody asked for" if self._waiting is None else "an endless answer")
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._break("no HTTP")

    def eof_received(self) -> None:
        """An answer without a length ends with its connection."""
        if self._ends_with_connection and self._waiting is not None:
            self._done()

    def connection_lost(self, error: Exception | None) -> None:
        self._break(type(error).__name__ if error else "the connection ended")
        self._lost(self)

    # ---- what the parser reads

    def on_message_begin(self) -> None:
        self._has_length = self._ends_with_connection = False
        if self._waiting is None:
            self._break("two answers to one request")

    def on_header(self, name: bytes, _value: bytes) -> None:
        if name.lower() in (b"content-length", b"transfer-encoding"):
            self._has_length = True

    def on_headers_complete(self) -> None:
        self._ends_with_connection = not self._has_length and self._parser.get_status_code() >= _INTERIM

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() >= _INTERIM and self._waiting is not None:
            stays = self._parser.should_keep_alive()
            self._done()
            if not stays:
                self.close()

    def _done(self) -> None:
        waiting, self._waiting = self._waiting, None
        answer = Answer(self._parser.get_status_code(), b"".join(self._body))
        self._body, self._size, self._since = [], 0, self._loop.time()
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _break(self, reason: str) -> None:
        if self._transport is not None:
            self._transport.abort()
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(Broken(reason, left=True))
