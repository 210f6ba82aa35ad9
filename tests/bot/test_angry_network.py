"""A slow, silent, forgetful or angry network over real HTTP: turns go on, memory is bounded, order kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby
from math import inf
from pathlib import Path

import pytest

from bot.budget import Budget
from bot.channels.base import Sender
from bot.channels.telegram import TelegramChannel
from bot.clock import SystemClock
from bot.courier import ROOM_SECONDS
from bot.delivery import Line, ReplyLane
from bot.marks import Marks
from handlers.talk import Say
from tests.bot.delivering import RULES, Office, new_store
from tests.bot.moved_clock import MovedClock
from tests.doubles.botapi import BotApi

IN_FLIGHT, RATE = 20, 10_000
PATIENCE = 30.0
# Everything a hundred times faster than in a city; the clock is the real one, as HTTP is.
QUICK = replace(
    RULES,
    claim=timedelta(seconds=2),
    timeout=timedelta(seconds=0.5),
    backoff_seconds=(0.2,),  # type: ignore[arg-type]  # whole seconds in the settings
    max_tries=100,
)


@dataclass
class Counted:
    """A channel, and how many of its sends were under way at once at most."""

    channel: Sender
    now: int = 0
    most: int = 0
    tried: int = 0

    def parts(self, say: Say) -> tuple[Say, ...]:
        return tuple(self.channel.parts(say))

    def weight(self, part: Say) -> int:
        return self.channel.weight(part)

    async def close(self) -> None:
        await self.channel.close()

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        self.tried, self.now = self.tried + 1, self.now + 1
        self.most = max(self.most, self.now)
        try:
            return await self.channel.send(address, say, replaces)
        finally:
            self.now -= 1


@dataclass
class Weather:
    """Replies of turns that go on, whatever the network does with them."""

    api: BotApi
    office: Office
    lane: ReplyLane
    line: Counted
    put: dict[int, list[str]] = field(default_factory=dict)
    most_in_memory: int = 0

    def turns(self, chats: int, rounds: int = 1) -> None:
        """Each of these chats is answered once more, so many times."""
        for _ in range(rounds):
            for chat in range(1, chats + 1):
                words = f"{chat}: {len(self.put.setdefault(chat, [])) + 1}"
                self.put[chat].append(words)
                self.lane.put(self.office.reply(str(chat), words))
            self.look()

    def look(self) -> None:
        (track,) = self.lane._tracks.values()
        self.most_in_memory = max(self.most_in_memory, len(track.courier._jobs))

    async def all_sent(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while set(self.office.rows("state")) != {"sent"}:
                self.look()
                await asyncio.sleep(0.02)

    def heard(self, chat: int) -> list[str]:
        return [call.text for call in self.api.sent(chat)]

    def in_order(self) -> bool:
        """What came twice came twice in a row: nothing of a chat overtook anything."""
        return all([one for one, _ in groupby(self.heard(chat))] == said for chat, said in self.put.items())


def play(directory: Path, scene: Callable[[Weather], Awaitable[None]]) -> None:
    async def run() -> None:
        clock = SystemClock()
        with new_store(directory) as store:
            async with BotApi(rate=None) as api:
                api.know(*range(1, 200))
                office = Office(store, QUICK, MovedClock(clock.now()))  # for its outbox only
                office.clock.now = clock.now  # type: ignore[method-assign]  # its rows are born now
                line = Counted(TelegramChannel(api.token, api.base, in_flight=IN_FLIGHT))
                budget, marks = Budget(RATE, RATE, RATE, clock), Marks(office.writer, clock)
                lines = {"telegram": Line(line, budget, IN_FLIGHT)}
                lane = ReplyLane(office.writer, lines, marks, QUICK, clock, older_than=timedelta(seconds=0.1))
                running = [asyncio.ensure_future(loop) for loop in (lane.run(), marks.run())]
                await scene(Weather(api, office, lane, line))
                await lane.close()
                await marks.close()
                await asyncio.gather(*running)
                await line.close()

    asyncio.run(run())


@pytest.mark.parametrize("latency", [0.05, 0.4])
def test_a_slow_network_gets_as_many_at_once_as_it_may_and_no_more(tmp_path: Path, latency: float) -> None:
    async def scene(weather: Weather) -> None:
        weather.api.faults.latency = latency
        weather.turns(chats=60)
        await weather.all_sent()
        assert weather.line.most == IN_FLIGHT
        assert weather.in_order()
        assert len(weather.api.sent()) == 60

    play(tmp_path, scene)


def test_while_the_network_is_silent_turns_go_on_and_what_waits_is_rows(tmp_path: Path) -> None:
    async def scene(weather: Weather) -> None:
        weather.api.faults.hang("send", times=inf)
        for _ in range(4):
            weather.turns(chats=30)
            await asyncio.sleep(0.4)  # a network that says nothing can only be waited for
        assert weather.api.sent() == []
        weather.api.faults.clear()
        await weather.all_sent()
        assert weather.in_order()
        assert weather.line.most <= IN_FLIGHT
        assert len(weather.api.sent()) == 120  # what never arrived was not sent twice either

    play(tmp_path, scene)


def test_memory_holds_so_many_and_the_outbox_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROOM_SECONDS, "reply", 0)  # so that few are enough: room is for what is in flight

    async def scene(weather: Weather) -> None:
        weather.api.faults.latency = 0.2
        weather.turns(chats=100, rounds=2)
        await weather.all_sent()
        assert weather.most_in_memory <= IN_FLIGHT
        assert weather.in_order()
        assert len(weather.api.sent()) == 200

    play(tmp_path, scene)


def test_connections_that_break_before_anything_is_done_cost_time_and_nothing_else(tmp_path: Path) -> None:
    async def scene(weather: Weather) -> None:
        weather.api.faults.reset("send", times=40)
        weather.turns(chats=30, rounds=2)
        await weather.all_sent()
        assert weather.in_order()
        assert weather.line.tried == 60 + 40

    play(tmp_path, scene)


def test_only_an_answer_that_was_lost_makes_a_reply_come_twice_and_in_its_place(tmp_path: Path) -> None:
    async def scene(weather: Weather) -> None:
        weather.api.faults.cut("send", times=7)
        weather.turns(chats=20, rounds=2)
        await weather.all_sent()
        assert weather.in_order()
        assert len(weather.api.sent()) == 40 + 7

    play(tmp_path, scene)


def test_told_to_wait_nobody_knocks_and_no_try_is_counted(tmp_path: Path) -> None:
    async def scene(weather: Weather) -> None:
        weather.api.faults.fail("send", times=1, status=429, retry_after=1)
        weather.turns(chats=1)
        assert await asyncio.to_thread(weather.api.waits_until, lambda: weather.api.throttled != [], PATIENCE)
        weather.turns(chats=40)
        await weather.all_sent()
        assert weather.in_order()
        (told,) = weather.api.throttled
        assert min(call.at for call in weather.api.sent()) >= told.at + 1
        assert set(weather.office.rows("tries")) == {0}

    play(tmp_path, scene)


def test_one_chat_that_hangs_holds_up_no_other(tmp_path: Path) -> None:
    async def scene(weather: Weather) -> None:
        weather.api.faults.hang("send", times=inf, chat=7)
        weather.turns(chats=40, rounds=2)
        others = [chat for chat in weather.put if chat != 7]
        assert await asyncio.to_thread(
            weather.api.waits_until, lambda: all(len(weather.heard(chat)) == 2 for chat in others), PATIENCE
        )
        assert weather.heard(7) == []
        weather.api.faults.clear()
        await weather.all_sent()
        assert weather.in_order()

    play(tmp_path, scene)
