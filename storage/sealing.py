"""Free text on its way into a sealed column and out again: no words is NULL, never a sealed nothing.

`place` is always `table.column`: by that name `resealing` finds what a new key has to seal again.
"""

from __future__ import annotations

from storage.store import Tx


def sealed(tx: Tx, text: str, place: str) -> bytes | None:
    return tx.vault.seal(text, place) if text else None


def opened(tx: Tx, value: bytes | None, place: str) -> str:
    return tx.vault.open(value, place) if value is not None else ""
