"""Ten years of a city, made up: people with their handles, ratings, and cases with their steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import insert, text

from bot.settings import Settings
from storage.handles import Handle, row_of
from storage.models import Base, Case, CaseEvent, Citizen, Consent, Rating
from storage.models import Handle as HandleRow
from storage.store import Store, Tx

YEARS, SEED, CHUNK = 10, 20261125, 20_000
END = datetime(2026, 11, 24, 3, tzinfo=UTC)
CASES_OF, PEOPLE_OF = 5, 3.34  # so many ratings come to one case, and to one person
STEPS = ("opened", "verified", "assigned", "answered", "settled")
FIRST_PEOPLE = 10_000  # are there already on the first day
OPEN_DAYS = 14


class Decade:
    """Fills a database up to so many ratings; what is there already stays."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._units = [unit.key for unit in settings.units][:100]
        self._random = np.random.default_rng(SEED)
        self.people = self.ratings = self.cases = 0

    def grows_to(self, ratings: int) -> None:
        """ANALYZE at the end, as both databases do by themselves now and then."""
        self._add(Citizen, max(FIRST_PEOPLE, int(ratings / PEOPLE_OF)), "people", self._citizen)
        self._add(Rating, ratings, "ratings", self._rating)
        self._add(Case, ratings // CASES_OF, "cases", self._case)
        with self._store.begin() as tx:
            tx.connection.execute(text("ANALYZE"))

    def _add(self, table: type[Base], upto: int, name: str, row: Any) -> None:
        for start in range(getattr(self, name), upto, CHUNK):
            numbers = range(start, min(start + CHUNK, upto))
            with self._store.begin() as tx:
                tx.connection.execute(insert(table), [row(tx, number) for number in numbers])
                self._follows(tx, table, numbers)
        setattr(self, name, max(upto, getattr(self, name)))

    def _follows(self, tx: Tx, table: type[Base], numbers: range) -> None:
        """What belongs to the new rows; their ids count up from 1, as nobody else adds people or cases."""
        if table is Citizen:
            people = [row_of(tx, address(number), number + 1) for number in numbers]
            tx.connection.execute(insert(HandleRow), people)
            tx.connection.execute(insert(Consent), [_noticed(number + 1) for number in numbers])
        if table is Case:
            steps = [step for number in numbers for step in self._steps(tx, number)]
            tx.connection.execute(insert(CaseEvent), steps)

    def _moment(self) -> datetime:
        return END - timedelta(seconds=float(self._random.random()) * YEARS * 365 * 24 * 3600)

    def _citizen(self, _tx: Tx, _number: int) -> dict[str, Any]:
        return {"language": "id", "noticed_version": "1", "first_seen_at": END, "last_seen_at": END}

    def _rating(self, _tx: Tx, number: int) -> dict[str, Any]:
        return {
            "citizen_id": 1 + number % self.people,
            "talk": f"d{number}",
            "unit": self._units[number % len(self._units)],
            "service": "",
            "score": int(self._random.integers(1, 5)),
            "channel": "telegram",
            "given_at": self._moment(),
        }

    def _case(self, tx: Tx, number: int) -> dict[str, Any]:
        opened = self._moment()
        is_open = END - opened < timedelta(days=OPEN_DAYS)
        day = opened.date()
        return {
            "number": f"KD-{number:07}",
            "citizen_id": 1 + number % self.people,
            "talk": f"d{number}",
            "kind": "complaint",
            "unit": self._units[number % len(self._units)],
            "route": "unit",
            "state": "in_progress" if is_open else "fixed",
            "known_as": "confidential",
            "details": tx.vault.seal('{"words": "Antre lama sekali"}', "cases.details"),
            "channel": "telegram",
            "language": "id",
            "opened_at": opened,
            "state_at": opened,
            "verify_due": day,
            "answer_due": day,
            "outer_due": day,
            "answered_at": None if is_open else opened + timedelta(days=4),
            "closed_at": None if is_open else opened + timedelta(days=9),
            "next_step": "answer" if is_open else "",
            "next_at": day if is_open else None,
        }

    def _steps(self, tx: Tx, number: int) -> Iterator[dict[str, Any]]:
        begun = self._moment()
        for place, kind in enumerate(STEPS):
            actor = "citizen" if kind in ("opened", "settled") else "system"
            yield {"case_id": number + 1, "kind": kind, "actor": actor, "at": begun + timedelta(days=place)}


def address(number: int) -> Handle:
    """Where this citizen of the decade chats."""
    return Handle("telegram", "chat", str(5_000_000 + number))


def _noticed(citizen_id: int) -> dict[str, Any]:
    proof = {"purpose": "notice", "given": True, "version": "1", "text_hash": "", "channel": "telegram"}
    return {"citizen_id": citizen_id, "at": END, **proof}
