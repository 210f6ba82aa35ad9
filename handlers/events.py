"""What a conversation can decide: facts in the past tense, to be recorded in the turn's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from handlers.talk.model import Words


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
    known_as: str = "confidential"  # or "open"
    name: str = ""  # with "open": how the person wishes to be called
    contact: str = ""
    guardian_agreed: bool = False


@dataclass(frozen=True)
class CaseSupplemented:
    """The reporter added something to a case."""

    number: str
    words: Words


@dataclass(frozen=True)
class CaseAnswered:
    """An official answered the reporter. `version`: as the case was shown."""

    number: str
    words: Words
    version: int


@dataclass(frozen=True)
class CaseTaken:
    """An official takes a case: checked, given and worked on from now on. `version`: as it was shown."""

    number: str
    version: int


@dataclass(frozen=True)
class CasePassed:
    """To another unit, or to an official (by id); whoever gets it reads the note."""

    number: str
    version: int
    unit: str = ""
    official: int = 0
    note: Words = field(default_factory=Words)


@dataclass(frozen=True)
class DataAsked:
    """The reporter is asked for something; the clock stands still until they answer."""

    number: str
    version: int
    words: Words


@dataclass(frozen=True)
class NoteAdded:
    """For colleagues alone; it never reaches the reporter."""

    number: str
    version: int
    words: Words


@dataclass(frozen=True)
class CasesMerged:
    """This case tells the same as `into`, and follows it from now on."""

    number: str
    version: int
    into: str


@dataclass(frozen=True)
class ClosingProposed:
    """An official holds it settled: fixed, answered, cannot (with reason and promised day) or not_ours."""

    number: str
    version: int
    outcome: str
    words: Words
    reason: str = ""
    promised: date | None = None


@dataclass(frozen=True)
class ClosingApproved:
    """The head's tap on "cannot be done": yes, or no with a note to the officer."""

    number: str
    version: int
    approved: bool
    note: Words = field(default_factory=Words)


@dataclass(frozen=True)
class CaseArchived:
    """The coordinator: it is no report, or not understandable. Its reporter hears the reason."""

    number: str
    version: int
    reason: str
    words: Words = field(default_factory=Words)


@dataclass(frozen=True)
class ClosingJudged:
    """The reporter on a proposed closing: settled, or not yet and why."""

    number: str
    settled: bool
    words: Words = field(default_factory=Words)


@dataclass(frozen=True)
class HandlingRated:
    """How the reporter found the handling, 1 to 4."""

    number: str
    score: int


@dataclass(frozen=True)
class PromiseKept:
    """What was promised to the reporter is done."""

    number: str
    version: int
    words: Words


@dataclass(frozen=True)
class ReminderTapped:
    """Whoever was reminded sees to it: the reminder does not climb on."""

    number: str
    deadline: str
    rung: int


@dataclass(frozen=True)
class OwnersReminded:
    """The owners of late cases that this official may remind are reminded, once a day each."""

    unit: str = ""  # empty: wherever the official reaches


@dataclass(frozen=True)
class LateExplained:
    """Why a case is late, for those above."""

    number: str
    version: int
    words: Words


@dataclass(frozen=True)
class DigestRead:
    """An official has read the digest of a week."""

    week: str


@dataclass(frozen=True)
class CannedKept:
    """A ready answer for the official's unit."""

    title: str
    words: Words


@dataclass(frozen=True)
class CannedDropped:
    """A ready answer is not offered any more."""

    canned: int


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
class InvitationAnswered:
    """Come or cannot come to a forum."""

    forum: str
    answer: str  # "come" or "cannot"


@dataclass(frozen=True)
class OfficialBound:
    """An official opened the one-time code."""

    code: str


Event = (
    RatingGiven
    | RatingExplained
    | SurveyAnswered
    | CaseOpened
    | CaseSupplemented
    | CaseAnswered
    | CaseTaken
    | CasePassed
    | DataAsked
    | NoteAdded
    | CasesMerged
    | ClosingProposed
    | ClosingApproved
    | CaseArchived
    | ClosingJudged
    | HandlingRated
    | PromiseKept
    | ReminderTapped
    | OwnersReminded
    | LateExplained
    | DigestRead
    | CannedKept
    | CannedDropped
    | NoticeShown
    | ConsentGiven
    | AgeStated
    | LanguageChosen
    | PushesStopped
    | DataExported
    | DataDeleted
    | InvitationAnswered
    | OfficialBound
)
