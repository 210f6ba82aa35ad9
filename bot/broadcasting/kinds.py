"""What a broadcast of each purpose is: whom it is for, who of them gets it now, and what they read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.house import House
from bot.quiet import quiet_of
from bot.settings import Settings
from handlers.talk import Say
from storage.broadcasts import BroadcastRow
from storage.store import Tx

LEAVES_IN = timedelta(seconds=8)


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


class Kind(Protocol):
    """One purpose of broadcasts. `agreed`: it goes out only when its organiser has seen whom it reaches."""

    @property
    def agreed(self) -> bool: ...

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        """Whom it is for; only reads. Raises Mistaken."""
        ...

    def over(self, tx: Tx, row: BroadcastRow, now: datetime) -> str:
        """Why nobody gets it any more; nothing while it is worth sending."""
        ...

    def waits(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> datetime | None:
        """Until when nothing of it leaves; None: it may go."""
        ...

    def passes_over(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> Mapping[int, str]:
        """Who of these does not get it, and why."""
        ...

    def marks(self, tx: Tx, row: BroadcastRow, people: Sequence[int]) -> Mapping[int, str]:
        """What each of these reads beside what all read, where there is such a thing."""
        ...

    def written(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> None:
        """These get it: what is noted of them beside the outbox."""
        ...

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        """What somebody with this mark reads, in the language spoken at this moment."""
        ...

    def key(self, tx: Tx, row: BroadcastRow, citizen_id: int) -> str:
        """By which it is known that this person has had it."""
        ...
