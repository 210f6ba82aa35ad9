"""What came of messages, gathered while the last write ran and written to the outbox as one batch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

import structlog

from bot import optout, window
from bot.clock import Clock
from bot.metrics import UNWRITTEN
from storage import citizens, outbox, template_sends
from storage.failures import Outage
from storage.store import Tx

T = TypeVar("T")
log = structlog.get_logger()
# Turns go on as soon as the database is back: what is not marked by then, a kill sends once more.
PAUSE = 1.0


class Writes(Protocol):
    """The writer, as far as delivery needs it."""

    async def write(self, run: Callable[[Tx], T]) -> T: ...


@dataclass(frozen=True)
class Sent:
    """The network took it and calls it `ref`."""

    id: int
    ref: str


@dataclass(frozen=True)
class Later:
    """Once more at `due_at`; `counts`: as a try that failed."""

    id: int
    due_at: datetime
    reason: str
    counts: bool = True


@dataclass(frozen=True)
class Failed:
    """It will never arrive.

    `blocked`: this citizen takes nothing from us any more; `uninvited`: no invitations on this channel.
    """

    id: int
    reason: str
    blocked: int | None = None
    uninvited: tuple[int, str] | None = None


@dataclass(frozen=True)
class Unknown:
    """It left, and whether it arrived will never be known."""

    id: int
    reason: str


@dataclass(frozen=True)
class Skipped:
    """It was not sent, on purpose."""

    id: int
    reason: str


@dataclass(frozen=True)
class GivenBack:
    """Claimed, and left to the next claim."""

    id: int


@dataclass(frozen=True)
class Shut:
    """The network calls the reader's window closed, whatever our clock said."""

    id: int


Mark = Sent | Later | Failed | Unknown | Skipped | GivenBack | Shut
# What did not go costs nothing.
_UNPAID = (Later, Failed, Skipped, GivenBack, Shut)


# What a network has told of messages already, before we had written down what it calls them.
AfterSent = Callable[[Tx, Collection[str], datetime], None]


class Marks:
    """Takes marks at any time; while the database is out they wait in memory.

    `sent`: called with the names of messages, in the transaction in which they are written down; `apart`:
    with the marks of messages that stand in no outbox, at once; `named`: what a message is called here that
    a network calls so.
    """

    def __init__(
        self,
        writer: Writes,
        clock: Clock,
        sent: AfterSent | None = None,
        apart: Callable[[Mark], None] | None = None,
        named: Callable[[str], str] = str,
    ) -> None:
        self._writer, self._clock, self._sent, self._apart = writer, clock, sent, apart
        self._named = named
        self._waiting: dict[int, Mark] = {}
        self._writing: dict[int, Mark] = {}
        self._changed = asyncio.Event()
        self._closing = False

    def __contains__(self, row_id: int) -> bool:
        """Whether the fate of this row is not yet in the outbox: who claims it now must not send it."""
        return row_id in self._waiting or row_id in self._writing

    def add(self, *marks: Mark) -> None:
        """Note what came of messages; it is written soon. What is in no outbox goes to `apart`."""
        self._waiting.update({mark.id: mark for mark in marks if mark.id > 0})
        self._changed.set()
        for mark in marks:
            if mark.id < 0 and self._apart is not None:
                self._apart(mark)

    async def run(self) -> None:
        """Write what gathers, until `close`."""
        while self._waiting or not self._closing:
            await self._changed.wait()
            self._changed.clear()
            await self.write()

    async def write(self) -> None:
        """Write all that waits; when the database is out, wait a little first the next time."""
        self._writing, self._waiting = self._waiting, {}
        try:
            await self._store(list(self._writing.values()))
        except Outage as outage:
            log.warning("marks wait", count=len(self._writing), error=type(outage).__name__)
            await self._keep_for_later()
        self._writing = {}
        UNWRITTEN.set(len(self._waiting))

    async def close(self) -> None:
        """Let `run` end once everything is written."""
        self._closing = True
        self._changed.set()

    async def _store(self, marks: Sequence[Mark]) -> None:
        try:
            await self._written(marks)
        except Outage:
            raise
        except Exception as error:  # one that cannot be written must not take the others with it
            log.error("marks not written", count=len(marks), exc_info=error)
            if len(marks) > 1:
                for mark in marks:
                    await self._store([mark])

    async def _written(self, marks: Sequence[Mark]) -> None:
        if marks:
            await self._writer.write(lambda tx: self._in_one(tx, marks))

    def _in_one(self, tx: Tx, marks: Sequence[Mark]) -> None:
        now = self._clock.now()
        marks = [_named(mark, self._named) for mark in marks]
        write_marks(tx, marks, now)
        refs = [mark.ref for mark in marks if isinstance(mark, Sent) and mark.ref]
        if self._sent is not None and refs:
            self._sent(tx, refs, now)

    async def _keep_for_later(self) -> None:
        await self._clock.sleep(PAUSE)
        # What was noted meanwhile is newer.
        self._waiting = {**self._writing, **self._waiting}
        self._changed.set()


def _named(mark: Mark, named: Callable[[str], str]) -> Mark:
    return Sent(mark.id, named(mark.ref)) if isinstance(mark, Sent) and mark.ref else mark


def write_marks(tx: Tx, marks: Collection[Mark], now: datetime) -> None:
    """Every mark into its row; what was sent in one statement."""
    if refs := {mark.id: mark.ref for mark in marks if isinstance(mark, Sent)}:
        outbox.sent(tx, refs, now)
    if back := [mark.id for mark in marks if isinstance(mark, GivenBack)]:
        outbox.release(tx, back)
    if unpaid := [mark.id for mark in marks if isinstance(mark, _UNPAID)]:
        template_sends.unpay(tx, unpaid)
    for mark in marks:
        _write(tx, mark, now)


def _write(tx: Tx, mark: Mark, now: datetime) -> None:
    if isinstance(mark, Later):
        outbox.retry(tx, mark.id, mark.due_at, mark.reason, counts=mark.counts)
    elif isinstance(mark, Unknown):
        outbox.unknown(tx, mark.id, mark.reason, now)
    elif isinstance(mark, Skipped):
        outbox.skipped(tx, [mark.id], mark.reason, now)
    elif isinstance(mark, Shut):
        window.closed_by_network(tx, mark.id, now)
    elif isinstance(mark, Failed):
        outbox.failed(tx, mark.id, mark.reason, now)
        _take_leave(tx, mark, now)


def _take_leave(tx: Tx, mark: Failed, now: datetime) -> None:
    """Who blocked us gets nothing more, who opted out on the network no more invitations."""
    if mark.blocked is not None:
        citizens.set_blocked(tx, mark.blocked, now)
        outbox.skip_for(tx, mark.blocked, mark.reason, now)
    if mark.uninvited is not None:
        optout.no_invitations(tx, *mark.uninvited, now)
