"""Cases of nobody: opened once for a receipt, found by its hash alone, and written over by night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from storage import cases, citizens, receipts, updates
from storage.cases import NewCase, NumbersRanOut
from storage.store import Store, Tx
from tests.storage import given

DAY = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
NEW = NewCase(
    citizen_id=None,
    talk="",
    kind="complaint",
    unit=None,
    category="pungli",
    about="staff",
    route="overseers",
    known_as="untraceable",
    details={"words": "Diminta uang"},
    channel="",
    language="id",
    verify_due=DAY.date(),
    answer_due=DAY.date(),
    outer_due=DAY.date(),
    next_step="verify",
    next_at=DAY.date(),
)


def opened(tx: Tx, receipt: str, *numbers: str) -> cases.CaseRow | None:
    return receipts.open_case(tx, NEW, receipt, DAY, numbers=numbers or None)


def test_a_receipt_opens_one_case_and_finds_it(store: Store) -> None:
    with store.begin() as tx:
        row = opened(tx, "hash-1")
        assert row is not None
        assert opened(tx, "hash-1") is None
        assert receipts.case_of(tx, "hash-1", lock=True) == row
        assert receipts.case_of(tx, "hash-2") is None
        assert (row.citizen_id, row.opened_at, row.details) == (None, DAY, {"words": "Diminta uang"})
        assert [(one.kind, one.at) for one in cases.events(tx, row.id)] == [("opened", DAY)]


def test_many_cases_of_nobody_stand_beside_each_other(store: Store) -> None:
    with store.begin() as tx:
        first, second = (
            opened(tx, "hash-1", "KS-2611-AAAA"),
            opened(tx, "hash-2", "KS-2611-AAAA", "KS-2611-BBBB"),
        )
        assert first is not None
        assert second is not None
        assert (first.number, second.number) == ("KS-2611-AAAA", "KS-2611-BBBB")
        with pytest.raises(NumbersRanOut):
            opened(tx, "hash-3", "KS-2611-AAAA")


def test_a_letter_is_taken_up_once_until_it_is_long_ago(store: Store) -> None:
    with store.begin() as tx:
        assert receipts.take_once(tx, "letter", DAY)
        assert not receipts.take_once(tx, "letter", DAY + timedelta(days=1))
        assert tx.connection.execute(receipts.old(DAY + timedelta(days=30))).rowcount == 1


def test_who_was_here_is_written_anew_without_a_change(store: Store) -> None:
    with store.begin() as tx:
        citizen = given.citizen(tx)
        updates.fresh(tx, "bot", ["1"], DAY)
    with store.begin() as tx:
        before = tx.connection.execute(text("SELECT * FROM citizens")).all()
        citizens.blur(tx, DAY - timedelta(days=900))
        citizens.blur(tx, DAY + timedelta(days=900))  # nobody
        updates.blur(tx, DAY - timedelta(days=900))
        assert tx.connection.execute(text("SELECT * FROM citizens")).all() == before
        if not store.is_sqlite:
            made = "SELECT DISTINCT xmin::text FROM (SELECT xmin FROM {0}) AS t"
            notes = {
                tx.connection.execute(text(made.format(t))).scalar_one() for t in ("citizens", "updates")
            }
            assert len(notes) == 1
    assert citizen


def test_the_last_who_was_here_is_known(store: Store) -> None:
    with store.begin() as tx:
        assert citizens.last_seen(tx) is None
        given.citizen(tx)
        assert citizens.last_seen(tx) is not None


def test_the_log_of_the_database_is_emptied_unless_somebody_reads_in_it(store: Store) -> None:
    with store.begin() as tx:
        given.citizen(tx)
    with store.reading() as tx:
        tx.connection.execute(text("SELECT count(*) FROM citizens")).scalar_one()
        with store.begin() as writing:
            given.citizen(writing)
        assert store.empty_log() is not store.is_sqlite
    assert store.empty_log()
