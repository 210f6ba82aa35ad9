"""What a conversation may look at: read before the turn by whoever runs it, and handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from handlers.broadcast_views import BroadcastView
from handlers.desk_views import Closing, Desk, Work
from handlers.forum_views import Door, Ticket
from handlers.minutes_views import Minutes
from handlers.organisation_views import Organisations
from handlers.organise_views import Organising
from handlers.poll_views import Ballot, Judged, PollSheet
from handlers.question_views import Questions


@dataclass(frozen=True)
class Service:
    """One thing people come to a unit for."""

    key: str
    name: str


@dataclass(frozen=True)
class Unit:
    """An office that serves the public; the key is eternal, the name is for people."""

    key: str
    name: str
    group: str
    short: str = ""
    services: tuple[Service, ...] = ()
    closed: bool = False

    @property
    def label(self) -> str:
        """Short where there is a short name, as it must fit a button."""
        return self.short or self.name


@dataclass(frozen=True)
class Category:
    """What a complaint can be about; `route` says who may read it: `unit` or `overseers`.

    `physical`: something one can see, so that it is only settled with a new photo.
    """

    key: str
    name: Mapping[str, str]  # language to words
    route: str
    physical: bool = False


@dataclass(frozen=True)
class Elsewhere:
    """A matter that is not the city's: its name, the words it is known by, and where to go with it."""

    name: Mapping[str, str]  # language to words
    words: tuple[str, ...]
    go_to: Mapping[str, str]  # language to words


@dataclass(frozen=True)
class City:
    """What is the same for every turn: the city's offices, its rules and its word lists."""

    name: str
    units: Mapping[str, Unit]
    groups: Mapping[str, Mapping[str, str]]  # key to language to words
    categories: Mapping[str, Category]
    cannot_reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict, kw_only=True)
    archive_reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict, kw_only=True)
    emergency: str  # the number to call when life is in danger
    elsewhere: tuple[Elsewhere, ...]
    consent_version: str
    guardian_age: int
    verify_days: int
    answer_days: int
    draft_days: int
    greetings: tuple[str, ...] = ()
    danger: tuple[str, ...] = ()
    words_days: int = 365  # how long the words of a rating are kept
    case_days: int = 1825  # how long a closed case is kept with its words
    media_days: int = 365
    # How far untraceable reports are kept apart: fully, but for traces of when; empty: they are not offered.
    untraceable: str = field(default="", kw_only=True)
    mask: Callable[[str], str] = field(default=str, kw_only=True)  # a text without names and numbers

    def open_units(self) -> Mapping[str, Unit]:
        return self._open

    @cached_property
    def _open(self) -> Mapping[str, Unit]:
        return {key: unit for key, unit in self.units.items() if not unit.closed}


@dataclass(frozen=True)
class Citizen:
    """Who is talking, as far as a conversation needs to know."""

    language: str = "id"
    channel: str = "telegram"
    agreed: frozenset[str] = frozenset()  # purposes: "profile", "invitations"
    noticed: bool = False  # has been shown the present consent notice
    stopped: bool = False  # wants no pushes
    is_minor: bool | None = None  # None: not asked yet
    guardian_agreed: bool = False
    answered: frozenset[str] = frozenset()  # purposes once answered, whether yes or no
    organisation: str = ""  # the registered one for which they write


@dataclass(frozen=True)
class CaseView:
    """A case as its own reporter sees it."""

    number: str
    kind: str
    state: str
    unit: str  # name of the unit, empty when not known
    opened: date
    answer_due: date | None
    answer: str = ""  # the last answer given, if any


@dataclass(frozen=True)
class ReceiptView:
    """A case as whoever holds its receipt sees it. `lost`: photos that could not be fetched."""

    receipt: str  # the hash of it
    state: str  # empty: it is in the letterbox, and nobody has read it yet
    kind: str
    unit: str
    opened: date
    answer_due: date | None
    answers: tuple[str, ...] = ()  # all that was said to its reporter, in order
    waits_for: int = 0  # photos that are still to be fetched
    lost: int = 0


@dataclass(frozen=True)
class ForumView:
    """A public forum as an invited person sees it."""

    code: str
    topic: str
    starts: datetime
    place: str
    answer: str = ""  # what this person said before: come, perhaps, cannot, waiting, offered or nothing
    ends: datetime | None = None
    state: str = "open"  # open, closed (to new answers), over, cancelled, draft
    sequence: int = 0  # how often it was moved
    groups: tuple[str, ...] = ()  # among which this person may say as what they come
    wants_code: bool = False  # seats are counted, and this person was not invited
    party: int = 1  # how many they are
    most: int = 5  # how many they may be
    left: int | None = None  # seats still free in their group; None: nobody counts them
    needs: frozenset[str] = frozenset()
    link: str = ""  # of a meeting on the net
    map: str = ""  # a link to the place on a map
    latitude: float | None = None
    longitude: float | None = None
    calendar: str = ""  # a link to the file for calendars
    seen: datetime | None = None  # the moment of which all this is true

    @property
    def room(self) -> int | None:
        """For how many of them there would be seats now; None: for everybody."""
        mine = self.party if self.answer in ("come", "offered") else 0
        return None if self.left is None else self.left + mine


@dataclass(frozen=True)
class CardDesk:
    """What a head may tell in public: the offices they lead, key to label, and the cards that are shown."""

    units: Mapping[str, str]
    cards: Mapping[int, str] = field(default_factory=dict)  # id to what the office did


@dataclass(frozen=True)
class BrowserView:
    """A browser that is signed in at an official's desk. `since`: in the city's time."""

    device: str
    since: datetime


@dataclass(frozen=True)
class Kept:
    """How much is kept about one person, counted."""

    ratings: int = 0
    surveys: int = 0
    cases: int = 0
    open_cases: int = 0
    photos: int = 0
    first_seen: date | None = None
    held: bool = False  # a legal hold is on all of it
    held_cases: int = 0  # or on these reports
    resting: bool = False  # they asked for it to rest


@dataclass(frozen=True)
class Draft:
    """A talk that was left open and can be gone on with."""

    serial: str
    talk: str
    arg: str = ""  # what it was opened with


@dataclass(frozen=True)
class Facts:
    """Everything one conversation was handed; only what its script `reads` is filled in."""

    city: City
    today: date
    citizen: Citizen = field(default_factory=Citizen)
    cases: tuple[CaseView, ...] = ()  # reads "cases"
    receipt: ReceiptView | None = None  # reads "receipt"; None: no case has this receipt
    forum: ForumView | None = None  # reads "forum"
    kept: Kept = field(default_factory=Kept)  # reads "kept"
    drafts: tuple[Draft, ...] = ()
    is_official: bool = False
    desk: Desk | None = None  # reads "desk"; None: no official
    work: Work | None = None  # reads "work"; None: no such case for this person
    cards: CardDesk | None = None  # reads "cards"; None: leads no office
    browsers: tuple[BrowserView, ...] = ()  # reads "browsers": those at this person's desk
    reports: Mapping[str, str] = field(default_factory=dict)  # reads "reports": units to ask of, key to label
    doors: tuple[Door, ...] = ()  # reads "doors": forums of today whose door this official keeps
    tickets: tuple[Ticket, ...] = ()  # reads "tickets": forums to which this person comes
    closing: Closing | None = None  # reads "closing"; None: not theirs, or nothing is proposed
    organising: Organising | None = None  # reads "organising"; None: organises no forums
    broadcast: BroadcastView | None = None  # reads "broadcast"; None: there is none for this person
    organisations: Organisations = field(default_factory=Organisations)  # reads "organisations"
    questions: Questions | None = None  # reads "questions"; None: there is no such forum
    poll: PollSheet | None = None  # reads "poll"; None: no such forum, or not for this person
    ballot: Ballot | None = None  # reads "ballot"; None: there is no such poll
    judged: Judged | None = None  # reads "judged"; None: no forum of this code was held
    minutes: Minutes | None = None  # reads "minutes"; None: no such forum, or not for this person
