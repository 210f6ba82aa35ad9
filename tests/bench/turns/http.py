"""Just enough HTTP for both ends of the load: what stands here must never be what is measured."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

END = b"\r\n\r\n"


class Parts:
    """Bytes of one connection, taken apart into head and body of each message."""

    def __init__(self) -> None:
        self._left = b""

    def feed(self, data: bytes) -> list[tuple[bytes, bytes]]:
        """The messages that are whole now."""
        whole, self._left = [], self._left + data
        while (end := self._left.find(END)) >= 0:
            head = self._left[:end]
            length = _length(head)
            if len(self._left) < end + len(END) + length:
                break
            body = self._left[end + len(END) : end + len(END) + length]
            whole.append((head, body))
            self._left = self._left[end + len(END) + length :]
        return whole


def _length(head: bytes) -> int:
    low = head.lower()
    at = low.find(b"\r\ncontent-length:")
    if at < 0:
        return 0
    return int(low[at + 17 :].partition(b"\r\n")[0])


class Served(asyncio.Protocol):
    """One connection to us: `answer` is handed head and body and a way to say what goes back."""

    def __init__(self, answer: Callable[[bytes, bytes, Callable[[bytes], None]], None]) -> None:
        self._answer, self._parts = answer, Parts()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        for head, body in self._parts.feed(data):
            self._answer(head, body, self._send)

    def _send(self, body: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(
                body
            )
            self._transport.write(head + body)


class Posting(asyncio.Protocol):
    """One connection of the network to a webhook: one request at a time."""

    def __init__(self) -> None:
        self._parts = Parts()
        self._waiting: asyncio.Future[int] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def post(self, request: bytes) -> asyncio.Future[int]:
        """The status that comes back, or 0 when the connection breaks before."""
        self._waiting = asyncio.get_running_loop().create_future()
        if self._transport is None or self._transport.is_closing():
            self._waiting.set_result(0)
        else:
            self._transport.write(request)
        return self._waiting

    def data_received(self, data: bytes) -> None:
        for head, _body in self._parts.feed(data):
            self._done(int(head[9:12]))

    def connection_lost(self, _error: Exception | None) -> None:
        self._done(0)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _done(self, status: int) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(status)


def request(host: str, path: str, body: bytes, headers: str = "") -> bytes:
    """A POST of JSON as it goes over the line."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{headers}"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
