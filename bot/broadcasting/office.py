"""What whoever sits at the command line does with broadcasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.broadcasting import steering
from bot.broadcasting.steering import NotNow
from bot.forums import people
from bot.forums.office import Office, account
from storage import broadcasts
from storage.broadcasts import BroadcastRow
from storage.store import Store

STEERS = {
    "agree": steering.agree,
    "pause": steering.pause,
    "resume": steering.resume,
    "stop": steering.stop,
}


def listing(store: Store) -> Sequence[Mapping[str, Any]]:
    """Every broadcast, by its number."""
    with store.reading() as tx:
        return [
            {
                "broadcast": row.id,
                "purpose": row.purpose,
                "state": row.state,
                "selected": row.selected,
                "made_by": row.made_by,
                "agreed_by": row.agreed_by,
                "made": row.created_at,
            }
            for row in broadcasts.listing(tx)
        ]


def show(store: Store, number: int) -> Mapping[str, Any]:
    """Its account. Raises NotNow when there is none."""
    with store.reading() as tx:
        row = broadcasts.by_id(tx, number)
        if row is None:
            raise NotNow("none", f"there is no broadcast {number}: see `suara broadcast list`")
        return account(tx, row)


def steer(office: Office, number: int, act: str) -> BroadcastRow:
    """send, agree, pause, resume or stop. Raises NotNow."""
    roles = people.REVIEWERS if act == "agree" else people.ORGANISERS
    with office.store.begin() as tx:
        step = office.step(tx, roles)
        if act == "send":
            return steering.send(tx, number, step.actor, office.around.settings.forum.yes_above, step.now)
        return STEERS[act](tx, number, step.actor, step.now)
