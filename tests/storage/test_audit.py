"""The lines of the log: what was done, by whom, about what and why."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage import audit
from storage.audit_words import commit, hashed
from storage.models import Audit
from storage.store import Store
from tests.storage.given import DAY, NOW


def test_a_line_tells_what_was_done_by_whom_about_what_and_why(store: Store) -> None:
    with store.begin() as tx:
        line = audit.add(tx, "read", "official:7", NOW, about="case:KS-2611-7F3K", why="Sidang besok")
        read = audit.AuditRow(line, "read", "official:7", "case:KS-2611-7F3K", "Sidang besok", NOW)
        assert audit.about(tx, "case:KS-2611-7F3K") == [read]
        assert audit.about(tx, "case:KS-2611-OTHR") == []


def test_why_is_sealed_and_committed_to(store: Store) -> None:
    with store.begin() as tx:
        audit.add(tx, "export", "operator", NOW, why="Untuk arsip")
        row = tx.connection.execute(select(Audit)).one()
        assert b"arsip" not in row.why
        assert row.commitment == hashed(row.salt, "Untuk arsip")


def test_a_line_without_words_has_nothing_to_commit_to(store: Store) -> None:
    with store.begin() as tx:
        audit.add(tx, "export", "operator", NOW)
        row = tx.connection.execute(select(Audit)).one()
        assert (row.why, row.salt, row.commitment, row.sealed_in) == (None, None, None, None)


def test_equal_words_have_different_commitments() -> None:
    assert commit("Untuk arsip") != commit("Untuk arsip")


def test_half_of_a_pair_of_surrogates_is_committed_to() -> None:
    made = commit("a\ud83d")
    assert made.salt is not None
    assert made.commitment == hashed(made.salt, "a\ud83d")


def test_the_lines_of_a_period_come_in_order_and_by_kind(store: Store) -> None:
    with store.begin() as tx:
        for kind, at in (("export", NOW - DAY), ("read", NOW), ("export", NOW), ("export", NOW + DAY)):
            audit.add(tx, kind, "operator", at)
        assert [row.kind for row in audit.between(tx, NOW, NOW + DAY)] == ["read", "export"]
        assert [row.at for row in audit.between(tx, NOW, NOW + 2 * DAY, ["export"])] == [NOW, NOW + DAY]


@pytest.mark.parametrize("kind", ["", "Read", "read it", "x" * 41])
def test_a_kind_is_a_short_key(store: Store, kind: str) -> None:
    with store.begin() as tx, pytest.raises(ValueError, match="kind of a line"):
        audit.add(tx, kind, "operator", NOW)


def test_words_of_old_lines_go_with_their_salt_and_a_line_says_so(store: Store) -> None:
    with store.begin() as tx:
        for at in (NOW - 9 * DAY, NOW):
            audit.add(tx, "read", "official:7", at, why="Sidang")
        assert [audit.empty_whys(tx, NOW - DAY, NOW) for _ in range(2)] == [1, 0]
        rows = tx.connection.execute(select(Audit).order_by(Audit.id)).all()
        assert [(row.kind, row.why is None, row.salt is None) for row in rows] == [
            ("read", True, True),
            ("read", False, False),
            ("whys_emptied", True, True),
        ]
        assert [row.commitment is None for row in rows] == [False, False, True]
        assert rows[2].about == f"before:{(NOW - DAY).isoformat()}"
