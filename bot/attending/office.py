"""What whoever sits at the command line sees and sets of those who come: numbers, codes, and no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.attending.at_door import door_link, qr_png
from bot.house import House
from bot.offices.mistaken import Mistaken
from storage import attendance, forum_needs, forum_reminders, forum_steps, forums, seats
from storage.forums import ForumRow
from storage.store import Store, Tx

Table = Sequence[Mapping[str, Any]]
SHARED_LINKS = ("interest", "waiting")


def taken(store: Store, code: str) -> Mapping[str, Any]:
    """Seats by group, who comes, waits and was asked, what they need, and when they are reminded."""
    with store.reading() as tx:
        row = _found(tx, code)
        room = seats.room(tx, row.id)
        needs = Counter(key for keys, _words in forum_needs.of_all(tx, row.id) for key in sorted(keys))
        return {
            "seats": room.seats,
            "taken": seats.taken(tx, row.id),
            "answers": seats.account(tx, row.id),
            "needs": dict(sorted(needs.items())),
            "needs_in_words": [words for _keys, words in forum_needs.of_all(tx, row.id) if words],
            "shared_link": row.shared_link,
            "reminders": dict(sorted(forum_reminders.of(tx, row.id).items(), key=lambda one: one[1])),
        }


def came(store: Store, code: str) -> Mapping[str, Any]:
    """How many people came, by group; who they were is told nowhere."""
    with store.reading() as tx:
        row = _found(tx, code)
        counts = attendance.counts(tx, row.id)
        return {
            "people": sum(counts.values()),
            "groups": counts,
            "walked_in": attendance.walk_ins(tx, row.id),
        }


def set_shared_link(store: Store, code: str, gives: str) -> None:
    """What a link that was passed on gives. Raises Mistaken."""
    if gives not in SHARED_LINKS:
        raise Mistaken(f"a shared link gives {' or '.join(SHARED_LINKS)}, not {gives}")
    with store.begin() as tx:
        row = _found(tx, code)
        forums.change(tx, row.id, shared_link=gives)
        forum_steps.note(tx, row.id, "changed", "operator", datetime.now(UTC), shared_link=gives)


def door(store: Store, house: House, code: str, to: Path) -> tuple[str, list[Path]]:
    """The code at the door, and a picture of it for each network on which we are known by a name."""
    with store.reading() as tx:
        row = _found(tx, code)
        at_door = attendance.door_code(tx, row.id)
    to.mkdir(parents=True, exist_ok=True)
    written = []
    for network in [*sorted(house.names), *(["web"] if house.pages.startswith("https://") else [])]:
        link = door_link(house, network, f"h-{row.code}-{at_door}", at_door)
        written.append(to / f"door-{row.code}-{network}.png")
        written[-1].write_bytes(qr_png(link))
    return at_door, written


def _found(tx: Tx, code: str) -> ForumRow:
    row = forums.by_code(tx, code)
    if row is None:
        raise Mistaken(f"no forum has the code {code}: see `suara forum list`")
    return row
