"""Whom a broadcast reaches: read beside the turns, then kept in one short transaction, once and for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.broadcasting import steering
from bot.broadcasting.kinds import Around, Chosen, Kind
from storage import broadcasts, citizens
from storage.broadcasts import BroadcastRow
from storage.store import Tx

AT_ONCE = 5000  # people a statement
NOWHERE = "none"  # of whom no address is known: they are counted, and skipped


@dataclass(frozen=True)
class Selection:
    """Recipients by network, and what else is kept with them."""

    chosen: Chosen
    by_channel: Mapping[str, Sequence[int]]


def select(tx: Tx, row: BroadcastRow, kind: Kind, around: Around, now: datetime) -> Selection:
    """Only reads. Raises Mistaken when it cannot be said whom it is for."""
    chosen = kind.choose(tx, row, around, now)
    channels = {one.id: one.channel for some in _chunks(chosen.people) for one in citizens.reach(tx, some)}
    by_channel: dict[str, list[int]] = defaultdict(list)
    for one in chosen.people:
        by_channel[channels.get(one, NOWHERE)].append(one)
    return Selection(chosen, by_channel)


def keep(tx: Tx, broadcast_id: int, selection: Selection, kind: Kind, now: datetime) -> BroadcastRow | None:
    """The selection is this broadcast's; None when somebody ended it meanwhile."""
    row = broadcasts.by_id(tx, broadcast_id, lock=True)
    if row is None or row.state != "selecting":
        return None
    broadcasts.choose(tx, row.id, selection.by_channel)
    selection.chosen.keep(tx)
    broadcasts.change(tx, row.id, **_begins(kind, selection, now))
    return broadcasts.by_id(tx, row.id)


def keep_and_send(
    tx: Tx, broadcast_id: int, selection: Selection, kind: Kind, yes_above: int, now: datetime
) -> BroadcastRow | None:
    """The same; what nobody made but the timetable goes out at once, or asks for a yes as all others do."""
    row = keep(tx, broadcast_id, selection, kind, now)
    if row is not None and row.state == "ready" and row.made_by == steering.SYSTEM:
        return steering.send(tx, row.id, row.made_by, yes_above, now)
    return row


def _begins(kind: Kind, selection: Selection, now: datetime) -> dict[str, Any]:
    """Where it stands with its selection; of one that reaches nobody nothing is left to do."""
    if not selection.chosen.people:
        return {"state": "done", "finished_at": now}
    return {"state": "ready"} if kind.agreed else {"state": "going", "started_at": now}


def _chunks(people: Sequence[int]) -> Iterator[Sequence[int]]:
    return (people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE))
