"""Turns of which nothing may be told: what was said in them goes past the outbox and every table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.channels.base import Incoming
from bot.house import House
from bot.meeting import handle_of
from bot.untraceable.apart import Apart, day_of
from bot.untraceable.hiding import HiddenTalks
from handlers import menu
from handlers.talk import Say, speaking
from handlers.talk.stored import say_to_json
from storage import citizens
from storage.citizens import CitizenRow, Handle
from storage.outbox import Claimed
from storage.store import Tx


@dataclass
class Quiet:
    """Turns apart. `openly`: people of whom another turn of the batch may be known."""

    turns: list[tuple[Incoming, int, list[str]]] = field(default_factory=list)
    openly: set[int] = field(default_factory=set)
    settled: list[Handle] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Turns that no log counts."""
        return len(self.turns)

    def said(self, incoming: Incoming, citizen_id: int, says: Iterable[Say]) -> None:
        bodies = [say_to_json(say, incoming.tapped if say.redraws else "") for say in says]
        self.turns.append((incoming, citizen_id, bodies))

    def heard_openly(self, speakers: Sequence[Incoming]) -> list[Incoming]:
        """Those whose words may be kept."""
        apart = {id(incoming) for incoming, _, _ in self.turns}
        return [incoming for incoming in speakers if id(incoming) not in apart]


class Here(Protocol):
    """Everybody in the batch, as far as is needed here."""

    @property
    def people(self) -> Mapping[Handle, CitizenRow]: ...
    @property
    def hidden(self) -> HiddenTalks | None: ...


def is_hidden(incoming: Incoming, house: House) -> bool:
    """Whether nobody may know later that this was said."""
    return bool(house.apart and (incoming.receipt or house.apart.has(handle_of(incoming))))


def seen_by_day(house: House, now: datetime) -> tuple[Callable[[str], str], datetime]:
    """How updates are remembered: where reports may be untraceable by nothing but a hash and the day."""
    return (house.apart.seen_as, day_of(now)) if house.apart else (str, now)


def hidden_talks(speakers: Sequence[Incoming], house: House) -> HiddenTalks | None:
    """What the room keeps of those who speak; None where there is no room."""
    if house.apart is None:
        return None
    updates: dict[Handle, list[str]] = {}
    for incoming in speakers:
        updates.setdefault(handle_of(incoming), []).append(incoming.update_id)
    return HiddenTalks(house.apart.room, updates)


def keep_quiet(tx: Tx, quiet: Quiet, here: Here, house: House, now: datetime) -> list[Claimed]:
    """Replies past the outbox; and whoever was only here for this was not here at all."""
    if house.apart is None:
        return []
    replies = _said(tx, quiet, here, house.apart, now)
    if here.hidden and here.hidden.kept:
        quiet.settled = here.hidden.kept
        house.apart.room.files.sync()  # once for all of the batch
    return replies


def _said(tx: Tx, quiet: Quiet, here: Here, apart: Apart, now: datetime) -> list[Claimed]:
    if not quiet.turns:
        return []
    only = {citizen_id for _, citizen_id, _ in quiet.turns} - quiet.openly
    citizens.unsee(tx, [person for person in here.people.values() if person.id in only])
    replies: list[Claimed] = []
    for incoming, citizen_id, bodies in quiet.turns:
        apart.heard(incoming, now)
        handle = handle_of(incoming)
        # A question is asked again; a receipt is shown once, and must not get lost with the power.
        last = here.hidden is not None and handle in here.hidden.over
        replies += apart.room.say(handle, [incoming.update_id], bodies, citizen_id, durable=last)
    return replies


def apologised(incoming: Incoming, house: House) -> list[Claimed]:
    """Nothing of it is set aside: its sender is told that it was lost, and says it again."""
    if house.apart is None or incoming.kind != "message":
        return []
    with speaking(menu.FIRST_LANGUAGE):
        body = say_to_json(Say(menu.apology_apart()))
    return house.apart.room.say(handle_of(incoming), [incoming.update_id], [body], -1)
