"""Consents: what somebody was asked in which words, and what they said. Only ever added to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select

from storage.models import Consent
from storage.store import Tx

_LAST = (
    select(func.max(Consent.id))
    .where(Consent.citizen_id.in_(bindparam("ids", expanding=True)))
    .group_by(Consent.citizen_id, Consent.purpose)
)
_LAST_WORDS = select(Consent.citizen_id, Consent.purpose, Consent.given).where(Consent.id.in_(_LAST))


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


@dataclass(frozen=True)
class LastWords:
    """The purposes somebody was asked about and answered, and those to which the last word was yes."""

    answered: frozenset[str] = frozenset()
    agreed: frozenset[str] = frozenset()


def newest(tx: Tx, citizen_ids: Iterable[int]) -> dict[int, LastWords]:
    """Each citizen's last words; who was never asked is not in it."""
    said: dict[int, dict[str, bool]] = {}
    ids = list(citizen_ids)
    for row in tx.connection.execute(_LAST_WORDS, {"ids": ids}) if ids else ():
        said.setdefault(row.citizen_id, {})[row.purpose] = row.given
    return {citizen_id: _last_words(given) for citizen_id, given in said.items()}


def _last_words(given: Mapping[str, bool]) -> LastWords:
    return LastWords(frozenset(given), frozenset(purpose for purpose, yes in given.items() if yes))
