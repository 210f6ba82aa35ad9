"""Readers of messages: the language they read, when they wrote last, and where their cases stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

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


def heard(tx: Tx, citizen_ids: Collection[int]) -> Mapping[int, datetime]:
    """When each of these people wrote last."""
    rows = tx.connection.execute(select(Citizen.id, Citizen.last_seen_at).where(Citizen.id.in_(citizen_ids)))
    return {row.id: row.last_seen_at for row in rows}
