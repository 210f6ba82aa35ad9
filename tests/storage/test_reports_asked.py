"""Reports asked for: one row a wish, one maker at a time, over once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import reports_asked, retention
from storage.models import ReportAsked
from storage.reports_asked import AskedRow
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW
from tests.storage.plans import many_times, plan_of

LEASE = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


@pytest.fixture
def head(store: Store) -> int:
    with store.begin() as tx:
        given.units(tx, "dinsos", "dishub")
        return given.citizen(tx)


def asks(tx: Tx, who: int, unit: str = "dinsos", period: str = "2026-S2", later: timedelta = SECOND) -> bool:
    return reports_asked.ask(tx, who, "telegram", unit, period, NOW + later)


def test_the_same_wish_within_a_minute_is_one_report(store: Store, head: int) -> None:
    with store.begin() as tx:
        assert asks(tx, head)
        assert not asks(tx, head, later=timedelta(seconds=59))
        assert asks(tx, head, period="2026")
        assert asks(tx, head, unit="dishub")
        assert asks(tx, given.citizen(tx))
        assert given.count(tx, ReportAsked) == 4


def test_a_wish_that_still_waits_is_not_doubled_and_one_that_is_over_can_be_uttered_anew(
    store: Store, head: int
) -> None:
    with store.begin() as tx:
        assert asks(tx, head)
        assert not asks(tx, head, later=DAY)
        row = claimed(tx)
        assert reports_asked.done(tx, row.id, NOW)
        assert not asks(tx, head, later=timedelta(seconds=50))
        assert asks(tx, head, later=DAY)


def claimed(tx: Tx, later: timedelta = DAY) -> AskedRow:
    row = reports_asked.claim(tx, NOW + later, LEASE)
    assert row is not None
    return row


def test_each_is_claimed_by_one_maker_the_longest_waiting_first(store: Store, head: int) -> None:
    with store.begin() as tx:
        asks(tx, head, period="2026", later=2 * SECOND)
        asks(tx, head)
        assert reports_asked.claim(tx, NOW, LEASE) is None
        first, second = claimed(tx), claimed(tx)
        assert (first.period, first.unit, first.citizen_id, first.channel, first.tries) == (
            *("2026-S2", "dinsos", head, "telegram", 0),
        )
        assert second.period == "2026"
        assert reports_asked.claim(tx, NOW + DAY, LEASE) is None


def test_who_dies_over_it_leaves_it_to_the_next_maker(store: Store, head: int) -> None:
    with store.begin() as tx:
        asks(tx, head)
        first = claimed(tx)
    with store.begin() as tx:
        assert reports_asked.claim(tx, NOW + DAY + LEASE - SECOND, LEASE) is None
        assert claimed(tx, DAY + LEASE) == first


def test_it_is_over_once_whoever_comes_second(store: Store, head: int) -> None:
    with store.begin() as tx:
        asks(tx, head)
        row = claimed(tx)
        assert reports_asked.done(tx, row.id, NOW)
        assert not reports_asked.done(tx, row.id, NOW)
        assert not reports_asked.failed(tx, row.id, "late", NOW)
        reports_asked.retry(tx, row.id, NOW, "late")
        assert reports_asked.claim(tx, NOW + DAY, LEASE) is None


def test_a_try_that_failed_is_counted_and_due_again(store: Store, head: int) -> None:
    with store.begin() as tx:
        asks(tx, head)
        row = claimed(tx)
        reports_asked.retry(tx, row.id, NOW + 2 * DAY, "KeyError")
        assert reports_asked.claim(tx, NOW + 2 * DAY - SECOND, LEASE) is None
        assert claimed(tx, 2 * DAY).tries == 1
        assert reports_asked.failed(tx, row.id, "KeyError", NOW)
        found = tx.connection.execute(select(ReportAsked.state, ReportAsked.reason, ReportAsked.tries)).one()
        assert tuple(found) == ("failed", "KeyError", 2)


def test_only_those_that_are_long_over_are_forgotten(store: Store, head: int) -> None:
    with store.begin() as tx:
        asks(tx, head)
        reports_asked.done(tx, claimed(tx).id, NOW)
        asks(tx, head, later=DAY)
        assert retention.sweep(tx, NOW + 29 * DAY, {"sent_outbox_days": 30})["reports_asked"] == 0
        assert retention.sweep(tx, NOW + 31 * DAY, {"sent_outbox_days": 30})["reports_asked"] == 1
        assert given.count(tx, ReportAsked) == 1


def test_looking_for_one_that_waits_reads_no_other(store: Store, head: int) -> None:
    with store.begin() as tx:
        asks(tx, head)
        row = claimed(tx)
        reports_asked.done(tx, row.id, NOW)
        many_times(tx, ReportAsked, row.id, 3000)
        asks(tx, head, later=DAY)
    plan = plan_of(store, lambda tx: reports_asked.claim(tx, NOW + 2 * DAY, LEASE))
    assert "ix_reports_asked_waiting" in plan
