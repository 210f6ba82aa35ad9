"""What conversations see of coming to a forum: a seat as it was given, the door as an official sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Seat:
    """What somebody has of a forum now. `answer`: come, perhaps, cannot, waiting, offered.

    `ahead`: parties before theirs in the line; `left`: seats still free in their group, None: nobody counts
    them; `code`: what they show at the door.
    """

    answer: str
    party: int = 1
    ahead: int = 0
    left: int | None = None
    code: str = ""
    group: str = ""
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Door:
    """A forum whose door an official keeps today. `at`: in the city's time; counts by group."""

    code: str  # the forum's
    topic: str
    at: datetime
    door: str  # the code that is shown to everybody at the door
    expected: Mapping[str, int] = field(default_factory=dict)  # people with a seat
    here: Mapping[str, int] = field(default_factory=dict)  # people who came
    needs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Ticket:
    """A forum to which somebody comes, with what they show at its door. `at`: in the city's time."""

    topic: str
    at: datetime
    code: str
    party: int = 1
