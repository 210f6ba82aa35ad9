"""What is decided about a case that is being worked on; `version` is that of the case as it was shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from handlers.talk.model import Words


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
class HandlingExplained:
    """Why the reporter found the handling as they did."""

    number: str
    words: Words


@dataclass(frozen=True)
class HandlingDeclined:
    """The reporter would rather not say how it was handled, and is not asked again."""

    number: str


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


DeskEvent = (
    CaseAnswered
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
    | HandlingExplained
    | HandlingDeclined
    | PromiseKept
    | ReminderTapped
    | OwnersReminded
    | LateExplained
    | DigestRead
    | CannedKept
    | CannedDropped
)
