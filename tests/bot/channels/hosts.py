"""A host that answers as it is told, byte by byte, and whoever posts to it."""

from __future__ import annotations

import asyncio
import datetime
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.channels.exchange import Answer, Broken
from bot.channels.posting import Host, Posting

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
FOUND = Answer(200, b"ok")
Behaviour = Callable[["Served"], Awaitable[None]]
Act = Callable[["Scene"], Awaitable[None]]


class Served:
    """One connection as the host has it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def asked(self) -> tuple[bytes, bytes]:
        """The head and the body of the next request; what was read so far stays heard when it ends."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
        return head, await self.reader.readexactly(length)

    async def says(self, *parts: bytes) -> None:
        """Each part on its own way over the line."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()
            await asyncio.sleep(0)

    def resets(self) -> None:
        connection = self.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class Scene:
    """A host, and how we post to it."""

    def __init__(self, behave: Behaviour) -> None:
        self.connections = 0
        self.port = 0
        self.heard: list[tuple[bytes, bytes]] = []
        self._behave = behave

    async def served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._behave(Served(reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def posting(self, **how: Any) -> Posting:
        return Posting(Host("127.0.0.1", self.port), **{"limit": 5, "timeout": 5.0} | how)


def with_host(behave: Behaviour, act: Act, tls: ssl.SSLContext | None = None) -> None:
    async def run() -> None:
        scene = Scene(behave)
        server = await asyncio.start_server(scene.served, "127.0.0.1", 0, ssl=tls)
        scene.port = server.sockets[0].getsockname()[1]
        try:
            await act(scene)
        finally:
            server.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0)

    asyncio.run(run())


def once(behave: Behaviour, **how: Any) -> Answer | Broken:
    """What comes of one request."""
    found: list[Answer | Broken] = []

    async def act(scene: Scene) -> None:
        posting = scene.posting(**how)
        try:
            found.append(await posting.post("/path", b"{}"))
        except Broken as broken:
            found.append(broken)
        finally:
            await posting.close()

    with_host(behave, act)
    return found[0]


def saying(*parts: bytes) -> Behaviour:
    """Hears one request, says this, and closes."""

    async def behave(served: Served) -> None:
        await served.asked()
        await served.says(*parts)

    return behave


async def all_closed(posting: Posting) -> None:
    """Until it is heard that no connection is left."""
    for _ in range(5000):
        if not posting.open:
            return
        await asyncio.sleep(0.001)
    raise AssertionError("a connection stays open")


async def always(served: Served) -> None:
    while True:
        await served.asked()
        await served.says(OK)


def certificate(directory: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a host of this name shows, and who believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    shown = (
        x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (directory / "host.pem").write_bytes(secret + shown)
    host = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    host.load_cert_chain(directory / "host.pem")
    return host, ssl.create_default_context(cadata=shown.decode("ascii"))
