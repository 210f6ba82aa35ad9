"""Quick polls and the survey of a forum as people see them: never who answered what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Result:
    """What came of a poll. `counts`: each answer with how many gave it; None: too few to be shown apart.

    `rest`: how many those hold together that are not shown. `leading`: what most said, where it can be said
    and no number can be shown.
    """

    question: str
    counts: Mapping[str, int | None]
    answered: int
    asked: int
    rest: int = 0
    leading: str = ""

    @property
    def shows(self) -> bool:
        """Whether there is a number to be shown, and so a picture."""
        return any(count is not None for count in self.counts.values())

    @property
    def tells(self) -> bool:
        """Whether it says anything at all of the answers."""
        return self.shows or bool(self.leading)


@dataclass(frozen=True)
class PollView:
    """One poll as its organiser sees it. `state`: open, counting or done; `until`: in the city's time."""

    id: int
    question: str
    answers: tuple[str, ...]
    state: str
    until: datetime
    asked: int = 0
    answered: int = 0
    result: Result | None = None
    shared: bool = False


@dataclass(frozen=True)
class PollSheet:
    """The polls of one forum. `here`: how many would be asked now; `minutes`: how long one lasts if nothing
    else is said; `may`: new, close and share, as far as this person can now; `poll`: the newest one."""

    code: str
    topic: str
    here: int = 0
    minutes: int = 5
    poll: PollView | None = None
    may: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ballot:
    """A poll as somebody who may answer it sees it. `mine`: the place of what they answered before.

    `state`: open or closed; `barred`: why they may not answer, as a key of the problems.
    """

    id: int
    code: str
    topic: str
    question: str
    answers: tuple[str, ...]
    until: datetime
    state: str = "open"
    barred: str = ""
    mine: int | None = None


@dataclass(frozen=True)
class Judged:
    """A forum that was held, as somebody who is asked about it sees it. `open`: it still takes opinions."""

    code: str
    topic: str
    came: bool = True
    open: bool = True


@dataclass(frozen=True)
class Opinions:
    """What those who came thought of a forum. None and nothing: too few answered to be shown.

    `useful` and `heard`: means from 1 to 4; `words`: masked, and only where they were asked for.
    """

    asked: int
    answered: int
    useful: float | None = None
    heard: float | None = None
    words: tuple[str, ...] = field(default=())

    @property
    def rate(self) -> float | None:
        """The share of those asked who answered, from 0 to 1."""
        return min(1.0, self.answered / self.asked) if self.asked else None
