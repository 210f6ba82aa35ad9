"""What is decided about who handles a case, and about who may know its reporter."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.talk.model import Words

LEAST = 20  # characters of a motive: somebody else reads it, and it is kept


@dataclass(frozen=True)
class SteppedOut:
    """An official has to do with it themselves: they see nothing more of the case."""

    number: str


@dataclass(frozen=True)
class SteppingOutExplained:
    """Why, for the overseers alone."""

    number: str
    words: Words


@dataclass(frozen=True)
class CaseRecategorised:
    """It is about something else than its reporter chose. `version`: as it was shown."""

    number: str
    version: int
    category: str


@dataclass(frozen=True)
class CasePulled:
    """An overseer takes a case away from its unit. `version`: as it was shown."""

    number: str
    version: int
    words: Words


@dataclass(frozen=True)
class DisclosureAsked:
    """An official asks who a confidential reporter is, and why."""

    number: str
    words: Words


@dataclass(frozen=True)
class DisclosureDecided:
    """A second person says yes or no to it."""

    disclosure: int
    granted: bool


@dataclass(frozen=True)
class DisclosureOpened:
    """Whoever asked looks at the identity, once."""

    disclosure: int


OversightEvent = (
    SteppedOut
    | SteppingOutExplained
    | CaseRecategorised
    | CasePulled
    | DisclosureAsked
    | DisclosureDecided
    | DisclosureOpened
)
