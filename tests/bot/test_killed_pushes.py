"""A process that dies in the middle of a broadcast: nobody hears it twice, hardly anybody is forgotten."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from bot.channels.base import Throttled
from bot.courier import LEAST_PUSHES, ROOM_SECONDS
from handlers.talk import Say
from handlers.talk.stored import say_to_json
from storage import citizens, outbox
from storage.citizens import Handle
from storage.outbox import Message
from storage.store import Store, Tx
from tests.bot.delivering import RULES, Office, PlainWriter, Post, new_store
from tests.bot.moved_clock import MovedClock

T = TypeVar("T")
IN_FLIGHT = 25


class Fate:
    """Counts the steps of a process towards the one at which it dies; from then on it does nothing."""

    def __init__(self, dies_at: int) -> None:
        self.steps, self._dies_at = 0, dies_at

    @property
    def dead(self) -> bool:
        return 0 < self._dies_at <= self.steps

    async def step(self) -> None:
        """Never comes back once it is dead."""
        self.steps += 1
        if self.dead:
            await asyncio.Event().wait()


class MortalWriter(PlainWriter):
    """A step before each transaction, and one between its commit and whoever waits for it."""

    def __init__(self, store: Store, fate: Fate) -> None:
        super().__init__(store)
        self._fate = fate

    async def write(self, run: Callable[[Tx], T]) -> T:
        await self._fate.step()
        written = await super().write(run)
        await self._fate.step()
        return written


class MortalPost(Post):
    """A step before the network has a message, and one before its answer is here."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self._fate = fate

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        await self._fate.step()
        ref = await super().send(address, say, replaces)
        await self._fate.step()
        return ref


@dataclass
class MortalOffice(Office):
    """A process with a fate."""

    fate: Fate = field(default_factory=lambda: Fate(0))

    def hands(self) -> tuple[PlainWriter, Post]:
        return MortalWriter(self.store, self.fate), MortalPost(self.fate)


@dataclass
class Town:
    """Some people who are invited, and process after process that invites them."""

    store: Store
    people: int
    bulk_rate: int
    clock: MovedClock = field(default_factory=MovedClock)
    heard: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        handles = [Handle("telegram", "chat", str(number)) for number in range(self.people)]
        with self.store.begin() as tx:
            known = citizens.lock(tx, dict.fromkeys(handles, "id"), self.clock.now())
            body = say_to_json(Say("Undangan"))
            rows = [Message("bulk", "telegram", known[one].id, "invitation", body) for one in handles]
            outbox.add(tx, rows, self.clock.now())

    async def lives(self, dies_at: int = 0, seconds: float = 60, flood: float = 0) -> Fate:
        """A process for so long, or until it dies. `flood`: what the network says to its tenth message."""
        fate = Fate(dies_at)
        office = MortalOffice(
            self.store, RULES, self.clock, self.bulk_rate * 6 // 5, self.bulk_rate, fate=fate
        )
        if flood:
            office.post.failures["9"] = [Throttled(flood)]
        with self.store.begin() as tx:
            outbox.end_claims(tx, self.clock.now())
        await office.start()
        await self._passes(seconds, fate)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:  # as dead as the rest of it
            task.cancel()
        self.heard.update(to for to, _ in office.post.sent)
        await asyncio.sleep(0)
        return fate

    async def _passes(self, seconds: float, fate: Fate) -> None:
        until = self.clock.ticks() + seconds
        while self.clock.ticks() < until and not fate.dead and self.states()["pending"]:
            await self.clock.advance(0.05)

    def states(self) -> Counter[str]:
        return Counter(Office(self.store, RULES, self.clock).rows("state"))

    def nobody_heard_it(self) -> int:
        """Of those whose fate is unknown."""
        return self.states()["unknown"] - (sum(self.heard.values()) - self.states()["sent"])


def in_town(directory: Path, people: int, bulk_rate: int, scene: Callable[[Town], Awaitable[None]]) -> None:
    async def run() -> None:
        with new_store(directory) as store:
            await scene(Town(store, people, bulk_rate))

    asyncio.run(run())


def most_unknown(bulk_rate: int) -> int:
    """What waits in memory and what is on its way."""
    return max(LEAST_PUSHES, int(bulk_rate * ROOM_SECONDS["bulk"])) + IN_FLIGHT


@pytest.mark.parametrize("dies_at", range(1, 106, 7))
def test_killed_at_any_step_nobody_is_invited_twice_and_only_what_was_on_its_way_is_unknown(
    tmp_path: Path, dies_at: int
) -> None:
    async def scene(town: Town) -> None:
        fate = await town.lives(dies_at)
        assert fate.dead
        await town.lives()
        states = town.states()
        assert states["sent"] + states["unknown"] == town.people
        assert states["unknown"] <= most_unknown(town.bulk_rate)
        assert town.nobody_heard_it() <= LEAST_PUSHES + 2
        assert max(town.heard.values()) == 1

    in_town(tmp_path, 30, 25, scene)


def test_two_kills_of_a_quick_broadcast_leave_a_few_dozen_unknown(tmp_path: Path) -> None:
    async def scene(town: Town) -> None:
        assert (await town.lives(dies_at=700)).dead
        assert (await town.lives(dies_at=700)).dead
        await town.lives()
        states = town.states()
        assert states["sent"] + states["unknown"] == town.people
        assert states["unknown"] <= 2 * most_unknown(town.bulk_rate)
        assert max(town.heard.values()) == 1

    in_town(tmp_path, 900, 300, scene)


def test_killed_in_a_flood_wait_nobody_who_waits_is_forgotten(tmp_path: Path) -> None:
    async def scene(town: Town) -> None:
        await town.lives(seconds=2, flood=30)  # it ends in the middle of the wait, and gives nothing back
        assert sum(town.heard.values()) < town.people
        assert town.states()["pending"] == town.people - sum(town.heard.values())
        await town.lives()
        assert town.states() == {"sent": town.people}
        assert set(town.heard.values()) == {1}

    in_town(tmp_path, 60, 25, scene)
