"""Consents: what somebody was asked in which words, and what they said. Only ever added to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, insert, select

from storage.models import Consent
from storage.store import Tx


def add(
    tx: Tx,
    citizen_id: int,
    purpose: str,
    given: bool,  # noqa: FBT001 - their answer
    version: str,
    text_hash: str,
    channel: str,
    now: datetime,
) -> None:
    """A yes or no to one purpose, provable by the notice's version and the hash of its text."""
    shown = {"version": version, "text_hash": text_hash, "channel": channel, "at": now}
    tx.connection.execute(
        insert(Consent).values(citizen_id=citizen_id, purpose=purpose, given=given, **shown)
    )


def newest(tx: Tx, citizen_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The purposes to which each citizen's last word was yes; who said yes to none is not in it."""
    last = (
        select(func.max(Consent.id))
        .where(Consent.citizen_id.in_(list(citizen_ids)))
        .group_by(Consent.citizen_id, Consent.purpose)
    )
    agreed: dict[int, set[str]] = {}
    yes = select(Consent.citizen_id, Consent.purpose).where(Consent.id.in_(last), Consent.given)
    for row in tx.connection.execute(yes):
        agreed.setdefault(row.citizen_id, set()).add(row.purpose)
    return {citizen_id: frozenset(purposes) for citizen_id, purposes in agreed.items()}
