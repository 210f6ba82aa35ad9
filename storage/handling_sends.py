"""Whose report was closed and who never said how it was handled: who is asked, once, and who answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select

from storage.forum_reach import may_be_written_to
from storage.models import Case, Citizen, HandlingAsked
from storage.once import upsert
from storage.store import Tx

JUDGED = ("fixed", "silent", "unfixed", "not_ours")  # states of closings that were put before a reporter


@dataclass(frozen=True)
class Closed:
    """A closed report nobody has rated, and whose it is."""

    case_id: int
    citizen_id: int


def to_ask(tx: Tx, since: datetime, until: datetime) -> list[Closed]:
    """Reports whose closing became final in this time, of people we may write to, the newest first.

    None that is untraceable or of somebody forgotten; none whose reporter rated it or was asked before.
    """
    wanted = (Case.closed_at > since, Case.closed_at <= until, Case.state.in_(JUDGED), *_unasked())
    people = Case.citizen_id.in_(select(Citizen.id).where(*may_be_written_to()))
    rows = select(Case.id, Case.citizen_id).where(*wanted, people).order_by(Case.closed_at.desc(), Case.id)
    found = tx.connection.execute(rows)
    return [Closed(case_id, one) for case_id, one in found if one is not None]


def keep(tx: Tx, case_ids: Collection[int], broadcast_id: int | None, now: datetime) -> None:
    """These are asked about, and never again."""
    if rows := [{"case_id": one, "broadcast_id": broadcast_id, "asked_at": now} for one in case_ids]:
        tx.connection.execute(upsert(tx, HandlingAsked).on_conflict_do_nothing(), rows)


def numbers(tx: Tx, broadcast_id: int, people: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Of these people, the reports this broadcast asks about that they have not rated meanwhile."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = (
        select(Case.citizen_id, Case.number)
        .join(HandlingAsked, HandlingAsked.case_id == Case.id)
        .where(HandlingAsked.broadcast_id == broadcast_id, Case.citizen_id.in_(people))
        .where(Case.handling.is_(None), Case.closed_at.is_not(None))
        .order_by(Case.id)
    )
    for row in tx.connection.execute(rows):
        found[row.citizen_id].append(row.number)
    return found


def declined(tx: Tx, case_id: int, now: datetime) -> None:
    """Its reporter was asked and would rather not say: that is an answer."""
    keep(tx, [case_id], None, now)


def may_still(tx: Tx, people: Collection[int]) -> frozenset[int]:
    """Those of these people whom we may write to at this moment."""
    wanted = (Citizen.id.in_(people), *may_be_written_to())
    return frozenset(tx.connection.execute(select(Citizen.id).where(*wanted)).scalars())


def answered(broadcast_id: int) -> Select[int | None]:
    """A statement: whose report this broadcast asked about and has its rating now."""
    rated = select(Case.citizen_id).join(HandlingAsked, HandlingAsked.case_id == Case.id)
    return rated.where(HandlingAsked.broadcast_id == broadcast_id, Case.handling.is_not(None))


def _unasked() -> list[ColumnElement[bool]]:
    return [Case.handling.is_(None), Case.id.not_in(select(HandlingAsked.case_id))]
