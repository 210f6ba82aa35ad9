"""Who may do what to which case: one table of role, action and kind, from which all checks are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

KINDS = ("complaint", "suggestion", "question", "praise")
ROLES = ("officer", "head", "coordinator", "overseer", "operator")
ROUTES = ("unit", "coordinator", "overseers")

ALL = frozenset(KINDS)
NOT_PRAISE = ALL - {"praise"}

# How far a role reaches: its own unit; every unit and what has none; what bypasses the units; everything.
OWN, CITY, OVERSIGHT, EVERYTHING = "own", "city", "oversight", "everything"


@dataclass(frozen=True)
class Right:
    """One action: on which kinds of cases, and how far each role that has it reaches."""

    kinds: frozenset[str]
    reach: Mapping[str, str]


_WORKS = {"officer": OWN, "head": OWN, "coordinator": CITY, "overseer": OVERSIGHT}
_DECIDES = {"head": OWN, "coordinator": CITY, "overseer": OVERSIGHT}

RIGHTS: Mapping[str, Right] = {
    "see": Right(ALL, {**_WORKS, "overseer": EVERYTHING}),
    "take": Right(ALL, _WORKS),
    "pass": Right(ALL, _WORKS),
    "ask": Right(NOT_PRAISE, _WORKS),
    "note": Right(ALL, _WORKS),
    "answer": Right(ALL, _WORKS),
    "merge": Right(NOT_PRAISE, _WORKS),
    "propose": Right(ALL, _WORKS),
    "approve": Right(NOT_PRAISE, _DECIDES),  # that something cannot be done
    "archive": Right(ALL, {"coordinator": CITY, "overseer": OVERSIGHT}),
    "remind": Right(ALL, {**_DECIDES, "overseer": EVERYTHING}),
    "export": Right(ALL, {"coordinator": CITY, "overseer": EVERYTHING}),
    "recategorise": Right(frozenset({"complaint"}), _WORKS),
    "step_out": Right(ALL, {**_WORKS, "overseer": EVERYTHING}),
    "pull": Right(ALL, {"overseer": EVERYTHING}),  # away from its unit
    "disclose": Right(ALL, {"coordinator": CITY, "overseer": EVERYTHING}),  # ask who its reporter is
}

# Of which offices each role may ask for the SKM report: it tells numbers and masked words, and of no case.
REPORTS: Mapping[str, str] = {
    "officer": OWN,
    "head": OWN,
    "coordinator": EVERYTHING,
    "overseer": EVERYTHING,
}


class Person(Protocol):
    """Who is behind an office, whatever else they are."""

    @property
    def offices(self) -> frozenset[int]: ...  # all of theirs by id, those that ended too

    @property
    def units(self) -> frozenset[str]: ...  # in which they serve

    @property
    def above(self) -> frozenset[int]: ...  # whom they stand below, by id


class Actor(Protocol):
    """An official as far as rights go; read-only, so that any row fits."""

    @property
    def role(self) -> str: ...

    @property
    def unit(self) -> str | None: ...

    @property
    def citizen_id(self) -> int | None: ...  # the chat they are reached in

    @property
    def browsers(self) -> frozenset[int]: ...  # and the browsers in which they work

    @property
    def person(self) -> Person: ...


class Matter(Protocol):
    """A case as far as rights go."""

    @property
    def kind(self) -> str: ...

    @property
    def unit(self) -> str | None: ...

    @property
    def route(self) -> str: ...

    @property
    def citizen_id(self) -> int | None: ...  # its reporter

    @property
    def bypassed(self) -> frozenset[int]: ...  # officials whom it goes past, by id

    @property
    def stepped_out(self) -> frozenset[int]: ...  # officials who are out of it, by id


def may(actor: Actor, action: str, matter: Matter, *, overseer_bound: bool = True) -> bool:
    """Whether this official may do this to this case; nobody to one that is closed to them (`barred`).

    `overseer_bound` False: nobody oversees it, so coordinators stand in for what bypasses the units.
    """
    right = RIGHTS[action]
    reach = right.reach.get(actor.role)
    if reach is None or matter.kind not in right.kinds or barred(actor, matter):
        return False
    if reach == CITY and not overseer_bound:
        return True
    return _reaches(reach, actor.unit, matter)


def may_ask_report(actor: Actor, unit: str) -> bool:
    """Whether this official may have the SKM report of this unit made."""
    reach = REPORTS.get(actor.role)
    return reach == EVERYTHING or (reach == OWN and actor.unit == unit)


def allowed(actor: Actor, matter: Matter, *, overseer_bound: bool = True) -> frozenset[str]:
    """Everything this official may do to this case."""
    return frozenset(a for a in RIGHTS if may(actor, a, matter, overseer_bound=overseer_bound))


def cells() -> Iterator[tuple[str, str, str, str | None]]:
    """Role, action, kind and reach (None: not at all) of every cell of the table."""
    for role in ROLES:
        for action, right in RIGHTS.items():
            for kind in KINDS:
                yield role, action, kind, right.reach.get(role) if kind in right.kinds else None


def barred(actor: Actor, matter: Matter) -> bool:
    """Whether the case is closed to this person, in whichever office.

    They reported it or stepped out of it; or it goes past them, past somebody above them, or past the unit in
    which they serve: it may be about any of these.
    """
    who = actor.person
    past_them = bool(matter.bypassed & (who.offices | who.above))
    past_their_unit = matter.route == "overseers" and matter.unit in who.units
    out = bool(matter.stepped_out & who.offices)
    return past_them or past_their_unit or out or reported_by(actor, matter)


def overseen(overseers: Iterable[Actor], matter: Matter) -> bool:
    """Whether any of the overseers may look at this case; otherwise the coordinators stand in."""
    return any(not barred(one, matter) for one in overseers)


def reported_by(actor: Actor, matter: Matter) -> bool:
    """Whether this official handed the case in, in whichever chat or browser."""
    return matter.citizen_id is not None and matter.citizen_id in {actor.citizen_id, *actor.browsers}


def _reaches(reach: str, unit: str | None, matter: Matter) -> bool:
    if reach == EVERYTHING:
        return True
    if reach == OVERSIGHT:
        return matter.route == "overseers"
    if reach == CITY:
        return matter.route in ("unit", "coordinator")
    return matter.route == "unit" and matter.unit is not None and matter.unit == unit
