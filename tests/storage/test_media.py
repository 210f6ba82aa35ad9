"""Media: waiting until fetched, kept or refused, and gone when its time is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage import media
from storage.media import NewMedia
from storage.models import Case, Media
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

PHOTO = NewMedia("AgAC-ref", "photo", "image/jpeg", 1000, "")
SCAN = NewMedia("BQAD-ref", "document", "application/pdf", None, "KTP Sari.pdf")


def add(tx: Tx, *items: NewMedia, owner: str = "rating", owner_id: int = 1) -> list[int]:
    media.add(tx, owner, owner_id, "telegram", "bot1", items, NOW)
    return [row.id for row in media.of(tx, owner, owner_id)]


def the_row(tx: Tx, media_id: int) -> Any:
    return tx.connection.execute(select(Media).where(Media.id == media_id)).one()


def test_what_was_added_waits_with_everything_needed_to_fetch_it(store: Store) -> None:
    with store.begin() as tx:
        photo, scan = add(tx, PHOTO, SCAN)
        assert media.waiting(tx, NOW, 10) == [
            media.WaitingMedia(photo, "telegram", "bot1", "AgAC-ref", "photo", "image/jpeg", 1000, "", 0),
            media.WaitingMedia(
                scan, "telegram", "bot1", "BQAD-ref", "document", "application/pdf", None, "KTP Sari.pdf", 0
            ),
        ]


def test_ids_and_names_of_files_are_sealed(store: Store) -> None:
    with store.begin() as tx:
        (scan,) = add(tx, SCAN)
        row = the_row(tx, scan)
        assert b"BQAD" not in row.ref
        assert b"Sari" not in row.name


def test_nothing_to_add_is_no_trouble(store: Store) -> None:
    with store.begin() as tx:
        assert add(tx) == []
        assert media.waiting(tx, NOW, 10) == []


def test_no_more_wait_than_were_asked_for_and_none_before_its_time(store: Store) -> None:
    with store.begin() as tx:
        ids = add(tx, PHOTO, PHOTO, PHOTO)
        assert [row.id for row in media.waiting(tx, NOW, 2)] == ids[:2]
        assert media.waiting(tx, NOW - DAY, 10) == []


def test_a_file_that_is_tried_again_waits_until_then_behind_the_others(store: Store) -> None:
    with store.begin() as tx:
        first, second = add(tx, PHOTO, PHOTO)
        media.retry(tx, first, NOW + DAY, "timeout")
        media.retry(tx, first, NOW + DAY, "timeout")
        assert [row.id for row in media.waiting(tx, NOW, 10)] == [second]
        later = media.waiting(tx, NOW + DAY, 10)
        assert [(row.id, row.tries) for row in later] == [(second, 0), (first, 2)]
        assert the_row(tx, first).reason == "timeout"


def test_a_kept_file_says_where_it_lies_and_what_it_really_is(store: Store) -> None:
    with store.begin() as tx:
        (photo,) = add(tx, PHOTO)
        media.retry(tx, photo, NOW, "timeout")
        media.kept(tx, photo, "2026/11/a.bin", "image/png", 2048)
        (row,) = media.of(tx, "rating", 1)
        assert (row.state, row.path, row.mime, row.size) == ("kept", "2026/11/a.bin", "image/png", 2048)
        assert (row.reason, row.ref) == ("", "AgAC-ref")
        assert media.waiting(tx, NOW, 10) == []


def test_a_refused_file_says_why_and_waits_no_more(store: Store) -> None:
    with store.begin() as tx:
        (photo,) = add(tx, PHOTO)
        media.refused(tx, photo, "too_large")
        (row,) = media.of(tx, "rating", 1)
        assert (row.state, row.reason, row.path) == ("refused", "too_large", "")
        assert media.waiting(tx, NOW, 10) == []


def test_what_is_settled_stays_as_it_is(store: Store) -> None:
    with store.begin() as tx:
        (photo,) = add(tx, PHOTO)
        media.kept(tx, photo, "a.bin", "image/png", 5)
        media.refused(tx, photo, "late")
        media.retry(tx, photo, NOW, "late")
        (row,) = media.of(tx, "rating", 1)
        assert (row.state, row.path, row.reason) == ("kept", "a.bin", "")


def test_files_belong_to_one_owner(store: Store) -> None:
    with store.begin() as tx:
        add(tx, PHOTO, owner="rating", owner_id=1)
        add(tx, SCAN, owner="case", owner_id=1)
        assert [row.kind for row in media.of(tx, "case", 1)] == ["document"]
        assert media.of(tx, "case", 2) == []


def test_files_of_ratings_may_go_by_age_but_never_while_they_wait(store: Store) -> None:
    with store.begin() as tx:
        kept, refused, _ = add(tx, PHOTO, PHOTO, PHOTO)
        media.kept(tx, kept, "a.bin", "image/png", 5)
        media.refused(tx, refused, "too_large")
        assert media.older_than(tx, NOW + DAY) == [(kept, "a.bin"), (refused, "")]
        assert media.older_than(tx, NOW) == []


def test_files_of_a_case_may_go_only_when_it_was_closed_long_enough(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        case = given.case(tx, given.citizen(tx))
        (photo,) = add(tx, PHOTO, owner="case", owner_id=case.id)
        media.kept(tx, photo, "a.bin", "image/png", 5)
        assert media.older_than(tx, NOW + 1000 * DAY) == []
        given.change(tx, Case, case.id, closed_at=NOW + 10 * DAY)
        assert media.older_than(tx, NOW + 10 * DAY) == []
        assert media.older_than(tx, NOW + 11 * DAY) == [(photo, "a.bin")]


def test_dropped_files_are_forgotten_and_the_others_stay(store: Store) -> None:
    with store.begin() as tx:
        one, two, three = add(tx, PHOTO, PHOTO, PHOTO)
        media.dropped(tx, [one, three])
        media.dropped(tx, [])
        assert [row.id for row in media.of(tx, "rating", 1)] == [two]


def test_the_search_for_waiting_files_uses_their_own_index(store: Store) -> None:
    due = select(Media.id).where(media._WAITING, Media.due_at <= NOW).order_by(Media.due_at)
    with store.begin() as tx:
        explain = "EXPLAIN QUERY PLAN"
        if tx.connection.dialect.name == "postgresql":
            explain = "EXPLAIN"
            tx.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # the table is empty here
        compiled = due.compile(tx.connection, compile_kwargs={"literal_binds": True})
        plan = tx.connection.exec_driver_sql(f"{explain} {compiled}").all()
    assert "ix_media_waiting" in str(plan)


def test_what_one_process_fetches_no_other_does_before_its_lease_is_over(store: Store, url: str) -> None:
    if store.is_sqlite:
        pytest.skip("on SQLite one process does everything")
    lease = timedelta(minutes=2)
    with store.begin() as tx:
        ids = add(tx, PHOTO, PHOTO, PHOTO)
    other = Store(url, store.vault)
    with store.begin() as tx, other.begin() as theirs:
        assert [row.id for row in media.take(tx, NOW, 2, lease)] == ids[:2]
        assert [row.id for row in media.take(theirs, NOW, 2, lease)] == ids[2:]  # at the same moment
    with other.begin() as tx:
        assert media.take(tx, NOW, 9, lease) == []
        assert {row.id for row in media.take(tx, NOW + lease, 9, lease)} == set(ids)
    other.dispose()


def test_of_two_copies_the_second_is_not_wanted(store: Store) -> None:
    with store.begin() as tx:
        (one,) = add(tx, PHOTO)
        assert media.kept(tx, one, "a", "image/jpeg", 5)
        assert not media.kept(tx, one, "b", "image/jpeg", 5)
        assert the_row(tx, one).path == "a"
