"""The intake: outage and poison told apart, nobody suffers for another's message."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime

import pytest

from bot import intake as intake_module
from bot.channels.base import Incoming, Unreachable
from bot.house import House
from bot.intake import Intake
from bot.precedence import Precedence
from bot.settings import Settings
from bot.turns import Turned, take_turns
from bot.wiring import build_house, sync_units
from bot.writer import Writer
from handlers.talk import Input, Say
from storage import aside
from storage.failures import Outage
from storage.outbox import Claimed
from storage.store import Store, Tx


class Told:
    """A channel that remembers what was said through it."""

    name, bot = "telegram", "1"

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.left: list[str] = []
        self.away = False

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        if self.away:
            raise Unreachable("away", left=False)
        self.said.append((address, say.words))
        return "1"

    async def toast(self, callback: str, text: str) -> None: ...

    async def leave(self, address: str, words: str) -> None:
        self.left.append(address)

    async def fetch(self, ref: str) -> bytes:
        raise Unreachable("nothing here", left=False)

    async def close(self) -> None: ...


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def house(settings: Settings, store: Store, told: Told) -> House:
    sync_units(settings, store)
    return build_house(settings, {"telegram": told})


@pytest.fixture
def writer(store: Store) -> Iterator[Writer]:
    writer = Writer(store)
    yield writer
    writer.close()


def message(number: int, text: str, chat: str = "4711") -> Incoming:
    return Incoming("telegram", "1", str(number), chat, Input(text), payload='{"update_id":1}')


def fails_on(bad: str, error: type[Exception]) -> object:
    def take(tx: Tx, batch: list[Incoming], house: House, now: datetime) -> Turned:
        if any(incoming.said.text == bad for incoming in batch):
            raise error(bad)
        return take_turns(tx, batch, house, now)

    return take


async def take_all(intake: Intake, *messages: Incoming) -> list[object]:
    return await asyncio.gather(*(intake.take(one) for one in messages), return_exceptions=True)


def test_what_arrives_together_is_committed_and_handed_over_together(writer: Writer, house: House) -> None:
    handed: list[list[Claimed]] = []

    async def talk() -> None:
        intake = Intake(writer, house, lambda rows: handed.append(list(rows)), lambda: None)
        await take_all(intake, *(message(n, "/start", str(n)) for n in range(1, 6)))
        await intake.close()

    asyncio.run(talk())
    assert [len(rows) for rows in handed] == [5]
    assert all(row.address is not None for row in handed[0])


def test_while_a_turn_is_under_way_pushes_are_told_to_stand_aside(writer: Writer, house: House) -> None:
    async def run() -> None:
        precedence, seen = Precedence(), list[bool]()
        intake = Intake(writer, house, lambda _: seen.append(precedence.taken()), lambda: None, precedence)
        await intake.take(message(1, "/start"))
        assert seen == [True]
        assert not precedence.taken()

    asyncio.run(run())


def test_what_is_still_being_read_comes_along(writer: Writer, house: House) -> None:
    handed: list[list[Claimed]] = []

    async def talk() -> None:
        intake = Intake(writer, house, lambda rows: handed.append(list(rows)), lambda: None)

        async def reading(number: int) -> None:
            for _ in range(number):
                await asyncio.sleep(0)
            await intake.take(message(number, "/start", str(4700 + number)))

        await asyncio.gather(*(reading(number) for number in range(1, 6)))

    asyncio.run(talk())
    assert [len(rows) for rows in handed] == [5]


def test_poison_is_set_aside_its_sender_told_and_the_rest_answered(
    writer: Writer, house: House, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "take_turns", fails_on("racun", ZeroDivisionError))
    handed: list[Claimed] = []

    async def talk() -> list[object]:
        intake = Intake(writer, house, handed.extend, lambda: None)
        return await take_all(
            intake, message(1, "/start"), message(2, "racun", "66"), message(3, "/start", "7")
        )

    results = asyncio.run(talk())
    assert not any(isinstance(result, Exception) for result in results)
    assert {row.address.value for row in handed if row.address} == {"4711", "66", "7"}
    with store.reading() as tx:
        waiting = aside.waiting(tx)
    assert [row.update_id for row in waiting] == ["2"]
    assert "racun" not in waiting[0].error


def test_in_an_outage_nothing_is_set_aside_and_each_chat_is_told_once(
    writer: Writer, house: House, store: Store, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "take_turns", fails_on("apa saja", Outage))

    async def talk() -> list[object]:
        intake = Intake(writer, house, lambda rows: None, lambda: None)
        first = await take_all(intake, message(1, "apa saja"))
        return first + await take_all(intake, message(1, "apa saja"))

    results = asyncio.run(talk())
    assert [type(result) for result in results] == [Outage, Outage]
    assert [chat for chat, _ in told.said] == ["4711"]
    with store.reading() as tx:
        assert aside.waiting(tx) == []


def test_after_an_outage_the_same_message_is_taken_once(
    writer: Writer, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[Claimed] = []
    broken = fails_on("/start", Outage)
    monkeypatch.setattr(intake_module, "take_turns", broken)

    async def talk() -> None:
        intake = Intake(writer, house, handed.extend, lambda: None)
        await take_all(intake, message(1, "/start"))
        monkeypatch.setattr(intake_module, "take_turns", take_turns)
        await take_all(intake, message(1, "/start"))
        await take_all(intake, message(1, "/start"))

    asyncio.run(talk())
    assert len(handed) == 1


def test_comfort_that_cannot_be_sent_changes_nothing(
    writer: Writer, house: House, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "take_turns", fails_on("halo", Outage))
    told.away = True

    async def talk() -> list[object]:
        return await take_all(Intake(writer, house, lambda rows: None, lambda: None), message(1, "halo"))

    assert isinstance(asyncio.run(talk())[0], Outage)


def test_a_group_is_left_after_the_commit(writer: Writer, house: House, told: Told) -> None:
    joined = Incoming("telegram", "1", "5", "-100", kind="joined_group")

    async def talk() -> None:
        intake = Intake(writer, house, lambda rows: None, lambda: None)
        await intake.take(joined)
        await asyncio.sleep(0)

    asyncio.run(talk())
    assert told.left == ["-100"]
