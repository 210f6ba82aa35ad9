"""What waits in the outbox for nobody's fault, looked at by the timetable: released, mended, counted."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from storage import models
from storage.models import Citizen, Outbox
from storage.outbox_claims import CEILING, NOT_APPROVED, PENDING, PEOPLE
from storage.store import Tx
from storage.windows import open_again


def mend(tx: Tx, channel: str, now: datetime) -> int:
    """What still waits for people who have written meanwhile is due; how many messages that are.

    Who writes in the very moment in which a message is held would else wait until they write again.
    """
    window = models.Window
    since = func.coalesce(window.asked_at, window.closed_at)
    wrote = select(window.citizen_id).join(Citizen, Citizen.id == window.citizen_id)
    open_now = (Citizen.last_seen_at > since) & or_(
        window.closed_at.is_(None), Citizen.last_seen_at > window.closed_at
    )
    ids = list(tx.connection.execute(wrote.where(window.channel == channel, open_now)).scalars())
    return open_again(tx, ids, channel, now) if ids else 0


def waiting_for_room(tx: Tx) -> int:
    """How many messages wait for money, for tomorrow's people or for a template."""
    held = Outbox.reason.in_((CEILING, PEOPLE, NOT_APPROVED))
    counted = select(func.count()).select_from(Outbox).where(PENDING, held)
    return int(tx.connection.execute(counted).scalar_one())


def stopped(tx: Tx, reason: str, now: datetime, pause: timedelta) -> dict[str, int]:
    """Channels on which messages were put off for this reason just now, with how many wait there.

    `pause`: for how long they are put off; what was put off within the last two minutes is just now.
    """
    lately = Outbox.due_at > now + pause - timedelta(minutes=2)
    channels = select(Outbox.channel).where(PENDING, Outbox.reason == reason, lately).distinct()
    stopped_ones = list(tx.connection.execute(channels).scalars())
    return {channel: _pending_on(tx, channel, now + pause) for channel in stopped_ones}


def _pending_on(tx: Tx, channel: str, until: datetime) -> int:
    there = (Outbox.channel == channel) & (Outbox.due_at <= until)
    counted = select(func.count()).select_from(Outbox).where(PENDING, there)
    return int(tx.connection.execute(counted).scalar_one())
