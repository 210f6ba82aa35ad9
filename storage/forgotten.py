"""Who was forgotten, by keyed hashes alone, so that a backup of before does not bring them back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, literal, select

from storage import models
from storage.models import Citizen, ForgottenHandle, Moment
from storage.once import upsert
from storage.store import Tx


@dataclass(frozen=True)
class Gone:
    """An address whose owner asked to be forgotten at that moment."""

    channel: str
    kind: str
    hash: bytes
    at: datetime


def note(tx: Tx, citizen_id: int, now: datetime) -> None:
    """Note this citizen's addresses as forgotten, before they go."""
    theirs = select(models.Handle.channel, models.Handle.kind, models.Handle.hash, literal(now, Moment()))
    new = upsert(tx, ForgottenHandle).from_select(
        ["channel", "kind", "hash", "at"], theirs.where(models.Handle.citizen_id == citizen_id)
    )
    _latest(tx, new)


def add(tx: Tx, gone: Iterable[Gone]) -> None:
    """Note again what is known from elsewhere."""
    if rows := [vars(one) for one in gone]:
        _latest(tx, upsert(tx, ForgottenHandle), rows)


def every(tx: Tx) -> list[Gone]:
    """All, in the order in which they were forgotten."""
    table = ForgottenHandle
    found = select(table.channel, table.kind, table.hash, table.at).order_by(table.at, table.hash)
    return [Gone(*row) for row in tx.connection.execute(found)]


def still_known(tx: Tx, gone: Collection[Gone]) -> list[int]:
    """Citizens who are here although they were forgotten: those that were first seen before that moment."""
    wanted = {(one.channel, one.kind, one.hash): one.at for one in gone}
    if not wanted:
        return []
    columns = [models.Handle.citizen_id, models.Handle.channel, models.Handle.kind, models.Handle.value]
    found = select(*columns, Citizen.first_seen_at).join(Citizen, Citizen.id == models.Handle.citizen_id)
    known: set[int] = set()
    for row in tx.connection.execute(found.order_by(models.Handle.id)):
        value = tx.vault.open(row.value, "handles.value")
        hashes = tx.vault.hashes(f"{row.channel}.{row.kind}", value)
        moments = [wanted[key] for each in hashes if (key := (row.channel, row.kind, each)) in wanted]
        if moments and row.first_seen_at <= max(moments):
            known.add(row.citizen_id)
    return sorted(known)


def sweep(tx: Tx, before: datetime) -> int:
    """Forget who was forgotten before this moment: no backup is as old as that any more."""
    return tx.connection.execute(delete(ForgottenHandle).where(ForgottenHandle.at < before)).rowcount


def _latest(tx: Tx, new: Any, rows: list[dict[str, Any]] | None = None) -> None:
    again = new.on_conflict_do_update(
        index_elements=["channel", "kind", "hash"], set_={"at": new.excluded.at}
    )
    tx.connection.execute(again, *([rows] if rows else []))
