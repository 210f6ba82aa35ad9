"""The rules of a window: what goes out freely, what in agreed words, what waits for its reader, what never.

For a while after somebody wrote, a network carries whatever we say; then it takes templates alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import outbox_holds, windows
from storage.outbox_holds import CEILING, NOT_APPROVED, PEOPLE, TELLS_OF_WAITING
from storage.store import Tx
from storage.windows import WindowRow

LENGTH = timedelta(hours=24)
ALWAYS_OPEN = frozenset({"telegram", "web", "console"})  # they carry at any time whatever we say
PATIENCE = timedelta(minutes=15)  # until a template is looked at again that may be approved meanwhile
UNASKED = frozenset({"invitation", "survey", "visit"})  # goes only to those who agreed to it
IN_AGREED_WORDS = UNASKED | {"handling", "forum_reminder"}
NO_TEMPLATE = "outside window, no template"
NO_CONSENT = "no consent"
HAS_WRITTEN = "they have written"


@dataclass(frozen=True)
class Reader:
    """Who a message is for: when they wrote last, what is known of their window, what they agreed to."""

    heard_at: datetime | None
    window: WindowRow
    agreed: bool
    is_new: bool  # no template went to them in the last 24 hours


@dataclass(frozen=True)
class Means:
    """What a message would go out with: `price` in rupiah; without a template `state` tells why."""

    approved: bool
    waits_for_approval: bool = False
    price: int = 0
    category: str = ""


@dataclass(frozen=True)
class Room:
    """How much may still go out: rupiah this month, new people today; and when there is more of either."""

    money: int
    people: int
    next_month: datetime
    next_people: datetime


@dataclass(frozen=True)
class Free:
    """As it is."""


@dataclass(frozen=True)
class ByTemplate:
    """In agreed words, which cost something."""


@dataclass(frozen=True)
class Waits:
    """Until they write; they are told once that something waits."""


@dataclass(frozen=True)
class Skips:
    """Never, with this reason."""

    reason: str


@dataclass(frozen=True)
class Holds:
    """Not before `until`, with this reason."""

    reason: str
    until: datetime


Fate = Free | ByTemplate | Waits | Skips | Holds


def is_open(heard_at: datetime | None, window: WindowRow, now: datetime) -> bool:
    """Whether we may write freely, as far as our clock and the network know."""
    if heard_at is None or now - heard_at >= LENGTH:
        return False
    return window.closed_at is None or window.closed_at < heard_at


def fate(purpose: str, reader: Reader, means: Means, room: Room, now: datetime, *, about_case: bool) -> Fate:
    """What becomes of a message now. `about_case`: of something that its reader handed in or handles."""
    if purpose in UNASKED and not reader.agreed:
        return Skips(NO_CONSENT)
    if is_open(reader.heard_at, reader.window, now):
        return Skips(HAS_WRITTEN) if purpose == TELLS_OF_WAITING else Free()
    if purpose == TELLS_OF_WAITING:  # neither money nor numbers keep an answer back
        return ByTemplate() if means.approved else Holds(NOT_APPROVED, now + PATIENCE)
    if purpose == "digest":
        return _digest(reader, means, room)
    if purpose in IN_AGREED_WORDS or (purpose == "reminder" and not about_case):
        return _unasked(reader, means, room, now)
    return Waits()


def _digest(reader: Reader, means: Means, room: Room) -> Fate:
    """It waits, and that it does is told for money, unless somebody was told already that something waits."""
    if reader.window.asked_at is None and means.price > room.money:
        return Holds(CEILING, room.next_month)
    return Waits()


def _unasked(reader: Reader, means: Means, room: Room, now: datetime) -> Fate:
    if not means.approved:
        return Holds(NOT_APPROVED, now + PATIENCE) if means.waits_for_approval else Skips(NO_TEMPLATE)
    if means.price > room.money:
        return Holds(CEILING, room.next_month)
    if reader.is_new and room.people < 1:
        return Holds(PEOPLE, room.next_people)
    return ByTemplate()


def closed_by_network(tx: Tx, outbox_id: int, now: datetime) -> bool:
    """The network took it for closed, whatever our clock said: the message is looked at anew, as outside.

    Whether it was still there to be sent. A second time it waits a little: then it is not the window alone.
    """
    found = outbox_holds.again(tx, outbox_id, now)
    if found is None:
        return False
    citizen_id, channel = found
    if windows.of(tx, [citizen_id], channel).get(citizen_id, windows.UNKNOWN).closed_at is not None:
        outbox_holds.again(tx, outbox_id, now + PATIENCE)
    windows.close(tx, citizen_id, channel, now)
    return True


def opened(tx: Tx, citizen_ids: Collection[int], channel: str, now: datetime) -> int:
    """These people have just written: what waits for them is due; how many messages that are."""
    has_windows = channel not in ALWAYS_OPEN
    return windows.open_again(tx, citizen_ids, channel, now) if citizen_ids and has_windows else 0
