"""What is decided about quick polls and about a forum that was held: facts in the past tense."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.talk.model import Words


@dataclass(frozen=True)
class PollOpened:
    """A question to those who are there. `minutes`: 0 for until it is closed."""

    code: str
    question: str
    answers: tuple[str, ...]
    minutes: int


@dataclass(frozen=True)
class PollStepped:
    """close, or share with those who took part."""

    code: str
    poll: int
    step: str


@dataclass(frozen=True)
class PollAnswered:
    """One answer, by its place from 0 on, in the place of any before it."""

    poll: int
    answer: int


@dataclass(frozen=True)
class ForumJudged:
    """What somebody who came thinks of a forum, 1 to 4 each. `heard`: 0 while it was not asked."""

    code: str
    useful: int
    heard: int = 0
    words: Words = field(default_factory=Words)


PollEvent = PollOpened | PollStepped | PollAnswered | ForumJudged
