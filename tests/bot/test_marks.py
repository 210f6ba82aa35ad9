"""Marks gather while a write runs, survive an outage, and never take each other down."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.marks import Later, Marks, Sent, Skipped
from storage.store import Tx
from tests.bot.delivering import RULES, Office, PlainWriter, new_store

T = TypeVar("T")


class SlowWriter(PlainWriter):
    """Writes when it is let."""

    gate: asyncio.Event

    async def write(self, run: Callable[[Tx], T]) -> T:
        await self.gate.wait()
        return await super().write(run)


class FailingWriter(PlainWriter):
    """Fails at certain calls, counted from one."""

    fails_at: frozenset[int]
    calls = 0

    async def write(self, run: Callable[[Tx], T]) -> T:
        self.calls += 1
        if self.calls in self.fails_at:
            raise ZeroDivisionError("a row that cannot be written")
        return await super().write(run)


def test_what_gathers_while_a_write_runs_becomes_one_batch(tmp_path: Path) -> None:
    async def run() -> None:
        with new_store(tmp_path) as store:
            office = Office(store, RULES)
            rows = office.reply("7", "a", "b", "c")
            writer = SlowWriter(store)
            writer.gate = asyncio.Event()
            marks = Marks(writer, office.clock)
            task = asyncio.ensure_future(marks.run())
            marks.add(Sent(rows[0].id, "m1"))
            await office.clock.settle()
            marks.add(Sent(rows[1].id, "m2"))
            marks.add(Skipped(rows[2].id, "why"))
            assert all(row.id in marks for row in rows)
            writer.gate.set()
            await marks.close()
            await task
            assert writer.writes == 2
            assert office.rows("state", "sent_ref") == [("sent", "m1"), ("sent", "m2"), ("skipped", None)]
            assert not any(row.id in marks for row in rows)

    asyncio.run(run())


def test_during_an_outage_marks_wait_longer_and_longer_and_the_newest_counts(tmp_path: Path) -> None:
    async def run() -> None:
        with new_store(tmp_path) as store:
            office = Office(store, RULES)
            (row,) = office.reply("7", "a")
            office.writer.out = True
            task = asyncio.ensure_future(office.marks.run())
            office.marks.add(Later(row.id, office.clock.now(), "away"))
            await office.clock.advance(20)
            assert row.id in office.marks
            office.marks.add(Sent(row.id, "m1"))
            office.writer.out = False
            await office.clock.advance(31)
            assert office.rows("state", "tries") == [("sent", 0)]
            await office.marks.close()
            await task

    asyncio.run(run())


def test_one_mark_that_cannot_be_written_harms_no_other(tmp_path: Path) -> None:
    async def run() -> None:
        with new_store(tmp_path) as store:
            office = Office(store, RULES)
            rows = office.reply("7", "a", "b", "c")
            writer = FailingWriter(store)
            writer.fails_at = frozenset({1, 3})  # all together, and then the second alone
            marks = Marks(writer, office.clock)
            marks.add(*(Sent(row.id, f"m{row.id}") for row in rows))
            await marks.write()
            assert office.rows("state") == ["sent", "pending", "sent"]
            assert rows[1].id not in marks

    asyncio.run(run())
