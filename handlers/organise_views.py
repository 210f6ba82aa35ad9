"""Forums as their organisers see them: what was settled, where each stands, and what can be done next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handlers.poll_views import Opinions


@dataclass(frozen=True)
class ForumSheet:
    """One forum. `may`: the steps that this person can take now; times in the city's time.

    `polls`: it is held today, so that those who are there can be asked; `opinions`: what they thought of it,
    read for the sheet that is asked for.
    """

    code: str
    topic: str
    state: str
    starts: datetime
    place: str = ""
    link: str = ""
    ends: datetime | None = None
    unit: str = ""
    words: str = ""
    map: str = ""
    seats: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)
    seed_hash: str = ""
    made_by: str = ""
    reviewed_by: str = ""
    may: tuple[str, ...] = ()
    polls: bool = False
    opinions: Opinions | None = None


@dataclass(frozen=True)
class Organising:
    """The forums that are not long over, the next one first; `words_max`: characters of an invitation."""

    forums: tuple[ForumSheet, ...] = ()
    words_max: int = 1000
    per_seat: int = 3
    may_draft: bool = True

    def sheet(self, code: str) -> ForumSheet | None:
        return next((one for one in self.forums if one.code == code), None)
