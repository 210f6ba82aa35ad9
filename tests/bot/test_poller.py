"""Long polling: nothing is confirmed before its commit, and nobody's messages overtake each other."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from bot.channels.base import Incoming, Throttled, Unreachable
from bot.channels.polled import AnotherPolls
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_updates import parse
from bot.clock import SystemClock
from bot.poller import Poller
from storage.failures import Outage
from tests.bot.moved_clock import MovedClock
from tests.doubles.botapi import BotApi


@dataclass(frozen=True)
class Answer:
    toast: str = ""


class Turns:
    """An intake of plain memory: `fails` says what goes wrong with an update, as often as it is called."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.fails: Callable[[Incoming], Exception | None] = lambda _: None
        self.gates: dict[str, asyncio.Event] = {}

    async def take(self, incoming: Incoming) -> Answer:
        if gate := self.gates.get(incoming.said.text):
            await gate.wait()
        if failure := self.fails(incoming):
            raise failure
        self.taken.append(incoming.said.text or incoming.said.tap)
        return Answer(f"terima kasih {incoming.callback}" if incoming.callback else "")


class Network:
    """Hands out what is queued, from the offset on, then waits for ever."""

    def __init__(self, *updates: dict[str, Any]) -> None:
        self.updates = list(updates)
        self.offsets: list[int] = []
        self.failures: list[Exception] = []
        self.toasts: list[tuple[str, str]] = []
        self.quiet = asyncio.Event()

    async def get_updates(self, offset: int, seconds: int) -> list[dict[str, Any]]:
        self.offsets.append(offset)
        if self.failures:
            raise self.failures.pop(0)
        if found := [update for update in self.updates if update["update_id"] >= offset]:
            return found
        await self.quiet.wait()
        return []

    async def toast(self, callback: str, text: str) -> None:
        self.toasts.append((callback, text))


def said(update_id: int, chat: int, text: str) -> dict[str, Any]:
    chat_facts = {"id": chat, "type": "private"}
    message = {"message_id": update_id, "date": 1, "chat": chat_facts, "text": text}
    return {"update_id": update_id, "message": message}


def tapped(update_id: int, chat: int) -> dict[str, Any]:
    user = {"id": chat, "is_bot": False, "first_name": "S"}
    query = {"id": "q7", "from": user, "chat_instance": "1", "data": "go.rating"}
    return {"update_id": update_id, "callback_query": query}


class Scene:
    def __init__(self, *updates: dict[str, Any]) -> None:
        self.network, self.turns, self.clock = Network(*updates), Turns(), MovedClock()
        self.poller = Poller(self.network, partial(parse, bot_id="4"), self.turns, self.clock)

    async def __aenter__(self) -> "Scene":
        self.running = asyncio.ensure_future(self.poller.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.poller.stop()
        await self.running


def test_an_offset_is_confirmed_once_everything_before_it_is_committed() -> None:
    async def run() -> None:
        async with Scene(said(10, 7, "satu"), said(11, 8, "dua")) as scene:
            scene.turns.gates["satu"] = asyncio.Event()
            await scene.clock.settle()
            assert (scene.turns.taken, scene.network.offsets) == (["dua"], [0])
            scene.turns.gates["satu"].set()
            await scene.clock.settle()
            assert scene.network.offsets == [0, 12]

    asyncio.run(run())


def test_the_first_that_was_not_committed_is_asked_for_again_and_those_before_it_are_not() -> None:
    async def run() -> None:
        failing = [Outage("away")]
        async with Scene(said(10, 7, "satu"), said(11, 8, "dua"), said(12, 9, "tiga")) as scene:
            scene.turns.fails = lambda one: failing.pop() if failing and one.said.text == "dua" else None
            await scene.clock.settle()
            assert scene.turns.taken == ["satu", "tiga"]
            assert scene.network.offsets == [0]
            await scene.clock.advance(1)
            assert scene.network.offsets == [0, 11, 13]
            assert scene.turns.taken == ["satu", "tiga", "dua", "tiga"]

    asyncio.run(run())


def test_what_failed_is_never_overtaken_by_the_same_person() -> None:
    async def run() -> None:
        failing = [Outage("away")]
        async with Scene(said(10, 7, "satu"), said(11, 7, "dua")) as scene:
            scene.turns.fails = lambda one: failing.pop() if failing and one.said.text == "satu" else None
            await scene.clock.settle()
            assert scene.turns.taken == []
            await scene.clock.advance(1)
            assert scene.turns.taken == ["satu", "dua"]

    asyncio.run(run())


def test_updates_out_of_order_are_taken_in_order() -> None:
    async def run() -> None:
        async with Scene(said(11, 7, "dua"), said(9, 7, "nol"), said(10, 7, "satu")) as scene:
            await scene.clock.settle()
            assert scene.turns.taken == ["nol", "satu", "dua"]
            assert scene.network.offsets == [0, 12]

    asyncio.run(run())


@pytest.mark.parametrize("failure", [Outage("away"), ZeroDivisionError("ours")])
def test_while_nothing_can_be_stored_the_pauses_grow_to_half_a_minute(failure: Exception) -> None:
    async def run() -> None:
        async with Scene(said(10, 7, "satu")) as scene:
            scene.turns.fails = lambda _: failure
            await scene.clock.advance(1 + 2 + 4 + 8 + 16)
            assert scene.network.offsets == [0] * 6
            await scene.clock.advance(29)
            assert len(scene.network.offsets) == 6
            scene.turns.fails = lambda _: None
            await scene.clock.advance(1)
            assert (scene.turns.taken, scene.network.offsets[-1]) == (["satu"], 11)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("failure", "pause"), [(Unreachable("away", left=False), 1), (AnotherPolls(), 1), (Throttled(9), 9)]
)
def test_a_network_in_trouble_is_asked_again_after_a_pause(failure: Exception, pause: float) -> None:
    async def run() -> None:
        scene = Scene(said(10, 7, "satu"))
        scene.network.failures = [failure]
        async with scene:
            await scene.clock.advance(pause - 0.5)
            assert scene.turns.taken == []
            await scene.clock.advance(0.5)
            assert scene.turns.taken == ["satu"]

    asyncio.run(run())


def test_a_tap_hears_its_toast() -> None:
    async def run() -> None:
        async with Scene(tapped(10, 7)) as scene:
            await scene.clock.settle()
            assert scene.network.toasts == [("q7", "terima kasih q7")]

    asyncio.run(run())


def test_an_update_of_no_known_shape_is_passed_on_and_confirmed() -> None:
    async def run() -> None:
        async with Scene({"update_id": 10, "telepathy": {}}) as scene:
            await scene.clock.settle()
            assert scene.network.offsets == [0, 11]

    asyncio.run(run())


def test_stopping_ends_the_poll_but_finishes_the_turn() -> None:
    async def run() -> None:
        async with Scene(said(10, 7, "satu")) as scene:
            gate = scene.turns.gates["satu"] = asyncio.Event()
            await scene.clock.settle()
            scene.poller.stop()
            await scene.clock.settle()
            assert not scene.running.done()
            gate.set()
            await scene.running
            assert scene.turns.taken == ["satu"]

    asyncio.run(run())


def test_against_real_http_everything_is_confirmed_and_every_tap_answered() -> None:
    async def run() -> None:
        async with BotApi(rate=None) as api:
            channel, turns = TelegramChannel(api.token, api.base), Turns()
            poller = Poller(channel, partial(parse, bot_id=channel.bot), turns, SystemClock())
            running = asyncio.ensure_future(poller.run())
            for number in range(20):
                await asyncio.to_thread(api.person(number + 1).says, f"halo {number}")
            assert await asyncio.to_thread(api.waits_until, lambda: not api.unconfirmed())
            assert sorted(turns.taken) == sorted(f"halo {number}" for number in range(20))
            poller.stop()
            await running
            await channel.close()

    asyncio.run(run())
