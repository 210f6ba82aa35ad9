"""A broadcast is sent, agreed to, paused, goes on and is stopped; each in one short transaction."""

from __future__ import annotations

from datetime import datetime

from bot.forums import people
from bot.offices.mistaken import Mistaken
from storage import audit, broadcasts, forums, outbox_steering
from storage.broadcasts import BroadcastRow
from storage.store import Tx

STOPPED = "stopped by the organiser"
SYSTEM = "system"  # makes what goes out by itself, as config.yaml says


class NotNow(Mistaken):
    """The broadcast is not in a state for this, or the wrong person asks for it; `problem` names which."""

    def __init__(self, problem: str, words: str) -> None:
        super().__init__(words)
        self.problem = problem


def found(tx: Tx, broadcast_id: int, *states: str) -> BroadcastRow:
    """The broadcast, locked. Raises NotNow unless it is in one of these states."""
    row = broadcasts.by_id(tx, broadcast_id, lock=True)
    if row is None:
        raise NotNow("none", f"there is no broadcast {broadcast_id}: see `suara broadcast list`")
    if row.state not in states:
        raise NotNow("state", f"broadcast {broadcast_id} is {row.state}, not {' or '.join(states)}")
    return row


def send(tx: Tx, broadcast_id: int, actor: str, yes_above: int, now: datetime) -> BroadcastRow:
    """It goes out, or waits for a second person's yes where it reaches more than `yes_above` people.

    Raises NotNow: more than that want the test group to have had it first.
    """
    row = found(tx, broadcast_id, "ready")
    if row.selected <= yes_above:
        return _goes(tx, row, actor, now)
    if not _tested(tx, row):
        raise NotNow("untested", "send it to the test group first: `suara forum test CODE`")
    broadcasts.change(tx, row.id, state="asked", made_by=actor)
    return found(tx, row.id, "asked")


def agree(tx: Tx, broadcast_id: int, actor: str, now: datetime) -> BroadcastRow:
    """A second person says yes. Raises NotNow when it is the same person."""
    row = found(tx, broadcast_id, "asked")
    if people.same_person(tx, row.made_by, actor):
        raise NotNow("second", "another person than the one who asked for it has to agree: use --as OFFICIAL")
    broadcasts.change(tx, row.id, agreed_by=actor)
    return _goes(tx, row, actor, now)


def pause(tx: Tx, broadcast_id: int, actor: str, now: datetime) -> BroadcastRow:
    """Nothing more leaves but what is on its way this very moment."""
    row = found(tx, broadcast_id, "going")
    broadcasts.change(tx, row.id, state="paused")
    outbox_steering.hold(tx, row.id, now)
    return _noted(tx, row, "paused", actor, now)


def resume(tx: Tx, broadcast_id: int, actor: str, now: datetime) -> BroadcastRow:
    """It goes on where it was."""
    row = found(tx, broadcast_id, "paused")
    broadcasts.change(tx, row.id, state="going")
    outbox_steering.let_go(tx, row.id, now)
    return _noted(tx, row, "resumed", actor, now)


def stop(tx: Tx, broadcast_id: int, actor: str, now: datetime) -> BroadcastRow:
    """Who has not got it gets it never."""
    row = found(tx, broadcast_id, *broadcasts.OPEN)
    end(tx, row, STOPPED, now)
    return _noted(tx, row, "stopped", actor, now)


def end(tx: Tx, row: BroadcastRow, reason: str, now: datetime) -> None:
    """What has not left is skipped for this reason."""
    broadcasts.change(tx, row.id, state="stopped", finished_at=now)
    broadcasts.drop_waiting(tx, row.id, reason)
    outbox_steering.never(tx, row.id, reason, now)


def _goes(tx: Tx, row: BroadcastRow, actor: str, now: datetime) -> BroadcastRow:
    broadcasts.change(tx, row.id, state="going", started_at=now)
    return _noted(tx, row, "sent", actor, now)


def _tested(tx: Tx, row: BroadcastRow) -> bool:
    forum = forums.by_id(tx, row.forum_id) if row.forum_id is not None else None
    return forum is None or forum.tested_at is not None


def _noted(tx: Tx, row: BroadcastRow, what: str, actor: str, now: datetime) -> BroadcastRow:
    audit.add(tx, f"broadcast_{what}", actor, now, about=f"broadcast:{row.id}")
    return broadcasts.by_id(tx, row.id) or row
