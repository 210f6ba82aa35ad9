"""Digests: sent once, read once, and those nobody opened reported once."""

from __future__ import annotations

from storage import digest_reads
from storage.models import DigestRead, Official
from storage.store import Store
from tests.storage import given
from tests.storage.given import DAY, NOW

WEEK, NEXT = "2026-W47", "2026-W48"


def test_a_digest_sent_again_keeps_its_first_day(store: Store) -> None:
    with store.begin() as tx:
        first, second = given.official(tx), given.official(tx)
        digest_reads.sent(tx, [first], WEEK, NOW)
        digest_reads.sent(tx, [first, second], WEEK, NOW + DAY)
        digest_reads.sent(tx, [], WEEK, NOW)
        assert given.count(tx, DigestRead) == 2
        assert digest_reads.unread(tx, NOW + DAY) == [(first, WEEK)]


def test_a_digest_is_read_once_and_only_by_whom_it_was_sent_to(store: Store) -> None:
    with store.begin() as tx:
        official, other = given.official(tx), given.official(tx)
        digest_reads.sent(tx, [official], WEEK, NOW)
        assert digest_reads.read(tx, official, WEEK, NOW)
        assert not digest_reads.read(tx, official, WEEK, NOW)
        assert not digest_reads.read(tx, other, WEEK, NOW)
        assert not digest_reads.read(tx, official, NEXT, NOW)


def test_unread_are_those_sent_before_a_moment_in_the_order_of_weeks(store: Store) -> None:
    with store.begin() as tx:
        first, second = given.official(tx), given.official(tx)
        digest_reads.sent(tx, [second, first], NEXT, NOW + 7 * DAY)
        digest_reads.sent(tx, [second, first], WEEK, NOW)
        digest_reads.read(tx, second, WEEK, NOW + DAY)
        assert digest_reads.unread(tx, NOW) == []
        assert digest_reads.unread(tx, NOW + DAY) == [(first, WEEK)]
        assert digest_reads.unread(tx, NOW + 8 * DAY) == [(first, WEEK), (first, NEXT), (second, NEXT)]


def test_what_was_reported_is_not_reported_again(store: Store) -> None:
    with store.begin() as tx:
        first, second = given.official(tx), given.official(tx)
        for week in (WEEK, NEXT):
            digest_reads.sent(tx, [first, second], week, NOW)
        digest_reads.reported(tx, [(first, WEEK), (second, NEXT)], NOW + DAY)
        assert digest_reads.unread(tx, NOW + DAY) == [(second, WEEK), (first, NEXT)]
        digest_reads.reported(tx, [], NOW + DAY)
        assert len(digest_reads.unread(tx, NOW + DAY)) == 2


def test_a_reported_digest_can_still_be_read(store: Store) -> None:
    with store.begin() as tx:
        official = given.official(tx)
        digest_reads.sent(tx, [official], WEEK, NOW)
        digest_reads.reported(tx, [(official, WEEK)], NOW + DAY)
        assert digest_reads.read(tx, official, WEEK, NOW + 2 * DAY)


def test_nobody_is_reported_who_has_left(store: Store) -> None:
    with store.begin() as tx:
        official = given.official(tx)
        digest_reads.sent(tx, [official], WEEK, NOW)
        given.change(tx, Official, official, ended_at=NOW)
        assert digest_reads.unread(tx, NOW + DAY) == []
