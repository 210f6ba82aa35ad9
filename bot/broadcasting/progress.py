"""The message in its organiser's chat that tells how far a broadcast is: one message, drawn anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from bot.broadcasting.kinds import Around
from bot.forums import audience as audiences
from bot.forums import people
from handlers import broadcast_words
from handlers.broadcast_views import BroadcastView
from handlers.talk import Say, speaking
from handlers.talk.stored import say_to_json
from storage import broadcasts, citizens, forum_lots, forums, outbox, outbox_account, outbox_steering
from storage.broadcasts import BroadcastRow
from storage.officials import OfficialRow
from storage.outbox import Claimed, Message
from storage.store import Tx

REDRAWN = frozenset({"telegram", "web"})  # networks on which a message can be drawn over
CLAIM = timedelta(seconds=30)


@dataclass(frozen=True)
class Pace:
    """Messages a second of each network's bulk lane."""

    rates: Mapping[str, int]

    def finish(self, accounts: Mapping[str, Mapping[str, Any]], now: datetime) -> datetime | None:
        """When all networks are through with what does not wait for a reason of its own."""
        seconds = [_seconds(each, self.rates.get(channel, 1)) for channel, each in accounts.items()]
        return now + timedelta(seconds=max(seconds)) if any(seconds) else None


def seen(
    tx: Tx,
    row: BroadcastRow,
    around: Around,
    pace: Pace,
    now: datetime,
    says: Mapping[str, int] | None = None,
) -> BroadcastView:
    """The broadcast as it is at this moment."""
    accounts = outbox_account.by_channel(tx, row.id)
    # What arrived is not told here: to count it would be to look at each message that was sent.
    account = {**outbox_account.together(accounts), "selected": row.selected}
    forum = forums.by_id(tx, row.forum_id) if row.forum_id is not None else None
    finish = pace.finish(accounts, now) if row.state == "going" else None
    numbers = {
        name: account[name] for name in ("selected", "sent", "failed", "skipped", "unknown", "pending")
    }
    return BroadcastView(
        row.id,
        row.purpose,
        forum.topic if forum else _office(row, around),
        row.state,
        **numbers,
        not_yet=account.get("not_yet", {}),
        channels={channel: each["selected"] for channel, each in accounts.items()},
        finish=finish.astimezone(around.house.zone) if finish else None,
        says={**_lot(tx, row), **(says or {})},
        price=(says or {}).get("price", 0),
        needs_yes=row.selected > around.settings.forum.yes_above,
        forum=forum.code if forum else "",
    )


def _office(row: BroadcastRow, around: Around) -> str:
    """The office whose survey it is."""
    if row.purpose != "survey":
        return ""
    unit = around.house.city.units.get(json.loads(row.audience)["unit"])
    return unit.label if unit else ""


def _lot(tx: Tx, row: BroadcastRow) -> dict[str, int]:
    """How many were drawn of how many, while that is worth telling."""
    if row.forum_id is None or row.purpose != "invitation" or row.state not in ("ready", "asked"):
        return {}
    if audiences.from_json(row.audience).organisations:
        return {}
    drawn = forum_lots.size(tx, row.forum_id)
    return {"tickets": drawn[0], "places": drawn[1]} if drawn else {}


def draw(tx: Tx, row: BroadcastRow, view: BroadcastView, now: datetime) -> list[Claimed]:
    """Put the message in line, over the one before where the network can; it is claimed by whoever draws.

    Nothing for the command line, nor while the last one is not out; where nothing can be drawn over it is
    sent only at the turning points.
    """
    official = people.official_of(tx, row.made_by)
    if official is None or official.citizen_id is None:
        return []
    if row.finished_at and row.told_at and row.told_at >= row.finished_at:
        return []
    before = _before(tx, row)
    if before.waits or (before.ref and official.channel not in REDRAWN and view.state == "going"):
        return []
    with speaking(official.language):
        say = broadcast_words.progress(view)
    claimed = _put(tx, official, say, before.ref if official.channel in REDRAWN else "", now)
    if claimed:
        first = row.progress_id if before.ref else claimed[0].id
        broadcasts.change(tx, row.id, told_at=now, progress_id=first)
    return claimed


@dataclass(frozen=True)
class _Before:
    """The message as it was drawn first: what the network calls it, or that it has not left yet."""

    ref: str = ""
    waits: bool = False


def _before(tx: Tx, row: BroadcastRow) -> _Before:
    if row.progress_id is None:
        return _Before()
    state, ref = outbox_steering.fate(tx, row.progress_id)
    return _Before(ref, waits=state == "pending")


def _put(tx: Tx, official: OfficialRow, say: Say, replaces: str, now: datetime) -> list[Claimed]:
    chat = official.citizen_id or 0
    body = say_to_json(say, replaces)
    message = Message("reply", official.channel, chat, "progress", body)
    (row_id,) = outbox.add(tx, [message], now, claim_for=CLAIM)
    address = citizens.addresses(tx, [chat]).get(chat)
    if row_id is None or address is None:
        return []
    return [Claimed(row_id, "reply", official.channel, chat, "progress", body, None, 0, address)]


def _seconds(account: Mapping[str, Any], rate: int) -> int:
    left = account["pending"] - sum(account.get("not_yet", {}).values())
    return ceil(left / max(1, rate)) if left > 0 else 0
