"""Load: many scripted citizens at once, each waiting for its next question, with an account of its own.

    async with BotApi(rate=None) as api:
        load = Load(api, script, citizens=50)
        accounts = await load.run()

The bot under load is a process of its own and may be killed and started again meanwhile. What the account
says comes from here and from what the network saw, never from the bot's own database.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.double import Double
from tests.doubles.ledger import Id
from tests.doubles.play import Screen
from tests.doubles.reading import Reader
from tests.doubles.wire import Json

# Whoever acts is a person of the network under load: all of them can do what these scripts ask.
Act = Callable[[Any, Screen | None], Json]
Fits = Callable[[Screen], bool]


@dataclass(frozen=True)
class Step:
    """What a citizen does on the last screen (None before the first), and what answers it."""

    name: str
    act: Act
    fits: Fits = lambda screen: True


Script = Iterable[Step]


def opens(payload: str, then: str = "") -> Step:
    return Step(f"opens {payload}", lambda who, _: who.opens(payload), _has(then))


def taps(label: str | int, then: str = "") -> Step:
    return Step(f"taps {label}", lambda who, _: who.taps(label), _has(then))


def says(text: str, then: str = "") -> Step:
    return Step(f"says {text[:20]}", lambda who, _: who.says(text), _has(then))


def sends_photo(then: str = "") -> Step:
    return Step("sends a photo", lambda who, _: who.sends_photo(), _has(then))


def _has(part: str) -> Fits:
    return lambda screen: part in screen


@dataclass
class Answered:
    """One step of one citizen: what was put, and the screen that answered it (None: nothing in time)."""

    step: str
    update_id: Id
    put_at: float
    screen: Screen | None = None
    seconds: float | None = None
    repeats: int = 0


@dataclass
class Account:
    """What one citizen did and got."""

    citizen: int
    steps: list[Answered] = field(default_factory=list)
    stuck: str | None = None
    finished: bool = False

    @property
    def update_ids(self) -> list[Id]:
        return [step.update_id for step in self.steps]

    @property
    def answers(self) -> list[str]:
        return [str(step.screen) for step in self.steps if step.screen is not None]


class Load:
    """Citizens who all follow the script, started evenly over `ramp` seconds.

    `script` may be one for all, or made for each citizen by number. `patience`: seconds a citizen waits for
    an answer; make it longer than the bot is ever down.
    """

    def __init__(
        self,
        api: Double,
        script: Script | Callable[[int], Script],
        citizens: int = 50,
        *,
        patience: float = 30.0,
        rounds: int = 1,
        ramp: float = 0.0,
        first_id: int = 5_000_001,
    ) -> None:
        self._api, self._script = api, script
        self._patience, self._rounds, self._ramp = patience, rounds, ramp
        self.accounts = [Account(first_id + number) for number in range(citizens)]

    async def run(self) -> list[Account]:
        """Let everybody talk to the end of the script; call it in the loop the double runs in."""
        await asyncio.gather(*(self._live(number) for number in range(len(self.accounts))))
        return self.accounts

    async def _live(self, number: int) -> None:
        account = self.accounts[number]
        person = self._api.person(account.citizen, f"Warga {number}")
        await asyncio.sleep(self._ramp * number / len(self.accounts))
        script = self._script(number) if callable(self._script) else self._script
        for _ in range(self._rounds):
            for step in script:
                if not await self._take(step, person, account):
                    return
        account.finished = True

    async def _take(self, step: Step, person: Reader, account: Account) -> bool:
        """One step: act, then wait for the question that answers it; False when the citizen is stuck."""
        shown = person.chat.bot_messages()
        before = shown[-1] if shown else None
        known = {_look(screen) for screen in map(person.chat.look, shown) if _is_one_of_a_kind(screen)}
        start = person.heard()
        try:
            update = step.act(person, person.chat.look(before) if before else None)
        except AssertionError as lost:  # no such button: told in the account, the others go on
            account.stuck = f"{step.name}: {lost}"
            return False
        taken = Answered(step.name, update["update_id"], time.time())
        account.steps.append(taken)
        last = {_look(person.chat.look(before))} if before else set()
        await self._wait(step, person, taken, start, known | last)
        if taken.screen is None:
            account.stuck = f"{step.name}: no answer in {self._patience} s"
        return taken.screen is not None

    async def _wait(
        self, step: Step, person: Reader, taken: Answered, start: int, known: Set[tuple[object, ...]]
    ) -> None:
        """`known`: what answers nothing, as it was there before."""
        began = time.monotonic()
        while (left := began + self._patience - time.monotonic()) > 0:
            for message_id in person.chat.heard[start:]:
                start += 1
                message = person.chat.messages.get(message_id)
                if message is None:
                    continue
                screen = person.chat.look(message)
                if _look(screen) in known:
                    taken.repeats += 1
                elif step.fits(screen):
                    taken.screen, taken.seconds = screen, time.monotonic() - began
                    return
            await self._api.pulse.beat(("chat", person.chat.id), left)

    def report(self) -> Json:
        """The account of all: everything put, confirmed and answered, and who is stuck where."""
        steps = [step for account in self.accounts for step in account.steps]
        put = {step.update_id for step in steps}
        confirmed = put & {record.update_id for record in self._api.confirmed()}
        waits = sorted(step.seconds for step in steps if step.seconds is not None)
        return {
            "citizens": len(self.accounts),
            "finished": sum(account.finished for account in self.accounts),
            "stuck": {str(a.citizen): a.stuck for a in self.accounts if a.stuck},
            "put": len(put),
            "confirmed": len(confirmed),
            "unconfirmed": sorted(put - confirmed, key=str),
            "answered": len(waits),
            "repeats": sum(step.repeats for step in steps),
            "redelivered": sum(len(self._api.ledger.updates[u].deliveries) > 1 for u in put),
            "wait_p50": _share(waits, 0.50),
            "wait_p99": _share(waits, 0.99),
            "violations": [entry.as_json() for entry in self._api.violations],
        }


_CASE = re.compile(r"KS-\d{4}-")


def _is_one_of_a_kind(screen: Screen) -> bool:
    """Its buttons name its turn, or it names a case: the same once more is a copy, whatever came between."""
    return any("~" in data for data in screen.data) or _CASE.search(screen.text) is not None


def _look(screen: Screen) -> tuple[object, ...]:
    """Words and buttons: the same once more, as after a crash the bot cannot know that it arrived."""
    return screen.text, screen.rows, screen.data


def _share(ordered: list[float], share: float) -> float | None:
    """The value below which this share of the ordered ones lies; None when there are none."""
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 4) if ordered else None
