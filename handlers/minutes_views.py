"""The minutes of a forum as conversations and documents see them: what was said, agreed, and became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Agreed:
    """Something that was agreed. `unit`: the office's name; `standing`: open, begun, late, done, done_late or
    dropped; `why`: the reason, of what was dropped."""

    place: int
    words: str
    unit: str
    due: date
    standing: str = "open"
    why: str = ""


@dataclass(frozen=True)
class Minutes:
    """The minutes of one forum. `state`: none, draft, reviewed or published; `may`: write, review, publish.

    `came`: people by group, nobody named; `questions`: id to words, the most wanted first; `starts`: in the
    city's time; `pdf`: a link to the whole document.
    """

    code: str
    topic: str
    starts: datetime
    place: str = ""
    unit: str = ""
    state: str = "none"
    summary: str = ""
    agreed: tuple[Agreed, ...] = ()
    came: Mapping[str, int] = field(default_factory=dict)
    questions: Mapping[int, str] = field(default_factory=dict)
    may: tuple[str, ...] = ()
    pdf: str = ""
