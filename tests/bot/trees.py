"""Random city halls: people with one office or several, who come, move and go, and cases about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random

from sqlalchemy import update

from handlers.events import CaseOpened
from handlers.talk import Words
from storage import citizens, offices, officials
from storage.models import Official
from tests.bot.desks import Desks
from tests.bot.whereabouts import handle

UNITS = ("dishub", "dpupr", "disdukcapil")
_CHATS = count(30_000)


@dataclass
class About:
    """A case, and whom it was about when it came: `past` are the people it must never reach."""

    number: str
    unit: str
    about: str
    subjects: frozenset[str]
    bypasses: bool
    reporter: str


@dataclass
class Hall:
    """People by chat, each with offices (id, role, unit); what the test itself knows of them."""

    desks: Desks
    draw: Random
    holds: dict[str, dict[int, tuple[str, str | None]]] = field(default_factory=dict)
    cases: list[About] = field(default_factory=list)

    def comes(self, chat: str | None = None) -> None:
        """Somebody new, or somebody known who gets another office."""
        chat = chat or str(next(_CHATS))
        role = self.draw.choice(
            ("officer", "officer", "head", "head", "head", "coordinator", "overseer", "overseer")
        )
        unit = self.draw.choice(UNITS) if role in ("officer", "head") else None
        code, now = f"code-{next(_CHATS)}", self.desks.now
        with self.desks.store.begin() as tx:
            person = citizens.lock(tx, {handle(chat): "id"}, now)[handle(chat)]
            made = officials.invite(tx, role, unit, f"Pejabat {code}", code, now + timedelta(days=1), now)
            assert officials.bind(tx, code, person.id, now) is not None
        self.holds.setdefault(chat, {})[made] = (role, unit)

    def moves(self, chat: str) -> None:
        """An office of theirs is for another unit from now on."""
        own = [(number, role) for number, (role, unit) in self.holds[chat].items() if unit]
        if own:
            number, role = self.draw.choice(own)
            unit = self.draw.choice(UNITS)
            with self.desks.store.begin() as tx:
                officials.move(tx, number, unit)
            self.holds[chat][number] = (role, unit)

    def goes(self, chat: str) -> None:
        """One of their offices ends."""
        if self.holds[chat]:
            number = self.draw.choice(sorted(self.holds[chat]))
            with self.desks.store.begin() as tx:
                officials.end(tx, number, self.desks.now)
            del self.holds[chat][number]

    def stands_in(self, chat: str) -> None:
        """They are away, and somebody else with the same role stands in, whoever that is."""
        with self.desks.store.begin() as tx:
            everybody = officials.all_active(tx)
            mine = [one for one in everybody if one.id in self.holds[chat]]
            for one in mine:
                others = [o for o in everybody if (o.role, o.unit) == (one.role, one.unit) and o.id != one.id]
                if others:
                    today = self.desks.house.today(self.desks.now)
                    offices.leave(tx, one.id, today, today, self.draw.choice(others).id)

    def opens(self) -> None:
        """A case about a head, about whoever would handle it, or about bribes; now and then of their own."""
        unit = self.draw.choice((*UNITS, *UNITS, ""))
        about, category = self.draw.choice(
            (
                ("head", "slow"),
                ("head", "slow"),
                ("handler", "slow"),
                ("service", "pungli"),
                ("staff", "slow"),
            )
        )
        reporter = self.draw.choice((*self.holds, *(str(next(_CHATS)) for _ in range(3))))
        subjects = self._subjects(unit, about)
        said = CaseOpened("complaint", unit, category, about, Words(f"Laporan {next(_CHATS)}"))
        number = self.desks.records(reporter, said).number
        bypasses = about in ("head", "handler") or category == "pungli"
        self.cases.append(About(number, unit, about, subjects, bypasses, reporter))

    def ends(self) -> None:
        """Everybody goes, so that the next hall is another one; the cases stay."""
        with self.desks.store.begin() as tx:
            tx.connection.execute(
                update(Official).where(Official.ended_at.is_(None)).values(ended_at=self.desks.now)
            )
        self.holds = {chat: {} for chat in self.holds}

    # --- what must not be -------------------------------------------------------------------------------

    def is_about(self, case: About, chat: str) -> bool:
        """Whether it is about this person or somebody above them, or about the unit in which they serve."""
        mine = self.holds[chat].values()
        if chat in case.subjects or (case.bypasses and case.unit in {unit for _, unit in mine if unit}):
            return True
        return any(self._below(chat, subject) for subject in case.subjects)

    def _below(self, chat: str, other: str) -> bool:
        theirs = self.holds.get(other, {}).values()
        return chat != other and any(
            (role == "officer" and ("head", unit) in theirs)
            or (unit is not None and ("coordinator", None) in theirs)
            for role, unit in self.holds[chat].values()
        )

    def _subjects(self, unit: str, about: str) -> frozenset[str]:
        there = {"head": {"head"}, "handler": {"officer", "head"}}.get(about, set())
        found = {
            chat
            for chat, mine in self.holds.items()
            if any(role in there and where == unit for role, where in mine.values())
        }
        if about == "handler" and not found:  # a coordinator would have had it
            found = {chat for chat, mine in self.holds.items() if ("coordinator", None) in mine.values()}
        return frozenset(found)


def halls(desks: Desks, seeds: range) -> Iterator[Hall]:
    """One hall a seed, grown in a random order of comings, moves, goings and reports."""
    for seed in seeds:
        hall = Hall(desks, Random(seed))
        for _ in range(5):
            hall.comes()
        for chat in sorted(hall.holds)[:3]:
            hall.comes(chat)
        for _ in range(14):
            _something_happens(hall)
        yield hall
        hall.ends()


def _something_happens(hall: Hall) -> None:
    chat = hall.draw.choice(sorted(hall.holds))
    kind = hall.draw.random()
    if kind < 0.4:
        hall.opens()
    elif kind < 0.6:
        hall.comes(chat)
    elif kind < 0.65:
        hall.comes()
    elif kind < 0.88:
        hall.moves(chat)
    elif kind < 0.93:
        hall.stands_in(chat)
    else:
        hall.goes(chat)
