"""What a conversation is made of: what people send, what they are shown, and what is kept between turns."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from handlers.talk.words import _

if TYPE_CHECKING:
    from handlers.events import Event
    from handlers.facts import Facts
    from handlers.forum_views import Seat
    from handlers.talk.questions import Question, SoFar

Json = Any  # what json.loads gives back: the one place where types end
T = TypeVar("T")


def altered(one: T, **changes: object) -> T:
    """`dataclasses.replace` for what keeps its fields as they are given, in a fifth of the time."""
    if not changes.keys() <= vars(one).keys():
        raise TypeError(f"no such fields: {changes.keys() - vars(one).keys()}")
    new = object.__new__(type(one))
    vars(new).update(vars(one), **changes)
    return new


BUTTON_BYTES = 64  # Telegram's limit for callback data, the narrowest of all channels
_BUTTON = re.compile(r"([a-z]{2,4})\.([a-z]{1,8}):([^~]{0,40})~([0-9a-z]{4})\.(\d{1,4})")
_GO = re.compile(r"go\.([a-z]{2,8})(?::(.{1,52}))?")


@dataclass(frozen=True)
class Media:
    """A photo, voice, video or document as the channel offers it; bytes are fetched after the commit."""

    kind: Literal["photo", "voice", "video", "document"]
    ref: str
    unique: str = ""
    mime: str = ""
    size: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Place:
    """A point on the map, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Words:
    """What somebody wrote for one question: the text of all messages, with what they sent along."""

    text: str = ""
    media: tuple[Media, ...] = ()
    place: Place | None = None

    def __bool__(self) -> bool:
        return bool(self.text or self.media or self.place)


@dataclass(frozen=True)
class Button:
    """A button's identity: talk and turn are part of it, so a tap on an old keyboard is told apart."""

    talk: str
    key: str
    option: str
    serial: str
    turn: int

    def __str__(self) -> str:
        return f"{self.talk}.{self.key}:{self.option}~{self.serial}.{self.turn}"

    @classmethod
    def parse(cls, text: str) -> Button | None:
        found = _BUTTON.fullmatch(text)
        return cls(found[1], found[2], found[3], found[4], int(found[5])) if found else None


@dataclass(frozen=True)
class Go:
    """A button that starts a conversation, whenever it is tapped; it never goes stale."""

    talk: str
    label: str = ""
    arg: str = ""

    def __str__(self) -> str:
        return f"go.{self.talk}:{self.arg}" if self.arg else f"go.{self.talk}"

    @classmethod
    def parse(cls, text: str) -> Go | None:
        found = _GO.fullmatch(text)
        return cls(found[1], arg=found[2] or "") if found else None


@dataclass(frozen=True)
class Input:
    """What somebody did, whatever the channel. `at`: the network's clock; `other`: what we cannot read."""

    text: str = ""
    tap: str = ""
    media: Media | None = None
    place: Place | None = None
    at: datetime | None = None
    other: str = ""


@dataclass(frozen=True)
class Choice:
    """One button: its id is for us, its label for people. `nav` ones may be left out where room is short."""

    id: str
    label: str
    nav: bool = False


@dataclass(frozen=True)
class File:
    """A document handed to the person, such as the copy of one's own data."""

    name: str
    content: str


@dataclass(frozen=True)
class Say:
    """One message to one person. `redraws`: may take the place of the message whose button was tapped."""

    words: str
    choices: tuple[Choice, ...] = ()
    columns: int = 1
    redraws: bool = False
    file: File | None = None
    case: str = ""  # the number of the case it speaks of: a reply to this message belongs there
    media: tuple[Media, ...] = ()  # photos and files of the same channel, shown before the words
    unshown: str = ""  # said where the network will not show one of them

    def __post_init__(self) -> None:
        # Now, as whoever makes a message speaks its reader's language; on its way out nobody does.
        if self.media and not self.unshown:
            object.__setattr__(self, "unshown", _("A photo that belongs here cannot be shown."))


@dataclass(frozen=True)
class Recorded:
    """What only storage can know about an event that was just recorded."""

    number: str = ""
    due: date | None = None
    verify_due: date | None = None
    reader: str = ""  # "unit", "overseers" or "coordinator": who may read the case
    pin: str = ""  # with which its reporter takes a case along to another chat
    receipt: str = ""  # the only way to a case that belongs to nobody
    content: str = ""  # the exported copy of one's own data
    name: str = ""  # the name of a newly bound official's unit or of the forum
    done: bool = True  # false: it had been done before, or could not be done
    seat: Seat | None = None  # what they have of a forum now
    problem: str = ""  # why not: stale (somebody was quicker), forbidden, closed, gone, no_photo, no_head ...


@dataclass(frozen=True)
class Outcome:
    """How a conversation ends: an event to record, words that may need its `Recorded`, what comes next."""

    event: Event | None = None
    words: str | Callable[[Recorded], str] = ""
    next: tuple[Go, ...] = ()
    then: Go | None = None
    carries: Words = field(default_factory=Words)  # said already, and belongs to `then`
    file: Callable[[Recorded], File] | None = None
    media: tuple[Media, ...] = ()  # shown before the words


@dataclass(frozen=True)
class Note:
    """A conversation's wish to record an event now, under a key that is used once per talk."""

    key: str
    event: Event


Talk = Generator["Question[Any] | Note | SoFar", Any, T]


@dataclass(frozen=True)
class Script:
    """A conversation: its short eternal name, what it may look at, and the generator itself."""

    name: str
    title: Callable[[], str]
    run: Callable[..., Talk[Outcome]]
    reads: frozenset[str] = frozenset()
    passing: bool = False  # ends nothing: the question on the screen is put there again after it
    yields: bool = False  # free words typed here are no answer but the start of something else
    arg: str = ""  # the name under which a button's or link's argument is handed in
    essential: str = ""  # once this event is recorded, the rest may be left out without loss
    apart: bool = False  # begins apart, until it records that somebody may know whose it is
    open: Callable[[Facts, Mapping[str, str]], Talk[Outcome]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "open", lambda facts, args: self.run(facts, **args))

    def args_of(self, given: str) -> dict[str, str]:
        """The arguments of a talk that a button or link with this argument starts."""
        return {self.arg: given} if self.arg and given else {}


@dataclass(frozen=True)
class State:
    """All that is stored of a talk between two turns; answers are found by key, never by place."""

    talk: str
    serial: str
    opened: date
    language: str
    args: Mapping[str, str] = field(default_factory=dict)
    turn: int = 0
    asked: str = ""
    asked_at: datetime | None = None  # when the open question was last put on the screen
    new_at: datetime | None = None  # and when it was put there first: what was sent before is no answer to it
    shown: tuple[str, ...] = ()
    page: int = 0
    narrowed: tuple[str, ...] = ()  # the options somebody may have meant by what they typed
    answers: Mapping[str, Json] = field(default_factory=dict)
    recorded: tuple[str, ...] = ()
    kept: tuple[Json, ...] = ()  # words and photos that came when something else was asked
    late: tuple[Json, ...] = ()  # what came after days, until the person says whether to go on
    apart: bool = False  # kept where nothing links it to the chat, and destroyed when it ends

    def answering(self, key: str, stored: Json) -> State:
        """The same talk with this answer last, as the order of answers is the way back."""
        rest = {k: v for k, v in self.answers.items() if k != key}
        return altered(self, answers={**rest, key: stored})

    def without(self, key: str) -> State:
        return altered(self, answers={k: v for k, v in self.answers.items() if k != key})
