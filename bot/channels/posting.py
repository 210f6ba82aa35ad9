"""JSON posted to one host over HTTP/1.1, on connections that are kept, with nothing of what browsers need.

Every failure tells whether the request had left: by that delivery knows whether a message may have arrived.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohappyeyeballs import start_connection

from bot.channels.exchange import Answer, Broken, Exchange

KEPT_OPEN = 60.0  # seconds a connection is kept for the next request
LOOK_SECONDS = 0.5  # how often the watch looks at the connections
SECOND_WAY = 0.25  # seconds until the next address of the host is tried beside the first
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Host:
    """Where requests go; `tls`: how its certificate is checked, None where nothing is encrypted."""

    name: str
    port: int
    tls: ssl.SSLContext | None = None

    @classmethod
    def of(cls, url: str, tls: ssl.SSLContext) -> Host:
        """The host of a URL. ValueError when it is none of the web."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("not a URL of the web")
        port = parts.port or _PORTS[parts.scheme]
        return cls(parts.hostname, port, tls if parts.scheme == "https" else None)

    @property
    def header(self) -> str:
        """As the Host header has it."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port == _PORTS["https" if self.tls else "http"] else f"{name}:{self.port}"


class Posting:
    """`limit`: connections at once; `timeout`: seconds a request may take, with connecting."""

    def __init__(self, host: Host, *, limit: int, timeout: float) -> None:
        self._host, self._timeout = host, timeout
        self._places = asyncio.Semaphore(limit)
        self._exchanges: set[Exchange] = set()
        self._idle: list[Exchange] = []  # the one used last at the end
        self._watch: asyncio.TimerHandle | None = None
        self._heads: dict[str, bytes] = {}  # by path: what is the same in each request

    @property
    def open(self) -> int:
        """How many connections there are."""
        return len(self._exchanges)

    async def post(self, path: str, body: bytes) -> Answer:
        """What the host answers, whatever its status. Raises `Broken` when no whole answer comes in time."""
        head = self._heads.get(path) or self._heads.setdefault(path, self._head(path))
        request = b"%b%d\r\n\r\n%b" % (head, len(body), body)
        async with self._places:
            exchange = self._kept() or await self._connected()
            try:
                return await exchange.ask(request, self._timeout)
            finally:
                if exchange.is_free:
                    self._idle.append(exchange)
                else:
                    exchange.close()

    async def close(self) -> None:
        """Give connections back; what is under way breaks."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        for exchange in tuple(self._exchanges):
            exchange.close()
        await asyncio.sleep(0)

    def _head(self, path: str) -> bytes:
        told = {"Host": self._host.header, "User-Agent": "suara", "Content-Type": "application/json"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        return f"POST {path} HTTP/1.1\r\n{lines}Content-Length: ".encode("ascii")

    def _kept(self) -> Exchange | None:
        """A connection that was not closed while it was idle."""
        while self._idle:
            if (exchange := self._idle.pop()).is_free:
                return exchange
        return None

    async def _connected(self) -> Exchange:
        try:
            async with asyncio.timeout(self._timeout):
                exchange = await self._connect()
        except (OSError, ssl.SSLError, TimeoutError) as error:
            raise Broken(type(error).__name__, left=False) from error
        self._exchanges.add(exchange)
        if self._watch is None:
            self._watch = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)
        return exchange

    async def _connect(self) -> Exchange:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._host.name, self._host.port, type=socket.SOCK_STREAM)
        connection = await start_connection(found, happy_eyeballs_delay=SECOND_WAY, interleave=1, loop=loop)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            _, exchange = await loop.create_connection(
                lambda: Exchange(self._exchanges.discard),
                sock=connection,
                ssl=self._host.tls,
                server_hostname=self._host.name if self._host.tls else None,
            )
        except BaseException:
            with suppress(OSError):
                connection.close()
            raise
        return exchange

    def _look(self) -> None:
        """One look at all connections instead of timers in each request; none when nothing is open."""
        now = asyncio.get_running_loop().time()
        for exchange in tuple(self._exchanges):
            exchange.look(now, KEPT_OPEN)
        self._idle = [exchange for exchange in self._idle if exchange.is_free]
        self._watch = None
        if self._exchanges:
            self._watch = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)
