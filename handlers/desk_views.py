"""What an official sees: the desk, and one case opened on it; and a closing as its reporter judges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from handlers.talk.model import Media

PAGE = 6  # cases of a desk that are shown at once


@dataclass(frozen=True)
class DeskLine:
    """One case on a desk."""

    number: str
    kind: str
    state: str
    unit: str  # label of the unit, empty when not known
    category: str
    opened: date
    due: date | None  # of the next step; None while we wait for the reporter
    overdue: bool
    owner: str  # name of the official who has it, empty: nobody yet
    mine: bool
    reports: int = 1  # how many people report this
    people: int = 1  # on behalf of how many an organisation handed it in


@dataclass(frozen=True)
class Desk:
    """What an official sees: one page of what the filter wants, overdue first, then due soon.

    `late`, `open` and `mine` count the whole desk, whatever the filter.
    """

    filter: str = ""  # "", "late", "mine", "waiting", a unit's key, or what was searched for
    lines: tuple[DeskLine, ...] = ()
    found: int = 0  # how many the filter finds, of which `lines` are one page
    page: int = 0  # the first is 0
    late: int = 0
    open: int = 0
    mine: int = 0
    units: Mapping[str, str] = field(default_factory=dict)  # to filter by: key to label; one alone is none
    may_remind: bool = False
    canned: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # id to title and words


@dataclass(frozen=True)
class Step:
    """One thing that happened to a case, as officials read it."""

    at: datetime  # in the city's time
    kind: str
    who: str  # "citizen", "system", or an official's name
    words: str = ""
    state: str = ""
    reason: str = ""
    target: str = ""  # name of the official or unit, or the number it went to


@dataclass(frozen=True)
class Clock:
    """How a deadline comes about: what became of each day until it, the due day included.

    `rule`: verify, answer, normative, complaint, examined or agreed (at a forum: nothing was counted).
    """

    counted: tuple[date, ...]
    stood_still: tuple[date, ...]
    free: tuple[date, ...]
    due: date
    rule: str


@dataclass(frozen=True)
class Work:
    """One case opened on a desk, and what its reader may do to it."""

    number: str
    version: int
    kind: str
    state: str
    unit: str  # label of the unit, empty when not known
    unit_key: str
    category: str
    about: str
    words: str
    where: str
    when: str
    reporter: str  # name and contact where the reporter is open, else empty
    opened: date
    due: date | None
    overdue: bool
    next_step: str
    owner: str
    mine: bool
    may: frozenset[str]  # actions of handlers.rights that the state allows as well
    reader: str  # the role in which it is read
    route: str = "unit"
    outcome: str = ""  # as proposed
    reports: int = 1
    merged_into: str = ""
    reopened: int = 0
    physical: bool = False
    photos: tuple[Media, ...] = ()
    steps: tuple[Step, ...] = ()
    promised: date | None = None  # a promise that is still to be kept
    colleagues: Mapping[int, str] = field(default_factory=dict)  # who else may have it: id to name
    alike: tuple[DeskLine, ...] = ()  # open cases it may be the same as
    canned: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # id to title and words
    clock: Clock | None = None  # how its due day was counted
    organisation: str = ""  # for which it was handed in, where the reporter is open
    people: int = 1  # on behalf of how many
    untraceable: bool = False  # its reporter reads what is said when they come by with their receipt


@dataclass(frozen=True)
class Closing:
    """A proposed closing, as its reporter judges it."""

    number: str
    state: str
    outcome: str
    version: int
    handling: int | None = None
