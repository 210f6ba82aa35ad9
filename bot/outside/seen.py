"""Who saw what of a case, as a table from the log: offices and counts, no word of it and no name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.outside.reading import found
from storage import who_saw
from storage.cases import CaseRow
from storage.store import Store, Tx
from storage.who_saw import WHAT, Office, Touch

ROLES = ("officer", "head", "coordinator", "overseer", "operator")
CITY = ("coordinator", "overseer")

Table = Sequence[Mapping[str, Any]]


def seen(store: Store, number: str) -> Table:
    """One row a person: who serves at its office, coordinates or oversees, and who else had to do with it.

    `official`: the ids of their offices; then how often each of `who_saw.WHAT` (None: not at all), and the
    first and the last moment of it. Raises Mistaken.
    """
    with store.reading() as tx:
        row = found(tx, number)
        return table(tx, row)


def table(tx: Tx, row: CaseRow) -> Table:
    """The same of a case that has been read."""
    people = _people(who_saw.offices(tx))
    touched = _by_person(people, who_saw.touches(tx, row))
    shown = [key for key, mine in people.items() if key in touched or _concerned(mine, row)]
    shown.sort(key=lambda key: _order(people[key]))
    return [_line(people[key], touched.get(key, ())) for key in shown]


def _people(offices: Iterable[Office]) -> dict[str, list[Office]]:
    """Offices of one chat are one person's; one that nobody has opened yet stands for itself."""
    people: dict[str, list[Office]] = {}
    for one in offices:
        key = f"chat:{one.chat}" if one.chat is not None else f"office:{one.id}"
        people.setdefault(key, []).append(one)
    return people


def _by_person(people: Mapping[str, Sequence[Office]], touches: Iterable[Touch]) -> dict[str, list[Touch]]:
    whose = {one.id: key for key, mine in people.items() for one in mine}
    found: dict[str, list[Touch]] = {}
    for touch in touches:
        key = f"chat:{touch.chat}" if touch.official is None else whose.get(touch.official, "")
        if key in people:
            found.setdefault(key, []).append(touch)
    return found


def _concerned(mine: Iterable[Office], row: CaseRow) -> bool:
    return any(not one.ended and (one.role in CITY or (one.unit and one.unit == row.unit)) for one in mine)


def _order(mine: Sequence[Office]) -> tuple[int, int]:
    return min(ROLES.index(one.role) for one in mine), mine[0].id


def _line(mine: Sequence[Office], touched: Sequence[Touch]) -> Mapping[str, Any]:
    counts = Counter(touch.what for touch in touched)
    moments: list[datetime] = sorted(touch.at for touch in touched)
    return {
        "official": ", ".join(str(one.id) for one in mine),
        "office": ", ".join(_office(one) for one in mine),
        **{what: counts[what] or None for what in WHAT},
        "first": moments[0] if moments else None,
        "last": moments[-1] if moments else None,
    }


def _office(one: Office) -> str:
    return " ".join(part for part in (one.role, one.unit, "(ended)" if one.ended else "") if part)
