"""Lawful histories by the dice: all that a city does with its rows, sealed soon after, closed every day."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from storage import (
    audit,
    audit_heads,
    audit_sealing,
    case_moves,
    cases,
    citizens,
    figures,
    handover,
    imports,
    joining,
    kiosks,
    officials,
    ratings,
    resealing,
    retention,
    surveys,
)
from storage.models import Case, Citizen, Survey
from storage.store import Tx
from storage.vault import Vault
from tests.storage import given
from tests.storage.given import NOW

UNITS = ("disdukcapil", "dishub")
WORDS = ("Sudah selesai", "Mohon ditunggu", "Loket tutup", "Terima kasih", "Jalan rusak di RT 3")
DAYS = {"rating_words_days": 5, "case_days": 5, "talk_days": 5}


@dataclass
class History:
    """A city's rows as they grow, in one transaction; `now` goes on with every step."""

    tx: Tx
    dice: random.Random
    now: datetime = NOW
    people: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    official: int = 0

    def begin(self) -> History:
        given.units(self.tx, *UNITS)
        self.people = [given.citizen(self.tx) for _ in range(6)]
        self.official = officials.invite(self.tx, "head", UNITS[0], "Sri", "c0de", self.now, self.now)
        return self

    def go_on(self, steps: int) -> History:
        """So many steps, sealed sooner or later; a day ends now and then."""
        for _ in range(steps):
            self.dice.choice(STEPS)(self, self.tx)
            self.now += timedelta(minutes=self.dice.randint(0, 600))
            if self.dice.random() < 0.5:
                self.seal()
        self.seal()
        return self

    def seal(self) -> None:
        """What the timetable does: a seal, and after midnight the head of the day before."""
        while audit_sealing.seal(self.tx, self.now, most=self.dice.choice((3, 500))) is not None:
            pass
        head = audit_heads.close_day(self.tx, self.now.date() - timedelta(days=1), self.now)
        if head is not None:
            self.codes.append(head.code)

    def person(self) -> int:
        return self.dice.choice(self.people)

    def case(self, tx: Tx) -> cases.CaseRow | None:
        """Any case, locked as who moves it must."""
        numbers = tx.connection.execute(select(Case.number).order_by(Case.id)).scalars().all()
        return cases.by_number(tx, self.dice.choice(numbers), lock=True) if numbers else None


def _opens(history: History, tx: Tx) -> None:
    known_as = history.dice.choice(("open", "confidential", "untraceable"))
    talk = f"c{history.dice.getrandbits(40)}"
    day = history.now.replace(hour=0, minute=0) if known_as == "untraceable" else history.now
    whose = None if known_as == "untraceable" else history.person()
    new = replace(given.A_CASE, citizen_id=whose, talk=talk, known_as=known_as)
    cases.open_case(tx, new, day - timedelta(days=1) if known_as == "untraceable" else day)


def _answers(history: History, tx: Tx) -> None:
    row = history.case(tx)
    if row is not None:
        given.answered(tx, row, history.dice.choice(WORDS), history.now)


def _notes(history: History, tx: Tx) -> None:
    row = history.case(tx)
    if row is not None:
        handover.was_read(tx, [row.id], 1, history.dice.choice(WORDS), history.now)


def _merges(history: History, tx: Tx) -> None:
    one, other = history.case(tx), history.case(tx)
    if one is None or other is None or one.id == other.id or one.merged_into or other.merged_into:
        return
    case_moves.merge(tx, one, other, actor="official:1", now=history.now)


def _closes(history: History, tx: Tx) -> None:
    row = history.case(tx)
    if row is not None and row.closed_at is None:
        case_moves.move(tx, row, "fixed", kind="closed", actor="official:1", now=history.now, closes=True)


def _reopens(history: History, tx: Tx) -> None:
    row = history.case(tx)
    if row is not None and row.closed_at is not None:
        case_moves.reopen(
            tx, row, words=history.dice.choice(WORDS), owner_id=history.official, now=history.now
        )


def _rates(history: History, tx: Tx) -> None:
    talk, person = f"r{history.dice.getrandbits(40)}", history.person()
    score = history.dice.randint(1, 4)
    ratings.give(tx, person, talk, history.dice.choice(UNITS), "", score, "telegram", history.now)
    if history.dice.random() < 0.5:
        ratings.explain(tx, person, talk, history.dice.choice(WORDS), "ktp")


def _answers_survey(history: History, tx: Tx) -> None:
    elements = {element: history.dice.randint(1, 4) for element in surveys.ELEMENTS}
    talk, unit = f"s{history.dice.getrandbits(40)}", history.dice.choice(UNITS)
    profile, said = {"sex": "f"}, history.dice.choice(WORDS)
    surveys.answer(tx, history.person(), talk, unit, "", elements, profile, said, "telegram", history.now)


def _notes_a_line(history: History, tx: Tx) -> None:
    why = history.dice.choice((*WORDS, ""))
    kind = history.dice.choice(("export", "read", "moved"))
    audit.add(tx, kind, "operator", history.now, about="official:1", why=why)


def _imports(history: History, tx: Tx) -> None:
    forms = [imports.PaperAnswer({"time": 2}, {}, history.now - timedelta(days=30)) for _ in range(3)]
    imports.take_in(tx, UNITS[1], "a.csv", str(history.dice.getrandbits(64)), forms, history.now)


def _undoes(history: History, tx: Tx) -> None:
    found = select(Survey.import_id).where(Survey.import_id.is_not(None)).limit(1)
    import_id = tx.connection.execute(found).scalar_one_or_none()
    if import_id is not None:
        imports.undo(tx, import_id, history.now)


def _publishes(history: History, tx: Tx) -> None:
    figures.freeze(tx, f"2026-W{history.dice.randint(1, 52)}", '{"ikm": 88.1}', history.now)


def _sweeps(history: History, tx: Tx) -> None:
    retention.sweep(tx, history.now, DAYS)


def _forgets(history: History, tx: Tx) -> None:
    citizens.forget(tx, history.person(), history.now)


def _joins(history: History, tx: Tx) -> None:
    one, other = history.dice.sample(history.people, 2)
    joining.join(tx, one, other)
    there = set(tx.connection.execute(select(Citizen.id)).scalars())
    if other not in there:
        history.people[history.people.index(other)] = given.citizen(tx)


def _rates_at_the_counter(history: History, tx: Tx) -> None:
    """On a tablet that had no network for days."""
    given_at = history.now - timedelta(days=history.dice.randint(0, 9))
    voice = kiosks.KioskVoice(f"{history.dice.getrandbits(60)}", history.dice.randint(1, 4), given_at)
    kiosks.keep(tx, b"tablet", UNITS[0], [voice], timedelta(seconds=5), history.now)


def _rotates(history: History, tx: Tx) -> None:
    """Another key seals and signs; everything is sealed anew, and the old one is gone for good."""
    audit.add(tx, "key_rotated", "operator", history.now)
    key = history.dice.randbytes(32)
    both = replace(tx, vault=Vault(key, [tx.vault.ring.key]))
    for table in resealing.tables():
        while places := resealing.waiting(both, table, None, 300):
            resealing.reseal(both, table, places)
    assert resealing.left(both) == {}
    history.tx = replace(tx, vault=Vault(key))


STEPS: tuple[Callable[[History, Tx], None], ...] = (
    _opens,
    _opens,
    _answers,
    _answers,
    _notes,
    _merges,
    _closes,
    _reopens,
    _rates,
    _answers_survey,
    _notes_a_line,
    _notes_a_line,
    _imports,
    _undoes,
    _publishes,
    _sweeps,
    _forgets,
    _joins,
    _rates_at_the_counter,
    _rotates,
)
