"""What a broadcast of each purpose is: whom it is for, who of them gets it now, and what they read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.house import House
from bot.offices.mistaken import Mistaken
from bot.quiet import quiet_of
from bot.settings import Settings
from handlers.talk import Say
from storage import forums
from storage.broadcasts import BroadcastRow
from storage.forums import ForumRow
from storage.store import Tx

LEAVES_IN = timedelta(seconds=8)
# Why somebody is passed over.
ENOUGH, ANSWERED = "enough for this month", "has answered already"
UNWILLING, SILENT = "wants no invitations any more", "wants no news any more"


@dataclass(frozen=True)
class Around:
    """What every kind is handed: settings and city."""

    settings: Settings
    house: House


def quiet_end(around: Around, now: datetime) -> datetime | None:
    """When it is no longer quiet; what is fed now leaves within a few seconds, and these count as well."""
    quiet = quiet_of(around.settings)
    return quiet.until(now) or quiet.until(now + LEAVES_IN)


@dataclass(frozen=True)
class Chosen:
    """Who is selected, by id, in the order in which they are sent to.

    `keep`: what is stored with the selection, in its transaction. `says`: numbers the organiser is told.
    """

    people: Sequence[int]
    keep: Callable[[Tx], None] = lambda tx: None
    says: Mapping[str, int] = field(default_factory=dict)


class Kind(ABC):
    """One purpose of broadcasts: whom it is for and what they read; the rest is as it mostly is.

    `agreed`: it goes out only when its organiser has seen whom it reaches.
    """

    agreed = False

    @abstractmethod
    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        """Whom it is for; only reads. Raises Mistaken."""

    @abstractmethod
    def passes_over(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> Mapping[int, str]:
        """Who of these does not get it, and why."""

    @abstractmethod
    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        """What somebody with this mark reads, in the language spoken at this moment."""

    def over(self, tx: Tx, row: BroadcastRow, now: datetime) -> str:
        """Why nobody gets it any more; nothing while it is worth sending."""
        return ""

    def waits(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> datetime | None:
        """Until when nothing of it leaves; None: it may go."""
        return quiet_end(around, now)

    def marks(self, tx: Tx, row: BroadcastRow, people: Sequence[int]) -> Mapping[int, str]:
        """What each of these reads beside what all read, where there is such a thing."""
        return {}

    def written(  # noqa: B027 - most kinds note nothing
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> None:
        """These get it: what is noted of them beside the outbox."""

    def key(self, tx: Tx, row: BroadcastRow, citizen_id: int) -> str:
        """By which it is known that this person has had it."""
        return f"{row.purpose}:{row.id}:{citizen_id}"


def forum_of(tx: Tx, row: BroadcastRow) -> ForumRow:
    """Of which it tells. Raises Mistaken."""
    found = forums.by_id(tx, row.forum_id or 0)
    if found is None:
        raise Mistaken(f"broadcast {row.id} belongs to no forum")
    return found
