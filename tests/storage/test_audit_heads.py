"""Heads: one after each day, chained and signed, under whichever key is in use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from storage import audit, audit_heads, audit_sealing
from storage.audit_chain import START
from storage.store import Store, Tx
from storage.vault import Vault
from tests.storage.given import DAY, NOW

TODAY = date(2026, 11, 24)


def closed(tx: Tx, days: int) -> audit_heads.HeadRow:
    """The head of the day that many days after the first, with one more line before it."""
    now = NOW + days * DAY
    audit.add(tx, "export", "operator", now)
    audit_sealing.seal(tx, now)
    row = audit_heads.close_day(tx, TODAY + days * DAY, now)
    assert row is not None
    return row


def test_the_first_head_stands_also_where_nothing_was_sealed(store: Store) -> None:
    with store.begin() as tx:
        row = audit_heads.close_day(tx, TODAY, NOW)
        assert row is not None
        assert (row.number, row.seal, row.seal_hash, row.rows) == (1, 0, START, 0)
        assert audit_heads.last(tx) == row


def test_heads_count_what_is_sealed_and_follow_each_other(store: Store) -> None:
    with store.begin() as tx:
        made = [closed(tx, days) for days in range(3)]
        assert [(row.number, row.seal, row.rows) for row in made] == [(1, 1, 1), (2, 2, 2), (3, 3, 3)]
        assert list(audit_heads.every(tx)) == made
        assert [audit_heads.head_hash(row, before) for row, before in _chained(made)] == [
            row.hash for row in made
        ]


def _chained(made: list[audit_heads.HeadRow]) -> list[tuple[audit_heads.HeadRow, bytes]]:
    return list(zip(made, [START, *(row.hash for row in made)], strict=False))


def test_a_day_is_closed_once(store: Store) -> None:
    with store.begin() as tx:
        closed(tx, 0)
        assert audit_heads.close_day(tx, TODAY, NOW) is None


def test_a_head_is_signed_and_a_changed_one_is_not(store: Store) -> None:
    with store.begin() as tx:
        row = closed(tx, 0)
    assert row.is_signed()
    assert row.public_key in audit_heads.known_keys(store.vault)
    assert not replace(row, hash=bytes(32)).is_signed()
    assert not replace(row, public_key=b"short").is_signed()


def test_another_key_signs_with_another_signature_key() -> None:
    old, new = bytes(32), bytes(31) + b"\x01"
    assert audit_heads.known_keys(Vault(old)).isdisjoint(audit_heads.known_keys(Vault(new)))
    assert len(audit_heads.known_keys(Vault(new, [old]))) == 2
