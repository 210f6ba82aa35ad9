"""Policies from the command line: declared first, then measured when their window is over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.offices.office import Mistaken
from bot.settings import Settings
from handlers.element_names import ELEMENT_NAMES
from handlers.policy_words import PolicySeen, sentence
from handlers.talk import speaking
from storage import frames, policies
from storage.policies import PolicyRow
from storage.store import Store, Tx

if TYPE_CHECKING:  # statsmodels is loaded where something is measured
    from analytics.policy import Effect


def declare(
    store: Store,
    settings: Settings,
    name: str,
    starts: date,
    units: Sequence[str],
    element: str,
    window_days: int,
) -> PolicyRow:
    """Put a policy down, for good; its key is made of its name."""
    _check(settings, name, units, element)
    policy = PolicyRow(_key(name), name, starts, element, window_days, datetime.now(UTC), tuple(units))
    with store.begin() as tx:
        if not policies.declare(tx, policy):
            raise Mistaken(f"there is a policy {policy.key} already; what was declared is not changed")
    return policy


def listed(store: Store) -> list[Mapping[str, Any]]:
    """Every policy as it was declared."""
    with store.reading() as tx:
        rows = policies.every(tx)
    return [
        {
            "key": row.key,
            "name": row.name,
            "starts": row.starts,
            "window_days": row.window_days,
            "element": row.element or "ikm",
            "units": " ".join(row.units),
        }
        for row in rows
    ]


def measured(store: Store, settings: Settings, key: str, today: date) -> Mapping[str, Any]:
    """What a policy came to: the numbers, and a sentence in the city's first language."""
    with store.reading() as tx:
        row, every = policies.by_key(tx, key), policies.every(tx)
        if row is None:
            raise Mistaken(f"there is no policy {key}: see `suara policy list`")
        found = _effect(tx, settings, row, every, today)
    seen = _seen(row, found, settings)
    with speaking(settings.city.languages[0]):
        return {"key": row.key, **vars(found), "declared_late": seen.declared_late, "text": sentence(seen)}


def touching(
    tx: Tx, settings: Settings, unit: str, first: date, after: date, today: date
) -> list[PolicySeen]:
    """What came of the unit's policies whose days of comparison reach into these days."""
    every = policies.every(tx)
    return [
        _seen(row, _effect(tx, settings, row, every, today), settings)
        for row in every
        if unit in row.units and row.starts < after and _ends(row) > first
    ]


def _ends(row: PolicyRow) -> date:
    return row.starts + timedelta(days=row.window_days)


def _effect(tx: Tx, settings: Settings, row: PolicyRow, every: Sequence[PolicyRow], today: date) -> Effect:
    from analytics.policy import Plan, effect

    plan = Plan(row.starts, row.window_days, frozenset(row.units), row.element)
    forms = frames.surveys(tx, _moment(plan.before, settings), _moment(plan.ends, settings))
    local = forms["given_at"].dt.tz_convert(settings.zone).dt.tz_localize(None)
    return effect(forms.assign(day=local.dt.normalize()), plan, today, _unfair(every, row, settings))


def _seen(row: PolicyRow, found: Effect, settings: Settings) -> PolicySeen:
    return PolicySeen(
        row.name,
        row.starts,
        _ends(row),
        row.element,
        declared_late=row.declared_at.astimezone(settings.zone).date() > row.starts,
        **{name: value for name, value in vars(found).items() if name != "p"},
    )


def _unfair(every: Sequence[PolicyRow], row: PolicyRow, settings: Settings) -> set[str]:
    """Units that are no comparison: others' policies began there then, or they were merged or closed."""
    reach = timedelta(days=row.window_days)
    moved = {
        unit for other in every if abs(other.starts - row.starts) < reach + reach for unit in other.units
    }
    ended = {unit.key for unit in settings.units if unit.closed or unit.merged_into}
    return (moved | ended) - set(row.units)


def _check(settings: Settings, name: str, units: Sequence[str], element: str) -> None:
    if not _key(name):
        raise Mistaken("--name needs letters or digits")
    if unknown := [unit for unit in units if unit not in settings.unit_by_key]:
        raise Mistaken(f"config.yaml has no unit with the key {unknown[0]}")
    if element and element not in ELEMENT_NAMES:
        raise Mistaken(f"{element} is none of the elements: {', '.join(ELEMENT_NAMES)}")


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40]


def _moment(day: date, settings: Settings) -> datetime:
    return datetime.combine(day, datetime.min.time(), settings.zone).astimezone(UTC)
