"""What a notice of a case may say of it: where it stands; and the language of who reads it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from storage.models import Case, Citizen
from storage.store import Tx


def states(tx: Tx, numbers: Collection[str]) -> Mapping[str, str]:
    """The state of each of these cases."""
    rows = tx.connection.execute(select(Case.number, Case.state).where(Case.number.in_(numbers)))
    return {row.number: row.state for row in rows}


def languages(tx: Tx, citizen_ids: Collection[int]) -> Mapping[int, str]:
    """The language in which each of these people is spoken to."""
    rows = tx.connection.execute(select(Citizen.id, Citizen.language).where(Citizen.id.in_(citizen_ids)))
    return {row.id: row.language for row in rows}
