"""What people need to take part in a forum: sealed, as it may tell of their health; told without a name."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select, update

from storage.models import Invitation
from storage.seats import HELD
from storage.store import Tx

PLACE = "invitations.needs"


def state(tx: Tx, forum_id: int, citizen_id: int, keys: Collection[str], words: str) -> bool:
    """From now on they need this. False: they have said nothing of this forum yet."""
    told = json.dumps({"keys": sorted(keys), "words": words}, ensure_ascii=False)
    sealed = tx.vault.seal(told, PLACE) if keys or words else None
    stated = update(Invitation).where(_theirs(forum_id, citizen_id)).values(needs=sealed)
    return tx.connection.execute(stated).rowcount == 1


def of(tx: Tx, forum_id: int, citizen_id: int) -> tuple[frozenset[str], str]:
    """What one citizen needs: keys and words."""
    sealed = select(Invitation.needs).where(_theirs(forum_id, citizen_id))
    return _opened(tx, tx.connection.execute(sealed).scalar_one_or_none())


def of_all(tx: Tx, forum_id: int) -> Sequence[tuple[frozenset[str], str]]:
    """What those who come need, one entry each, without saying whose it is."""
    coming = (Invitation.forum_id == forum_id) & Invitation.answer.in_(HELD) & Invitation.needs.is_not(None)
    rows = select(Invitation.needs).where(coming).order_by(Invitation.needs)
    return [_opened(tx, sealed) for sealed in tx.connection.execute(rows).scalars()]


def _theirs(forum_id: int, citizen_id: int) -> ColumnElement[bool]:
    return (Invitation.forum_id == forum_id) & (Invitation.citizen_id == citizen_id)


def _opened(tx: Tx, sealed: bytes | None) -> tuple[frozenset[str], str]:
    if sealed is None:
        return frozenset(), ""
    told = json.loads(tx.vault.open(sealed, PLACE))
    return frozenset(told["keys"]), told["words"]
