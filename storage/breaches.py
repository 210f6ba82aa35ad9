"""A leak: whose rows it may have shown, whom the log names, and who was told of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from storage import models
from storage.models import Breach, Case, CaseEvent, Citizen, Outbox, Rating, Survey
from storage.store import Tx

WHY = "breaches.why"
# Table to its moment; each row belongs to a citizen as long as it is known whose it is.
_TABLES: Mapping[str, Any] = {
    "ratings": (Rating, Rating.given_at),
    "surveys": (Survey, Survey.given_at),
    "cases": (Case, Case.opened_at),
    "messages": (Outbox, Outbox.created_at),
    "addresses": (Citizen, Citizen.first_seen_at),
}
TABLES = tuple(_TABLES)
_OF_A_UNIT = ("ratings", "surveys", "cases")
_READ = ("read", "handed_over")


@dataclass(frozen=True)
class Scope:
    """What may have been seen: rows of these tables (and unit) that were there before `until`.

    `new`: only those that came in that time; else all that were there, however old.
    """

    since: datetime
    until: datetime
    tables: Collection[str] = TABLES
    unit: str | None = None
    new: bool = False


@dataclass(frozen=True)
class BreachRow:
    """One leak as it was reported; `confirmed_by`: who agreed to tell people."""

    id: int
    since: datetime
    until: datetime
    tables: str
    unit: str | None
    affected: int
    asked_by: int
    asked_at: datetime
    confirmed_by: int | None
    confirmed_at: datetime | None

    @property
    def scope(self) -> Scope:
        *tables, new = self.tables.split()
        return Scope(self.since, self.until, tables, self.unit, new == "new")


@dataclass(frozen=True)
class Address:
    """An address as a keyed hash, and the tables in which its owner has rows."""

    channel: str
    kind: str
    hash: bytes
    tables: tuple[str, ...]


def affected(tx: Tx, scope: Scope) -> dict[int, list[str]]:
    """Citizens whom it may concern, by id, and in which tables; who was forgotten is known to nobody."""
    people: dict[int, list[str]] = {}
    for name in TABLES:
        if name in scope.tables and (scope.unit is None or name in _OF_A_UNIT):
            for citizen_id in tx.connection.execute(_of(name, scope)).scalars():
                people.setdefault(citizen_id, []).append(name)
    return people


def addresses(tx: Tx, people: Mapping[int, list[str]]) -> list[Address]:
    """Under which addresses they are known, as keyed hashes: enough to tell them, nothing to find them by."""
    table = models.Handle
    found = select(table.citizen_id, table.channel, table.kind, table.hash).order_by(table.hash)
    rows = tx.connection.execute(found)
    return [
        Address(r.channel, r.kind, r.hash, tuple(people[r.citizen_id]))
        for r in rows
        if r.citizen_id in people
    ]


def readings(tx: Tx, scope: Scope) -> dict[str, int]:
    """Who read or handed over how many cases in that time, from their histories."""
    within = (CaseEvent.at >= scope.since, CaseEvent.at < scope.until, CaseEvent.kind.in_(_READ))
    counts = select(CaseEvent.actor, func.count(func.distinct(CaseEvent.case_id))).where(*within)
    return {row.actor: row[1] for row in tx.connection.execute(counts.group_by(CaseEvent.actor))}


def report(tx: Tx, scope: Scope, affected: int, why: str, official_id: int, now: datetime) -> int:
    """Note it; its id. Nobody is told yet."""
    tables = " ".join([*(name for name in TABLES if name in scope.tables), "new" if scope.new else "all"])
    row = {"since": scope.since, "until": scope.until, "tables": tables, "unit": scope.unit}
    row |= {"affected": affected, "why": tx.vault.seal(why, WHY), "asked_by": official_id, "asked_at": now}
    return int(tx.connection.execute(insert(Breach).values(**row).returning(Breach.id)).scalar_one())


def confirm(tx: Tx, breach_id: int, official_id: int, now: datetime) -> bool:
    """Somebody else than who asked agrees that people are told; false where that is not so, or was done."""
    open_ = (Breach.id == breach_id) & (Breach.asked_by != official_id) & Breach.confirmed_at.is_(None)
    agreed = update(Breach).where(open_).values(confirmed_by=official_id, confirmed_at=now)
    return tx.connection.execute(agreed).rowcount > 0


def one(tx: Tx, breach_id: int) -> BreachRow | None:
    return next((row for row in every(tx) if row.id == breach_id), None)


def every(tx: Tx) -> list[BreachRow]:
    columns = [getattr(Breach, name) for name in BreachRow.__dataclass_fields__]
    rows = tx.connection.execute(select(*columns).order_by(Breach.id))
    return [BreachRow(**row._mapping) for row in rows]


def told(tx: Tx, breach_id: int) -> dict[str, int]:
    """State of the notices to how many there are."""
    mine = Outbox.dedupe_key.startswith(f"{key_of(breach_id)}:")
    counts = select(Outbox.state, func.count()).where(mine).group_by(Outbox.state)
    return {row.state: row[1] for row in tx.connection.execute(counts)}


def key_of(breach_id: int) -> str:
    """What the keys of its notices begin with."""
    return f"breach:{breach_id}"


def _of(name: str, scope: Scope) -> Any:
    table, moment = _TABLES[name]
    whose = Citizen.id if table is Citizen else table.citizen_id
    wanted = [whose.is_not(None), moment < scope.until]
    if table is Citizen:
        wanted.append(Citizen.forgotten_at.is_(None))
    if scope.new:
        wanted.append(moment >= scope.since)
    if scope.unit is not None:
        wanted.append(table.unit == scope.unit)
    return select(whose).where(*wanted).distinct().order_by(whose)
