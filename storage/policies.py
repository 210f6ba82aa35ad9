"""Policies whose effect is to be measured: declared once, before anything is counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from storage.models import Policy, PolicyUnit
from storage.once import insert_unless_there
from storage.store import Tx


@dataclass(frozen=True)
class PolicyRow:
    """A policy as it was declared; `units` are those it holds in."""

    key: str
    name: str
    starts: date
    element: str
    window_days: int
    declared_at: datetime
    units: tuple[str, ...]


def declare(tx: Tx, policy: PolicyRow) -> bool:
    """Put it down for good; False when its key is taken: what was declared is never changed."""
    values = {
        "key": policy.key,
        "name": policy.name,
        "starts": policy.starts,
        "element": policy.element,
        "window_days": policy.window_days,
        "declared_at": policy.declared_at,
    }
    new = insert_unless_there(tx, Policy, values)
    if new is None:
        return False
    units = [{"policy_id": new, "unit": unit} for unit in sorted(set(policy.units))]
    tx.connection.execute(insert(PolicyUnit), units)
    return True


def every(tx: Tx) -> list[PolicyRow]:
    """All policies, in the order in which they were declared."""
    units: dict[int, list[str]] = {}
    for row in tx.connection.execute(select(PolicyUnit.policy_id, PolicyUnit.unit).order_by(PolicyUnit.unit)):
        units.setdefault(row.policy_id, []).append(row.unit)
    rows = tx.connection.execute(select(Policy).order_by(Policy.id))
    return [_row(row, units.get(row.id, ())) for row in rows]


def by_key(tx: Tx, key: str) -> PolicyRow | None:
    return next((policy for policy in every(tx) if policy.key == key), None)


def _row(row: object, units: Iterable[str]) -> PolicyRow:
    plain = {name: getattr(row, name) for name in PolicyRow.__dataclass_fields__ if name != "units"}
    return PolicyRow(**plain, units=tuple(units))
