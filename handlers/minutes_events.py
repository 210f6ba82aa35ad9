"""What is decided about the minutes of a forum: facts in the past tense, recorded in the turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Agreement:
    """An office sees to something by a day; `question`: from which it came, 0 for none."""

    words: str
    unit: str
    due: date
    question: int = 0


@dataclass(frozen=True)
class MinutesWritten:
    """What was said and agreed at a forum, to be reviewed by a second person."""

    code: str
    summary: str
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True)
class MinutesStepped:
    """review or publish."""

    code: str
    step: str


MinutesEvent = MinutesWritten | MinutesStepped
