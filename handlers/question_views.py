"""Questions and proposals for a forum as people see them: masked, with votes, and nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class QuestionView:
    """One question; `mine`: whoever looks has voted for it."""

    id: int
    words: str
    votes: int
    mine: bool = False


@dataclass(frozen=True)
class Questions:
    """Those for one forum, the most wanted first. `starts`: in the city's time.

    `invited`: whoever looks may ask and vote; `state`: before, during or over; `left`: how many questions
    they may still ask; `organises`: they may send the agenda, and `sent`: it was.
    """

    code: str
    topic: str
    starts: datetime
    questions: tuple[QuestionView, ...] = ()
    invited: bool = False
    state: str = "before"
    left: int = 3
    organises: bool = False
    sent: bool = False
