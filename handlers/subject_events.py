"""What people decide about their own data beside a copy and its deletion."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.talk.model import Words


@dataclass(frozen=True)
class DataCorrected:
    """Something kept of them is wrong. `about`: profile (of surveys), report (with `number`) or other."""

    about: str
    words: Words = field(default_factory=Words)
    number: str = ""


@dataclass(frozen=True)
class DataRestricted:
    """Their data is to rest: for so many days, or until they say so (None)."""

    days: int | None = None


@dataclass(frozen=True)
class RestrictionLifted:
    """Their data may be used again."""


@dataclass(frozen=True)
class DeletionHeld:
    """They asked to be forgotten while a legal hold forbids it: noted, and done when it is lifted."""


SubjectEvent = DataCorrected | DataRestricted | RestrictionLifted | DeletionHeld
