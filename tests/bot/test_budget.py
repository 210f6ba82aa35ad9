"""One budget over both lanes: no second is too full, replies go first."""

import asyncio
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.budget import Budget
from tests.bot.moved_clock import MovedClock


@dataclass(frozen=True)
class Wish:
    """Somebody wants to send: when, to whom, by which lane, and how long the network takes."""

    after: float
    chat: str
    bulk: bool
    takes: float
    arrives: float  # which part of that time has passed when the message counts

    async def granted(
        self,
        budget: Budget,
        clock: MovedClock,
        moments: list[tuple[float, bool]],
        left: list[float] | None = None,
    ) -> None:
        await clock.sleep(self.after)
        with await budget.acquire(self.chat, bulk=self.bulk):
            if left is not None and self.bulk:
                left.append(clock.ticks())
            await clock.sleep(self.takes * self.arrives)
            moments.append((clock.ticks(), self.bulk))
            await clock.sleep(self.takes * (1 - self.arrives))


WISHES = st.lists(
    st.builds(
        Wish,
        after=st.sampled_from([0.0, 0.0, 0.1, 0.5, 0.99, 1.0, 1.7]),
        chat=st.sampled_from([str(number) for number in range(9)]),
        bulk=st.booleans(),
        takes=st.sampled_from([0.0, 0.05, 0.3, 0.9]),
        arrives=st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=40,
)


async def all_granted(
    budget: Budget, clock: MovedClock, wishes: list[Wish], left: list[float] | None = None
) -> list[tuple[float, bool]]:
    """When each arrived at the network; `left`: when pushes left us."""
    moments: list[tuple[float, bool]] = []
    waiting = [asyncio.ensure_future(wish.granted(budget, clock, moments, left)) for wish in wishes]
    await clock.settle()
    while not all(task.done() for task in waiting):
        await clock.wake_next()
    return moments


def fullest_second(moments: list[float]) -> int:
    return max((sum(0 <= later - first < 1 - 1e-6 for later in moments) for first in moments), default=0)


@settings(max_examples=60)
@given(WISHES, st.integers(2, 6), st.integers(1, 6))
def test_no_second_at_the_network_is_too_full(wishes: list[Wish], rate: int, bulk_rate: int) -> None:
    bulk_rate = min(rate, bulk_rate)

    async def run() -> None:
        clock, left = MovedClock(), list[float]()
        moments = await all_granted(Budget(rate, bulk_rate, 1, clock), clock, wishes, left)
        assert len(moments) == len(wishes)
        assert fullest_second([moment for moment, _ in moments]) <= rate
        assert fullest_second(left) <= bulk_rate

    asyncio.run(run())


@pytest.mark.parametrize("rate", [25, 300])
@pytest.mark.parametrize("takes", [0.0, 0.02, 0.1])
def test_a_long_broadcast_keeps_its_rate_within_two_in_a_hundred_however_slow_the_answers(
    rate: int, takes: float
) -> None:
    async def run() -> None:
        clock, left, seconds = MovedClock(), list[float](), 8
        wishes = [Wish(0, str(chat), True, takes, 1.0) for chat in range(rate * seconds)]
        budget = Budget(rate + rate // 4, rate, 5, clock)
        moments = await all_granted(budget, clock, wishes, left)
        assert fullest_second(left) <= rate
        assert fullest_second([at for at, _ in moments]) <= rate + rate // 4
        began, ended = left[rate], left[-1]  # after the first second, which may go out at once
        assert (len(left) - rate - 1) / (ended - began) == pytest.approx(rate, rel=0.02)

    asyncio.run(run())


class LateClock(MovedClock):
    """A loop that is held up now and then: who sleeps wakes as much as a fifth of a second too late."""

    def __init__(self) -> None:
        super().__init__()
        self._late = Random(7)

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds + self._late.choice([0, 0, 0, 0.004, 0.06, 0.2]))


@pytest.mark.parametrize("rate", [25, 300])
def test_what_a_late_loop_makes_up_for_fills_no_second_too_much(rate: int) -> None:
    async def run() -> None:
        clock, left = LateClock(), list[float]()
        wishes = [Wish(0, str(chat), True, 0.01, 1.0) for chat in range(rate * 5)]
        await all_granted(Budget(rate + rate // 4, rate, 5, clock), clock, wishes, left)
        assert len(left) == rate * 5
        assert fullest_second(left) <= rate

    asyncio.run(run())


def test_in_a_long_broadcast_an_answer_finds_a_gap() -> None:
    async def run() -> None:
        clock, left = MovedClock(), list[float]()
        wishes = [Wish(0, str(chat), True, 0, 0) for chat in range(200)]
        await all_granted(Budget(30, 25, 5, clock), clock, wishes, left)
        later = left[30:]
        assert max(later.count(at) for at in later) == 1
        assert max(b - a for a, b in pairwise(later)) < 0.05

    asyncio.run(run())


@settings(max_examples=30)
@given(st.integers(1, 30), st.sampled_from([1, 2]))
def test_a_chat_gets_a_small_burst_and_then_its_rate(count: int, chat_rate: int) -> None:
    async def run() -> None:
        clock = MovedClock()
        wishes = [Wish(0, "7", False, 0, 0)] * count
        moments = [at for at, _ in await all_granted(Budget(30, 25, chat_rate, clock), clock, wishes)]
        for first in moments:
            assert sum(0 <= later - first < 5 for later in moments) <= 5 * chat_rate

    asyncio.run(run())


def test_a_full_budget_is_used_without_pause() -> None:
    async def run() -> None:
        clock = MovedClock()
        wishes = [Wish(0, str(chat), False, 0, 0) for chat in range(90)]
        moments = await all_granted(Budget(30, 25, 1, clock), clock, wishes)
        assert [at for at, _ in moments] == [1000.0] * 30 + [1001.0] * 30 + [1002.0] * 30

    asyncio.run(run())


def test_replies_go_first_and_pushes_take_what_is_left() -> None:
    async def run() -> None:
        clock = MovedClock()
        pushes = [Wish(0, f"p{chat}", True, 0, 0) for chat in range(10)]
        replies = [Wish(0.5, f"r{chat}", False, 0, 0) for chat in range(6)]
        moments = await all_granted(Budget(5, 4, 1, clock), clock, pushes + replies)
        assert [bulk for _, bulk in moments][:4] == [True] * 4  # nobody else was there
        assert [bulk for _, bulk in moments][4:10] == [False] * 6
        assert fullest_second([at for at, _ in moments]) <= 5

    asyncio.run(run())


def test_one_chatty_person_holds_nobody_up() -> None:
    async def run() -> None:
        clock = MovedClock()
        chatty = [Wish(0, "7", False, 0, 0)] * 12
        moments: list[tuple[float, bool]] = []
        budget = Budget(30, 25, 1, clock)
        tasks = [asyncio.ensure_future(wish.granted(budget, clock, moments)) for wish in chatty]
        await clock.settle()
        other: list[tuple[float, bool]] = []
        await Wish(0, "8", True, 0, 0).granted(budget, clock, other)
        assert (len(moments), other) == (5, [(1000.0, True)])
        for task in tasks:
            task.cancel()

    asyncio.run(run())


@pytest.mark.parametrize("bulk", [False, True])
def test_a_flood_wait_stops_both_lanes(bulk: bool) -> None:
    async def run() -> None:
        clock = MovedClock()
        budget = Budget(30, 25, 1, clock)
        budget.throttled(7)
        budget.throttled(3)  # a shorter one changes nothing
        moments = await all_granted(budget, clock, [Wish(1, "7", bulk, 0, 0)])
        assert moments == [(1007.0, bulk)]
        assert budget.closed_for() == 0

    asyncio.run(run())


def test_who_stops_waiting_leaves_nothing_behind() -> None:
    async def run() -> None:
        clock = MovedClock()
        budget = Budget(1, 1, 1, clock)
        budget.throttled(60)
        reply = asyncio.ensure_future(budget.acquire("7"))
        await clock.settle()
        reply.cancel()
        push = asyncio.ensure_future(budget.acquire("8", bulk=True))
        await clock.advance(61)
        assert push.done()

    asyncio.run(run())


def test_a_slot_that_was_not_needed_is_free_at_once() -> None:
    async def run() -> None:
        clock = MovedClock()
        budget = Budget(1, 1, 1, clock)
        (await budget.acquire("7")).give_back()
        await budget.acquire("8")
        assert clock.ticks() == 1000.0

    asyncio.run(run())


def test_a_group_gets_twenty_a_minute() -> None:
    async def run() -> None:
        clock = MovedClock()
        moments = await all_granted(Budget(30, 25, 1, clock), clock, [Wish(0, "-100", False, 0, 0)] * 21)
        assert [at for at, _ in moments] == [1000.0] * 20 + [1060.0]

    asyncio.run(run())


def test_who_has_long_been_silent_is_forgotten() -> None:
    async def run() -> None:
        clock = MovedClock()
        budget = Budget(10_000, 10_000, 5, clock)
        for chat in range(3000):
            await budget.chat_turn(str(chat))
            if chat % 100 == 99:
                await clock.advance(1)  # so of those who are not silent yet there are five hundred
        assert len(budget._chats) < 1500

    asyncio.run(run())


def test_nobody_is_forgotten_who_was_just_written_to() -> None:
    async def run() -> None:
        clock = MovedClock()
        budget = Budget(10_000, 10_000, 1, clock)
        for _ in range(5):
            await budget.chat_turn("7")
        for chat in range(100, 2500):
            await budget.chat_turn(str(chat))
        late = asyncio.ensure_future(budget.chat_turn("7"))
        await clock.advance(4.9)
        assert not late.done()
        await clock.advance(0.2)
        assert late.done()

    asyncio.run(run())
