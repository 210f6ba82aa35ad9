"""What is decided about coming to a forum: facts in the past tense, recorded in the turn's transaction."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.talk.model import Words


@dataclass(frozen=True)
class InvitationAnswered:
    """Come, perhaps or cannot. `code`: of an invitation that is taken along to this chat."""

    forum: str
    answer: str
    group: str = ""
    code: str = ""


@dataclass(frozen=True)
class PartyStated:
    """How many come in all. `together`: rather wait for all the seats than come with fewer."""

    forum: str
    party: int
    together: bool = False


@dataclass(frozen=True)
class NeedStated:
    """Something they need to take part, beside what they said before; `none`: nothing of all that."""

    forum: str
    need: str
    words: Words = field(default_factory=Words)


@dataclass(frozen=True)
class DoorPassed:
    """A code was typed or scanned at the door: the door's own, or one that an official was shown."""

    code: str


@dataclass(frozen=True)
class PeopleCounted:
    """An official counted people who have no chat with us."""

    forum: str
    group: str
    people: int


@dataclass(frozen=True)
class DoorShown:
    """An official wants the door's code as a picture."""

    forum: str


ForumEvent = InvitationAnswered | PartyStated | NeedStated | DoorPassed | PeopleCounted | DoorShown
