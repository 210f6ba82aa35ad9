"""Turns go first: a push waits for the turn under way, never for long, and the rate is kept all the same."""

from __future__ import annotations

import asyncio

import pytest

from bot.budget import Budget
from bot.precedence import LONGEST_ASIDE, Precedence
from bot.settings import Settings
from bot.wiring import build_engine, open_store
from bot.writer import Aside
from storage import schema
from tests.bot.moved_clock import MovedClock


def giving_way(clock: MovedClock, rate: int) -> tuple[Budget, Precedence]:
    """So many pushes a second, and what they stand aside for."""
    budget, precedence = Budget(rate + rate // 4, rate, 5, clock), Precedence()
    budget.give_way(precedence)
    return budget, precedence


async def pushed(budget: Budget, clock: MovedClock, left: list[float], chat: str = "7") -> None:
    with await budget.acquire(chat, bulk=True):
        left.append(clock.ticks())


def test_a_push_waits_until_the_turn_is_over() -> None:
    async def run() -> None:
        clock, left = MovedClock(), list[float]()
        budget, precedence = giving_way(clock, 25)
        with precedence.answering():
            push = asyncio.ensure_future(pushed(budget, clock, left))
            await clock.advance(LONGEST_ASIDE / 2)
            assert left == []
        await clock.settle()
        assert left == [1000.0 + LONGEST_ASIDE / 2]
        await push

    asyncio.run(run())


def test_a_turn_that_does_not_end_holds_a_push_up_for_a_moment_only() -> None:
    async def run() -> None:
        clock, left = MovedClock(), list[float]()
        budget, precedence = giving_way(clock, 25)
        with precedence.answering():
            push = asyncio.ensure_future(pushed(budget, clock, left))
            await clock.advance(1)
            await push
        assert left == [pytest.approx(1000.0 + LONGEST_ASIDE)]

    asyncio.run(run())


def test_two_turns_at_once_are_waited_for_both() -> None:
    async def run() -> None:
        clock, precedence, over = MovedClock(), Precedence(), list[float]()

        async def wait() -> None:
            await precedence.give(clock)
            over.append(clock.ticks())

        with precedence.answering():
            with precedence.answering():
                waiting = [asyncio.ensure_future(wait()) for _ in range(3)]
                await clock.settle()
            await clock.advance(LONGEST_ASIDE / 5)
            assert over == []
            assert precedence.taken()
        await clock.settle()
        assert over == [1000.0 + LONGEST_ASIDE / 5] * 3
        assert not precedence.taken()
        await asyncio.gather(*waiting)

    asyncio.run(run())


@pytest.mark.parametrize("rate", [25, 300])
def test_where_somebody_always_writes_a_broadcast_keeps_its_rate(rate: int) -> None:
    async def run() -> None:
        clock, left = MovedClock(), list[float]()
        budget, precedence = giving_way(clock, rate)
        with precedence.answering():
            tasks = [
                asyncio.ensure_future(pushed(budget, clock, left, str(chat))) for chat in range(rate * 8)
            ]
            await clock.settle()
            while not all(task.done() for task in tasks):
                await clock.advance(0.02)
        began, ended = left[rate], left[-1]  # after the first second, which may go out at once
        assert (len(left) - rate - 1) / (ended - began) == pytest.approx(rate, rel=0.02)
        fullest = max(sum(0 <= later - first < 1 - 1e-6 for later in left) for first in left)
        assert fullest <= rate

    asyncio.run(run())


def test_in_a_running_process_pushes_of_all_networks_stand_aside_for_turns_and_replies(
    settings: Settings,
) -> None:
    store = open_store(settings)
    schema.upgrade(store)
    store.dispose()
    engine = build_engine(settings)
    known = engine.intake._precedence
    assert engine.networks
    for network in engine.networks.values():
        assert network.budget._precedence is known
    for track in engine.replies._tracks.values():
        assert track.courier.precedence is known
    for push in engine.bulk._tracks.values():
        assert push._parts.precedence is known
        assert push.courier.precedence is not known  # a push makes no push wait
        assert isinstance(push._parts.writer, Aside)
    assert engine.feeder._hands.precedence is known
    assert isinstance(engine.feeder._writer, Aside)
    engine.writer.close()
    engine.store.dispose()
