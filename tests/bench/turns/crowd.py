"""Citizens who rate one office again and again: four turns, each waiting for the answer to the one before."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.bench.turns.network import Network

PAYLOAD = "u-disdukcapil"
OPTIONS = (
    "score:4",
    "service:ktp_el",
    "why:-",
)  # tapped one after the other, whatever the bot calls its talk
_UPDATES = count(1)


@dataclass
class Citizen:
    """One person: where they are in the script, since when they wait, and what they got."""

    chat: int
    step: int = 0
    asked_at: float = 0.0
    waits: list[float] = field(default_factory=list)
    answers: int = 0
    strays: int = 0  # messages nobody waited for


class Crowd:
    """Who is answered goes on at once, while the crowd is going on; `last`: the buttons each saw last."""

    def __init__(self, network: Network, citizens: int, first_chat: int) -> None:
        self.people = {first_chat + number: Citizen(first_chat + number) for number in range(citizens)}
        self.last: dict[int, list[str]] = {}
        self._network = network
        network.heard = self.heard
        self._wanted = 0
        self._reached = asyncio.Event()
        self._going = False
        self._upto: int | None = None

    def start(self) -> None:
        """Everybody begins, and goes on until `stop`."""
        self._going, self._upto = True, None
        for person in self.people.values():
            self._act(person, [])

    def stop(self) -> None:
        """Whoever is answered from now on says nothing more."""
        self._going = False

    async def quiet(self, within: float) -> None:
        """Wait until everybody who waits is answered, and no longer than this."""
        waiting = sum(bool(person.asked_at) for person in self.people.values())
        with suppress(TimeoutError):
            if waiting:
                await self.answered(waiting, within)

    async def all_at(self, step: int, within: float) -> None:
        """Everybody goes as far as this step and stands there. TimeoutError when somebody does not."""
        self._going, self._upto = True, step
        for person in self.people.values():
            self._act(person, [])
        await self.answered(step * len(self.people), within)
        self._going = False

    async def answered(self, more: int, within: float) -> None:
        """Wait until so many more answers have come. TimeoutError when they do not."""
        self._wanted = more
        self._reached.clear()
        async with asyncio.timeout(within):
            await self._reached.wait()

    def tap_all(self, buttons: dict[int, list[str]]) -> None:
        """Everybody taps their next option at the same moment, and nothing after it."""
        self._going, self._upto = True, None
        for chat, person in self.people.items():
            self._act(person, buttons[chat])
        self._going = False

    def heard(self, chat: int, buttons: list[str]) -> None:
        """What the bot sent to somebody."""
        person = self.people.get(chat)
        if person is None:
            return
        self.last[chat] = buttons
        if not person.asked_at:
            person.strays += 1
            return
        person.waits.append(time.perf_counter() - person.asked_at)
        person.answers += 1
        person.asked_at = 0.0
        if self._going and (self._upto is None or person.step < self._upto):
            self._act(person, buttons)
        self._wanted -= 1
        if not self._wanted:
            self._reached.set()

    def _act(self, person: Citizen, buttons: Sequence[str]) -> None:
        place = person.step % (len(OPTIONS) + 1)
        person.step += 1
        person.asked_at = time.perf_counter()
        if place == 0:
            self._network.put(_says(person.chat, f"/start {PAYLOAD}"))
        else:
            self._network.put(_taps(person.chat, _button(buttons, OPTIONS[place - 1])))


def _button(buttons: Sequence[str], option: str) -> str:
    for button in buttons:
        if button.partition("~")[0].endswith(option):
            return button
    raise AssertionError(f"no button {option!r} among {list(buttons)}")


def _who(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Warga", "language_code": "id"}


def _says(chat: int, text: str) -> dict[str, Any]:
    number = next(_UPDATES)
    message = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": "Warga"},
        "from": _who(chat),
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }
    return {"update_id": number, "message": message}


def _taps(chat: int, button: str) -> dict[str, Any]:
    number = next(_UPDATES)
    shown = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": "Warga"},
        "from": {"id": 12345, "is_bot": True, "first_name": "Suara"},
        "text": "?",
    }
    query = {"id": str(number), "from": _who(chat), "chat_instance": "1", "message": shown, "data": button}
    return {"update_id": number, "callback_query": query}
