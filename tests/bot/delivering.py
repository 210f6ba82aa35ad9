"""What delivery is tried on: a real outbox, a network of plain memory, and a clock that tests move."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.budget import Budget
from bot.channels import layout
from bot.delivery import BulkLane, Line, ReplyLane
from bot.marks import Marks
from bot.verdict import Rules
from handlers.talk import Say
from handlers.talk.stored import say_to_json
from storage import citizens, outbox, schema
from storage.failures import Outage
from storage.models import Citizen, Outbox
from storage.outbox import Claimed, Message
from storage.store import Store, Tx
from storage.vault import Vault
from tests.bot.moved_clock import MovedClock

T = TypeVar("T")
LEASE = timedelta(seconds=30)


class PlainWriter:
    """Every job at once in a transaction of its own; `out` as long as the database is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.out = False
        self.writes = 0

    async def write(self, run: Callable[[Tx], T]) -> T:
        await asyncio.sleep(0)
        if self.out:
            raise Outage("the database is away")
        self.writes += 1
        with self._store.begin() as tx:
            return run(tx)


class Post:
    """A network: keeps what it was given, and fails as told."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.failures: dict[str, list[Exception]] = {}
        self.hanging: dict[str, asyncio.Event] = {}
        self.tried = 0

    def parts(self, say: Say) -> tuple[Say, ...]:
        return layout.parts(say)

    def weight(self, part: Say) -> int:
        return layout.weight(part)

    async def close(self) -> None:
        """Nothing was opened."""

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        self.tried += 1
        await asyncio.sleep(0)
        if address in self.hanging:
            await self.hanging[address].wait()
        if failures := self.failures.get(address):
            raise failures.pop(0)
        self.sent.append((address, say.words))
        return f"m{len(self.sent)}"

    def to(self, address: str) -> list[str]:
        return [words for to, words in self.sent if to == address]


@dataclass
class Office:
    """Outbox, lanes and network of one test."""

    store: Store
    rules: Rules
    clock: MovedClock = field(default_factory=MovedClock)
    rate: int = 30
    bulk_rate: int = 25

    def __post_init__(self) -> None:
        self.writer, self.post = self.hands()
        self.budget = Budget(self.rate, min(self.bulk_rate, self.rate), 5, self.clock)
        self.marks = Marks(self.writer, self.clock)
        parts: Any = (
            self.marks, self.rules, self.clock,
        )  # fmt: skip
        answers, pushes = Line(self.post, self.budget), Line(self.post, self.budget, 25)
        self.replies = ReplyLane(self.writer, {"telegram": answers}, *parts)
        self.bulk = BulkLane(self.writer, {"telegram": pushes}, *parts)
        self._loops: list[asyncio.Task[None]] = []

    def hands(self) -> tuple[PlainWriter, Post]:
        """What it writes with, and what it sends by."""
        return PlainWriter(self.store), Post()

    # ---- what there is

    def citizen(self, address: str) -> int:
        handle = citizens.Handle("telegram", "chat", address)
        with self.store.begin() as tx:
            return citizens.lock(tx, {handle: "id"}, self.clock.now())[handle].id

    def reply(self, address: str, *texts: str, purpose: str = "reply") -> list[Claimed]:
        """Replies as a turn leaves them: in the outbox and claimed."""
        citizen_id, now = self.citizen(address), self.clock.now()
        messages = [self._message("reply", citizen_id, purpose, text) for text in texts]
        with self.store.begin() as tx:
            ids = outbox.add(tx, messages, now, claim_for=LEASE)
        handle = citizens.Handle("telegram", "chat", address)
        return [
            Claimed(row, "reply", "telegram", citizen_id, purpose, message.body, None, 0, handle)
            for row, message in zip(ids, messages, strict=True)
            if row is not None
        ]

    def push(self, address: str, *texts: str, purpose: str = "notice") -> int:
        citizen_id = self.citizen(address)
        messages = [self._message("bulk", citizen_id, purpose, text) for text in texts]
        with self.store.begin() as tx:
            outbox.add(tx, messages, self.clock.now())
        return citizen_id

    def _message(self, lane: str, citizen_id: int, purpose: str, text: str) -> Message:
        return Message(lane, "telegram", citizen_id, purpose, say_to_json(Say(text)))

    # ---- what happens

    async def start(self) -> None:
        runs = (self.marks.run(), self.replies.run(), self.bulk.run())
        self._loops = [asyncio.ensure_future(run) for run in runs]
        await self.clock.settle()

    async def stop(self, seconds: float = 8) -> None:
        await self.replies.close(seconds)
        await self.bulk.close(seconds)
        await self.marks.close()
        await asyncio.gather(*self._loops)

    # ---- what came of it

    def rows(self, *columns: str) -> Sequence[Any]:
        wanted = [getattr(Outbox, column) for column in columns]
        with self.store.reading() as tx:
            found = tx.connection.execute(select(*wanted).order_by(Outbox.id)).all()
        return [row[0] if len(columns) == 1 else tuple(row) for row in found]

    def blocked(self, citizen_id: int) -> bool:
        with self.store.reading() as tx:
            at = tx.connection.execute(select(Citizen.blocked_at).where(Citizen.id == citizen_id))
            return at.scalar_one() is not None


@contextmanager
def new_store(directory: Path) -> Any:
    store = Store(f"sqlite:///{directory}/suara.db", Vault(bytes(range(32))))
    schema.upgrade(store)
    try:
        yield store
    finally:
        store.dispose()


RULES = Rules(zone=ZoneInfo("Asia/Jakarta"))
