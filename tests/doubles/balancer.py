"""A load balancer on loopback: each request to the next machine that takes it, in turn."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
CHUNK = 65_536
END_OF_HEAD, AND_CLOSE = b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"


class Balancer:
    """Runs in a thread of its own. Who talks through it notices a machine's death as a broken connection."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports, self._turn, self.port = list(ports), 0, 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="balancer", daemon=True)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop
        ).result()
        self._server = server
        self.port = server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await _head(reader)
        machine = await self._machine() if head else None
        if machine is None:
            writer.close()
            return
        # One request a connection, or a whole chat would stay with one machine.
        machine[1].write(head.removesuffix(END_OF_HEAD) + AND_CLOSE)
        passing = [
            asyncio.ensure_future(_pass(reader, machine[1])),
            asyncio.ensure_future(_pass(machine[0], writer)),
        ]
        try:
            await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for half in passing:
                half.cancel()
            await asyncio.gather(*passing, return_exceptions=True)
            for end in (writer, machine[1]):
                end.close()
                with suppress(OSError):
                    await end.wait_closed()

    async def _machine(self) -> Streams | None:
        """A connection to the next machine that is there; None when none is."""
        for _ in self._ports:
            port = self._ports[self._turn % len(self._ports)]
            self._turn += 1
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None


async def _head(reader: asyncio.StreamReader) -> bytes:
    """What comes before a request's body; nothing when the caller hung up."""
    try:
        return await reader.readuntil(END_OF_HEAD)
    except (asyncio.IncompleteReadError, OSError):
        return b""


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while content := await reader.read(CHUNK):
            writer.write(content)
            await writer.drain()
