"""What organisers decide about forums and broadcasts: facts in the past tense, recorded in the turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True)
class ForumDrafted:
    """A forum as its organiser wants it; with a `code` another wish for the same one.

    `day`, `at` in the city's time; `hours`: how long it lasts; a pin has latitude and longitude.
    """

    topic: str
    unit: str
    service: str
    day: date
    at: time
    hours: int
    place: str = ""
    link: str = ""
    latitude: float | None = None
    longitude: float | None = None
    seats: Mapping[str, int] = field(default_factory=dict)
    words: str = ""
    code: str = ""


@dataclass(frozen=True)
class ForumStepped:
    """review, announce, close, held or cancel; `why` is told to people."""

    code: str
    step: str
    why: str = ""


@dataclass(frozen=True)
class ForumMoved:
    """Another time or another place; None and nothing where it stays."""

    code: str
    day: date | None = None
    at: time | None = None
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    link: str = ""
    why: str = ""


@dataclass(frozen=True)
class InvitationsPrepared:
    """Whom the invitations are for: looked for behind the turns. `quota`: 0 for as many as the seats want.

    `organisations`: registered ones, those of these `topics`; none: as the forum's office says.
    """

    code: str
    group: str
    units: tuple[str, ...] = ()
    area: str = ""
    language: str = ""
    days: int = 0
    quota: int = 0
    organisations: bool = False
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class InvitationTried:
    """The invitation to its organiser (`me`) or to the test group (`group`) alone."""

    code: str
    whom: str


@dataclass(frozen=True)
class BroadcastSteered:
    """send, agree, pause, resume or stop."""

    broadcast: int
    act: str


OrganiseEvent = (
    ForumDrafted | ForumStepped | ForumMoved | InvitationsPrepared | InvitationTried | BroadcastSteered
)
