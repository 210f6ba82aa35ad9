"""The walk along the chain: in windows, page after page, whatever somebody wrote into a seal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from storage import audit, audit_sealing, audit_walking
from storage.audit_chain import START, Entry
from storage.audit_checking import check
from storage.audit_findings import Findings
from storage.audit_walking import Walk, Walked, windows
from storage.models import Seal
from storage.store import Store, Tx
from tests.storage.given import NOW

MINUTE = timedelta(minutes=1)


def sealed(tx: Tx, seals: int) -> None:
    for number in range(seals):
        audit.add(tx, "export", "operator", NOW + number * MINUTE)
        audit_sealing.seal(tx, NOW + number * MINUTE)


def walked(number: int, rows: int) -> Walked:
    return Walked(number, NOW, None, [Entry(b"a", str(row), START) for row in range(rows)])


def test_a_window_ends_with_enough_rows_or_enough_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_walking, "PAGE", 3)
    seals = [walked(number, rows) for number, rows in enumerate([4, 6, 1, 1, 1, 1], 1)]
    assert [list(window) for window in windows(iter(seals), 10)] == [[1, 2], [3, 4, 5], [6]]


def test_a_chain_longer_than_a_page_is_walked_to_its_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_walking, "PAGE", 2)
    with store.begin() as tx:
        sealed(tx, 5)
        walk = Walk(Findings(), frozenset({3}))
        assert [each.number for each in walk.along(tx)] == [1, 2, 3, 4, 5]
        assert (walk.number, walk.rows, walk.seals, set(walk.at)) == (5, 5, 5, {0, 3})
        assert check(tx).found == 0


@pytest.mark.parametrize("entries", [b"a", b"a\x02", b"a\x0112"])
def test_a_seal_that_cannot_be_unpacked_is_named_with_its_rows(store: Store, entries: bytes) -> None:
    with store.begin() as tx:
        sealed(tx, 3)
        tx.connection.execute(update(Seal).where(Seal.number == 2).values(entries=entries))
        found = check(tx).findings
    assert [(each.what, each.table) for each in found] == [("seal_changed", "seals"), ("inserted", "audit")]


def test_a_name_in_a_seal_that_no_row_can_have_is_a_row_that_is_gone(store: Store) -> None:
    with store.begin() as tx:
        sealed(tx, 1)
        for name in ("x", "9" * 30):
            entries = b"a" + bytes([len(name)]) + name.encode() + START
            tx.connection.execute(update(Seal).values(entries=entries))
            assert ("removed", name) in {(each.what, each.key) for each in check(tx).findings}
