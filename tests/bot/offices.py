"""A city hall for tests: officials with chats, reporters with cases, and what each of them is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select, update

from storage import cases, citizens, officials
from storage.cases import CaseRow
from storage.citizens import Handle
from storage.models import Case, Official
from storage.officials import OfficialRow
from storage.store import Store, Tx
from tests.bot.citizens import pushed
from tests.storage.given import A_CASE, DAY, NOW

UNIT, OTHER = "disdukcapil", "dishub"
_ADDRESSES = count(9000)


def person(tx: Tx, address: str = "", language: str = "id") -> int:
    """Somebody with a chat."""
    handle = Handle("telegram", "chat", address or str(next(_ADDRESSES)))
    return citizens.lock(tx, {handle: language}, NOW)[handle].id


def official(
    tx: Tx, role: str, unit: str | None = None, *, chat: int | None = None, address: str = "", **row: Any
) -> OfficialRow:
    """An official who has opened their code, in a chat of their own unless one is given."""
    code = f"code{next(_ADDRESSES)}"
    officials.invite(tx, role, unit, f"Pejabat {code}", code, NOW + 3 * DAY, NOW)
    bound = officials.bind(tx, code, chat or person(tx, address), NOW)
    assert bound is not None
    if row:
        tx.connection.execute(update(Official).where(Official.id == bound.id).values(**row))
    return officials.among(tx, [bound.id])[0]


def case(tx: Tx, owner: OfficialRow | None = None, *, reporter: int | None = None, **row: Any) -> CaseRow:
    """An open case of the unit, of a reporter of its own unless one is given."""
    reporter = reporter or person(tx)
    new = replace(
        A_CASE, citizen_id=reporter, talk=f"t{next(_ADDRESSES)}", owner_id=owner.id if owner else None
    )
    plain = {key: value for key, value in row.items() if key in A_CASE.__dict__}
    opened = cases.open_case(tx, replace(new, **plain), NOW)
    late = {key: value for key, value in row.items() if key not in plain}
    if late:
        tx.connection.execute(update(Case).where(Case.id == opened.id).values(**late))
    return again(tx, opened)


def again(tx: Tx, row: CaseRow) -> CaseRow:
    """The case as it stands now."""
    fresh = cases.by_number(tx, row.number)
    assert fresh is not None
    return fresh


def ownerless(store: Store) -> list[str]:
    """Numbers of open cases that nobody has, or somebody whose office has ended."""
    with store.reading() as tx:
        lasting = select(Official.id).where(Official.ended_at.is_(None), Official.bound_at.is_not(None))
        nobodys = Case.owner_id.is_(None) | Case.owner_id.not_in(lasting)
        found = select(Case.number).where(Case.closed_at.is_(None), nobodys).order_by(Case.id)
        return list(tx.connection.execute(found).scalars())


def told(store: Store, address: str, now: datetime = NOW + DAY) -> list[str]:
    """What waits for this chat, in words."""
    return [say.words for say in pushed(store, now, address)]
