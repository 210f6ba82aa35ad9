"""Which cases are closed to a person, as a condition of a statement: what `handlers.rights.barred` says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, true, type_coerce
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import String

from storage.models import Case
from storage.officials import OfficialRow

OVERSEERS = "overseers"


@dataclass(frozen=True)
class Shut:
    """What is closed to somebody: what these citizens reported; what goes past these officials or units.

    `out`: those of the officials that they are themselves, who may have stepped out.
    """

    reporters: frozenset[int] = frozenset()
    past: frozenset[int] = frozenset()
    units: frozenset[str] = frozenset()
    out: frozenset[int] = frozenset()


OPEN = Shut()  # nothing is closed


def shut_to(offices: Iterable[OfficialRow], *chats: int) -> Shut:
    """What is closed to whoever holds these offices, and is also reached in these chats."""
    offices = list(offices)
    theirs = {chat for one in offices for chat in (one.citizen_id, *one.browsers) if chat is not None}
    out = frozenset(number for one in offices for number in (one.id, *one.person.offices))
    above = frozenset(number for one in offices for number in one.person.above)
    units = frozenset(unit for one in offices for unit in one.person.units)
    return Shut(frozenset(theirs.union(chats)), out | above, units, out)


def open_to(who: Shut) -> ColumnElement[bool]:
    """The cases that are not closed to them; never NULL, so that it can be denied as well."""
    return and_(true(), *_conditions(who))


def _conditions(who: Shut) -> Iterator[ColumnElement[bool]]:
    if who.reporters:
        # Whoever had their data deleted is nobody: their cases stay on every desk.
        yield func.coalesce(Case.citizen_id, 0).not_in(who.reporters)
    if who.past:
        yield _names_none(Case.bypassed, who.past)
    if who.out:
        yield _names_none(Case.stepped_out, who.out)
    if who.units:
        yield or_(Case.route != OVERSEERS, func.coalesce(Case.unit, "").not_in(who.units))


def _names_none(column: InstrumentedAttribute[frozenset[int]], ids: frozenset[int]) -> ColumnElement[bool]:
    """Nearly always the column is empty; only else is looked into it."""
    named = type_coerce(column, String)
    return or_(named == "", and_(*(named.not_like(f"%,{number},%") for number in sorted(ids))))
