"""A city in which days pass: officials at their desks, a reporter, and the timetable's runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from textwrap import indent

import pytest
from sqlalchemy import select

from bot.days import redating
from bot.days.deadline_jobs import STEPS, Do, Find
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import CaseTaken
from handlers.talk.stored import say_from_json
from storage import case_events, citizens
from storage.models import Outbox
from storage.outbox_claims import BODY
from storage.store import Store
from tests.bot.desks import Desks
from tests.bot.whereabouts import handle

TUESDAY = datetime(2026, 11, 24, 3, tzinfo=UTC)  # 10 in the morning in Serang
REPORTER, OFFICER, HEAD, COORDINATOR, OVERSEER = "1001", "2001", "2002", "2003", "2004"
NAMES = {
    REPORTER: "reporter",
    OFFICER: "officer",
    HEAD: "head",
    COORDINATOR: "coordinator",
    OVERSEER: "overseer",
}


@dataclass
class Days(Desks):
    """A city in which days pass."""

    def ticks(self, times: int = 1) -> None:
        """What the timetable does about deadlines, so many times."""
        for _ in range(times):
            for _name, find, do in STEPS:
                self.does(find, do)

    def nights(self) -> None:
        """The dates are counted anew."""
        self.does(redating.moved, redating.move)

    def does(self, find: Find, do: Do) -> None:
        with self.store.reading() as tx:
            found = find(tx, self.house, self.now)
        if found:
            with self.store.begin() as tx:
                do(tx, self.house, found, self.now)

    def runs_until(self, day: date, every: timedelta = timedelta(days=1)) -> None:
        """The timetable runs until the end of this day."""
        while self.house.today(self.now) <= day:
            self.ticks()
            self.now += every

    def play(self, number: str) -> str:
        """Everything that was pushed about a case, as it is read: day, to whom, words and buttons."""
        names = dict(zip(self._citizens(), NAMES.values(), strict=True))
        with self.store.reading() as tx:
            rows = tx.connection.execute(
                select(Outbox.created_at, Outbox.citizen_id, Outbox.body)
                .where(Outbox.case_number == number)
                .order_by(Outbox.id)
            ).all()
            bodies = [tx.vault.open(row.body, BODY) for row in rows]
        letters = [
            f"{self.house.today(row.created_at):%a %d %b} to the {names[row.citizen_id]}:\n{shown(body)}"
            for row, body in zip(rows, bodies, strict=True)
        ]
        return "\n\n".join(letters).replace(number, "KS-2611-7F3K") + "\n"

    def _citizens(self) -> list[int]:
        handles = [handle(address) for address in NAMES]
        with self.store.begin() as tx:
            people = citizens.lock(tx, dict.fromkeys(handles, "id"), self.now)
        return [people[one].id for one in handles]

    def reminders(self, number: str) -> list[tuple[str, str, str]]:
        """Day, to whom, which rung: every reminder of the case, in order."""
        who = {official: NAMES.get(address, address) for address, official in self.ids.items()}
        with self.store.reading() as tx:
            events = case_events.events(tx, self.row(number).id)
        return [
            (f"{self.house.today(e.at):%d %b}", who[int(e.target.removeprefix("official:"))], e.reason)
            for e in events
            if e.kind == "reminded"
        ]


def shown(body: str) -> str:
    """A message as a chat shows it, set in."""
    say = say_from_json(body)[0]
    buttons = " ".join(f"[{choice.label}]" for choice in say.choices)
    return indent("\n".join(part for part in (say.words, buttons) if part), "     ")


@pytest.fixture
def city(store: Store, settings: Settings) -> Days:
    sync_units(settings, store)
    return Days(store, build_house(settings), TUESDAY)


@pytest.fixture
def staffed(city: Days) -> Days:
    """A unit with officer and head, a coordinator and an overseer."""
    city.official("officer", "dpupr", OFFICER, "Petugas Rina")
    city.official("head", "dpupr", HEAD, "Kepala Dinas")
    city.official("coordinator", None, COORDINATOR, "Koordinator")
    city.official("overseer", None, OVERSEER, "Pengawas")
    return city


def taken(city: Days) -> str:
    """A case that the officer has taken."""
    number = city.opens(REPORTER)
    city.records(OFFICER, CaseTaken(number, city.version(number)))
    return number


def reminded(city: Days, address: str, number: str) -> list[str]:
    """The reminders that were put into the outbox for this chat."""
    return [
        say.words for say in city.told(address, number) if any(c.id.startswith("go.tap") for c in say.choices)
    ]
