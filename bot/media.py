"""Photos, voice and documents: fetched after the commit, checked by their bytes, kept encrypted on disk."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog

from bot.channels.base import Refused, Throttled, Undelivered
from bot.clock import Clock, first_of
from bot.marks import Writes
from bot.media_types import media_type
from bot.metrics import MEDIA
from storage import media
from storage.failures import Outage
from storage.media import WaitingMedia
from storage.vault import Vault

log = structlog.get_logger()
LOOK_SECONDS = 2.0
AT_ONCE = 4  # of up to 20 MB each in memory
LEASE = timedelta(minutes=1)  # longer than a file takes


class Fetches(Protocol):
    """A channel, as far as files are concerned."""

    async def fetch(self, ref: str) -> bytes: ...


@dataclass(frozen=True)
class MediaRules:
    """Where copies go and which are taken. `types` are MIME types, `largest` is in bytes."""

    directory: Path
    types: Collection[str]
    largest: int = 20 * 1024 * 1024
    max_tries: int = 8
    backoff_seconds: Sequence[int] = (2, 5, 15, 60, 300, 900, 3600)


class MediaKeeper:
    """Fetches what waits, a few at a time, and says of every file what became of it."""

    def __init__(
        self,
        writer: Writes,
        channels: Mapping[str, Fetches],
        vault: Vault,
        rules: MediaRules,
        clock: Clock,
        settled: Callable[[], None] = lambda: None,
    ) -> None:
        """`settled` is called whenever a file was kept or given up."""
        self._writer, self._channels, self._vault = writer, channels, vault
        self._rules, self._clock, self._settled = rules, clock, settled
        self._woken = asyncio.Event()
        self._closing = False

    def wake(self) -> None:
        """A message with a file was committed."""
        self._woken.set()

    async def run(self) -> None:
        """Keep what waits, until closed; in an outage everything waits a little longer."""
        while not self._closing:
            try:
                more = await self.keep_some()
            except Outage as outage:
                log.warning("media wait", error=type(outage).__name__)
                more = False
            if not more:
                await first_of(self._woken, LOOK_SECONDS, self._clock)

    def close(self) -> None:
        """Finish the files under way, then let `run` end."""
        self._closing = True
        self._woken.set()

    async def keep_some(self) -> bool:
        """Fetch a few files; whether there may be more. Raises `Outage`."""
        now = self._clock.now()
        rows = await self._writer.write(lambda tx: media.take(tx, now, AT_ONCE, LEASE))
        for outcome in await asyncio.gather(*map(self._keep, rows), return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome
        return len(rows) == AT_ONCE

    async def _keep(self, row: WaitingMedia) -> None:
        try:
            content = await self._fetch(row)
            mime = self._checked(content)
            path = await asyncio.to_thread(self._store, content)
        except Refused as error:
            await self._refuse(row, error.reason)
        except Undelivered as error:
            await self._again(row, error)
        except OSError as error:
            log.error("media not stored", error=type(error).__name__, code=error.errno)
            await self._again(row, error)
        else:
            await self._note(row, path, mime, len(content))

    async def _note(self, row: WaitingMedia, path: str, mime: str, size: int) -> None:
        if await self._writer.write(lambda tx: media.kept(tx, row.id, path, mime, size)):
            MEDIA.labels("kept").inc()
            self._settled()
        else:  # somebody was faster, or it was forgotten meanwhile
            (self._rules.directory / path).unlink(missing_ok=True)

    async def _fetch(self, row: WaitingMedia) -> bytes:
        if row.size is not None and row.size > self._rules.largest:
            raise Refused(f"larger than {self._rules.largest} bytes")
        channel = self._channels.get(row.channel)
        if channel is None:
            raise Undelivered("this channel is not connected")
        return await channel.fetch(row.ref)

    def _checked(self, content: bytes) -> str:
        if len(content) > self._rules.largest:
            raise Refused(f"larger than {self._rules.largest} bytes")
        mime = media_type(content)
        if mime is None or mime not in self._rules.types:
            raise Refused(f"type not taken: {mime or 'unknown'}")
        return mime

    def _store(self, content: bytes) -> str:
        name = secrets.token_hex(16)
        write_durably(self._rules.directory / name, seal_copy(content, name, self._vault))
        return name

    async def _refuse(self, row: WaitingMedia, reason: str) -> None:
        await self._writer.write(lambda tx: media.refused(tx, row.id, reason))
        MEDIA.labels("refused").inc()
        self._settled()

    async def _again(self, row: WaitingMedia, error: Undelivered | OSError) -> None:
        reason = error.reason if isinstance(error, Undelivered) else f"not stored: {type(error).__name__}"
        # A full disk is not the file's fault: it is tried until there is room.
        if row.tries + 1 >= self._rules.max_tries and isinstance(error, Undelivered):
            await self._refuse(row, reason)
            return
        due_at = self._due(row, error)
        await self._writer.write(lambda tx: media.retry(tx, row.id, due_at, reason))
        MEDIA.labels("retry").inc()

    def _due(self, row: WaitingMedia, error: Exception) -> datetime:
        steps = self._rules.backoff_seconds
        pause = float(steps[min(row.tries, len(steps) - 1)])
        if isinstance(error, Throttled):
            pause = max(pause, error.after)
        return self._clock.now() + timedelta(seconds=pause)


def read_copy(directory: Path, name: str, vault: Vault) -> bytes:
    """The bytes of a kept file. Raises OSError, `WrongKey` or `Tampered`."""
    return vault.open_bytes((directory / name).read_bytes(), _place(name))


def seal_copy(content: bytes, name: str, vault: Vault) -> bytes:
    """What is written to the file of this name."""
    return vault.seal(content, _place(name))


def _place(name: str) -> str:
    # With the name in it, one copy cannot be passed off as another.
    return f"media.file:{name}"


def write_durably(path: Path, content: bytes) -> None:
    """A new file that only we can read: whole and on the disk, or not there at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - the mode
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    # Without it the name itself may be lost with the power.
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
