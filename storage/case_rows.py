"""What a case looks like outside the database, and how its details are sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from storage.models import Case
from storage.store import Tx

DETAILS = "cases.details"
IDENTITY = ("name", "contact", "organisation")  # the details that say who somebody is


@dataclass(frozen=True)
class NewCase:
    """What is needed to open a case; `details` is JSON and is stored sealed."""

    citizen_id: int | None  # None: nobody's, and found by its receipt alone
    talk: str
    kind: str
    unit: str | None
    category: str
    about: str
    route: str
    known_as: str
    details: Mapping[str, Any]
    channel: str
    language: str
    verify_due: date
    answer_due: date
    outer_due: date
    next_step: str
    next_at: date
    owner_id: int | None = None
    bypassed: frozenset[int] = frozenset()
    people: int = 1  # on behalf of how many


@dataclass(frozen=True)
class CaseRow:
    """A case as it is stored, its details opened.

    `bypassed`: officials whom it went past, by id; `stepped_out`: those who are out of it.
    """

    id: int
    number: str
    citizen_id: int | None
    kind: str
    unit: str | None
    category: str
    about: str
    route: str
    state: str
    known_as: str
    details: dict[str, Any]
    channel: str
    language: str
    opened_at: datetime
    verify_due: date
    answer_due: date
    answered_at: datetime | None
    closed_at: datetime | None
    owner_id: int | None
    state_at: datetime
    version: int
    outer_due: date
    reply_due: date | None
    next_step: str
    next_at: date | None
    reopened: int
    outcome: str
    closed_by: str
    handling: int | None
    merged_into: int | None
    lapor_id: str | None
    bypassed: frozenset[int]
    stepped_out: frozenset[int]
    people: int = 1  # on behalf of how many an organisation speaks


@dataclass(frozen=True)
class CaseLight:
    """A case as far as its dates, its way and its owner go: nothing sealed is opened for it."""

    id: int
    number: str
    citizen_id: int | None
    kind: str
    unit: str | None
    category: str
    about: str
    route: str
    state: str
    channel: str
    language: str
    opened_at: datetime
    verify_due: date
    answer_due: date
    answered_at: datetime | None
    closed_at: datetime | None
    owner_id: int | None
    state_at: datetime
    version: int
    outer_due: date
    reply_due: date | None
    next_step: str
    next_at: date | None
    reopened: int
    outcome: str
    merged_into: int | None
    bypassed: frozenset[int]
    stepped_out: frozenset[int]


@dataclass(frozen=True)
class CaseOfCitizen:
    """A case as its reporter sees it; `answer` is the last one given, or empty."""

    number: str
    kind: str
    state: str
    unit: str | None
    opened_at: datetime
    answer_due: date
    answer: str
    outcome: str = ""  # as it was proposed to them
    version: int = 0


@dataclass(frozen=True)
class CaseDates:
    """A case without a word of it: number, whose it is, and its dates."""

    number: str
    unit: str | None
    route: str
    state: str
    opened_at: datetime
    verify_due: date
    answer_due: date
    answered_at: datetime | None
    closed_at: datetime | None


COLUMNS = [getattr(Case, field.name) for field in fields(CaseRow)]


def row_of(tx: Tx, row: Row[Any]) -> CaseRow:
    """A row of COLUMNS with its details opened."""
    return CaseRow(**{**row._mapping, "details": opened_details(tx, row.details)})


def sealed_details(tx: Tx, details: Mapping[str, Any]) -> bytes:
    return tx.vault.seal(json.dumps(details, ensure_ascii=False), DETAILS)


def opened_details(tx: Tx, details: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tx.vault.open(details, DETAILS))
    return found


def without_identity(tx: Tx, details: bytes) -> bytes:
    """The same details, sealed again, without name and contact."""
    kept = {key: value for key, value in opened_details(tx, details).items() if key not in IDENTITY}
    return sealed_details(tx, kept)
