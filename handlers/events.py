"""What a conversation can decide: facts in the past tense, to be recorded in the turn's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.desk_events import DeskEvent
from handlers.forum_events import ForumEvent, InvitationAnswered
from handlers.minutes_events import MinutesEvent
from handlers.organisation_events import OrganisationEvent
from handlers.organise_events import OrganiseEvent
from handlers.oversight_events import OversightEvent
from handlers.poll_events import PollEvent
from handlers.question_events import QuestionEvent
from handlers.subject_events import SubjectEvent
from handlers.talk.model import Words

__all__ = ["InvitationAnswered"]  # beside what is written here


@dataclass(frozen=True)
class RatingGiven:
    """One quick score, 1 to 4."""

    unit: str
    score: int
    service: str = ""


@dataclass(frozen=True)
class RatingExplained:
    """Why, added to the rating of the same talk."""

    words: Words
    service: str = ""


@dataclass(frozen=True)
class SurveyAnswered:
    """All nine elements (key to 1..4) of one respondent, with a profile where there is consent."""

    unit: str
    service: str
    elements: Mapping[str, int]
    profile: Mapping[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=Words)


@dataclass(frozen=True)
class CaseOpened:
    """Something handed in that must be answered."""

    kind: str  # complaint, suggestion, question, praise
    unit: str  # empty: the citizen does not know
    category: str
    about: str  # "service", "staff", "handler", "head", "unknown"
    words: Words
    where: Words = field(default_factory=Words)
    when: str = ""
    known_as: str = "confidential"  # or "open", "untraceable"
    name: str = ""  # with "open": how the person wishes to be called
    contact: str = ""
    guardian_agreed: bool = False
    organisation: str = ""  # for which it is handed in
    people: int = 1  # on behalf of how many


@dataclass(frozen=True)
class KnownAsChosen:
    """How the reporter is known: until now nothing was kept of the talk, and untraceable nothing ever is."""

    known_as: str


@dataclass(frozen=True)
class ReceiptUsed:
    """Whoever holds the receipt of a case adds something to it."""

    receipt: str
    words: Words


@dataclass(frozen=True)
class CaseSupplemented:
    """The reporter added something to a case."""

    number: str
    words: Words


@dataclass(frozen=True)
class NoticeShown:
    """The consent notice was shown in full or in its one-line form."""

    version: str
    text_hash: str


@dataclass(frozen=True)
class ConsentGiven:
    """Yes or no to one purpose, under the notice that was shown."""

    purpose: str  # "profile" or "invitations"
    given: bool
    version: str
    text_hash: str


@dataclass(frozen=True)
class AgeStated:
    """Whether the person is below the age of consent of their own."""

    is_minor: bool
    guardian_agreed: bool = False


@dataclass(frozen=True)
class LanguageChosen:
    """The language everything is said in from now on."""

    language: str


@dataclass(frozen=True)
class PushesStopped:
    """No invitation, survey or reminder is to be sent any more; answers to one's own cases still are."""

    stopped: bool = True


@dataclass(frozen=True)
class DataExported:
    """The person asked for a copy of all that is kept."""


@dataclass(frozen=True)
class DataDeleted:
    """The person asked to be forgotten: identities cut, statistics stay."""


@dataclass(frozen=True)
class OfficialBound:
    """An official opened the one-time code."""

    code: str


@dataclass(frozen=True)
class ReportAsked:
    """An official wants the SKM report of a unit and period, as files in this chat."""

    unit: str
    period: str  # like 2026-S2


@dataclass(frozen=True)
class CardWritten:
    """A head tells in public what was said and what the office did about it."""

    unit: str
    said: str
    did: str


@dataclass(frozen=True)
class CardDropped:
    """A card is not shown in public any more."""

    card: int


@dataclass(frozen=True)
class BrowserAsked:
    """An official wants to work at their desk in a browser: one link, for one browser."""


@dataclass(frozen=True)
class BrowsersSignedOut:
    """No browser works at this official's desk any more."""


Event = (
    RatingGiven
    | RatingExplained
    | SurveyAnswered
    | CaseOpened
    | CaseSupplemented
    | KnownAsChosen
    | ReceiptUsed
    | DeskEvent
    | OversightEvent
    | NoticeShown
    | ConsentGiven
    | AgeStated
    | LanguageChosen
    | PushesStopped
    | DataExported
    | DataDeleted
    | SubjectEvent
    | ForumEvent
    | OrganiseEvent
    | OrganisationEvent
    | MinutesEvent
    | QuestionEvent
    | PollEvent
    | OfficialBound
    | ReportAsked
    | CardWritten
    | CardDropped
    | BrowserAsked
    | BrowsersSignedOut
)
