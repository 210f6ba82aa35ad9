"""What is decided about questions for a forum: facts in the past tense, recorded in the turn."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.talk.model import Words


@dataclass(frozen=True)
class QuestionAsked:
    """A question or a proposal for a forum, before it or while it is held."""

    code: str
    words: Words


@dataclass(frozen=True)
class QuestionVoted:
    """A vote for a question, or taken back."""

    code: str
    question: int
    given: bool


@dataclass(frozen=True)
class AgendaSent:
    """What is dealt with goes out to who comes."""

    code: str


QuestionEvent = QuestionAsked | QuestionVoted | AgendaSent
