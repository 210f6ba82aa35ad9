"""Talks: kept while they are open, empty once they have ended, nudged once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage import talks
from storage.models import Talk
from storage.store import Store, Tx
from storage.vault import Vault
from tests.storage import given
from tests.storage.conftest import KEY

HOUR = timedelta(hours=1)
WAITS = {"survey": 20 * HOUR, "complaint": 24 * HOUR}


def serials(rows: list[talks.TalkRow]) -> list[str]:
    return [row.serial for row in rows]


def test_an_open_talk_comes_back_as_it_was_kept(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        talks.save(tx, sari, "k3f7", "rating", '{"asked": "why"}', now)
    with store.reading() as tx:
        assert talks.open_of(tx, [sari]) == {
            sari: [talks.TalkRow(sari, "k3f7", "rating", '{"asked": "why"}', now, None)]
        }
        sealed = tx.connection.execute(select(Talk.state)).scalar_one()
    assert sealed is not None
    assert b"asked" not in sealed


def test_the_most_recently_asked_talk_comes_first_and_everybody_has_their_own(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        sari, budi, nobody = (given.citizen(tx) for _ in range(3))
        talks.save_many(
            tx,
            [
                (sari, "old", "survey", "{}", now - HOUR),
                (sari, "new", "rating", "{}", now),
                (budi, "new", "survey", "{}", now),
            ],
        )
        found = talks.open_of(tx, [sari, budi, nobody])
        assert {citizen: serials(rows) for citizen, rows in found.items()} == {
            sari: ["new", "old"],
            budi: ["new"],
        }
        assert talks.open_of(tx, []) == {}


def test_keeping_again_replaces_state_and_time_and_remembers_the_nudge(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        talks.save(tx, sari, "a", "survey", "1", now)
        talks.mark_nudged(tx, talks.open_of(tx, [sari])[sari], now)
        talks.save_many(tx, [(sari, "a", "survey", "2", now + HOUR), (sari, "a", "survey", "3", now + HOUR)])
        assert talks.open_of(tx, [sari])[sari] == [talks.TalkRow(sari, "a", "survey", "3", now + HOUR, now)]
        talks.save_many(tx, [])


def test_an_ended_talk_is_empty_leaves_its_proof_and_stays_ended(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari, budi = given.citizen(tx), given.citizen(tx)
        talks.save(tx, sari, "a", "rating", "secret", now)
        talks.save(tx, budi, "a", "rating", "secret", now)
        assert not talks.has_ended(tx, sari, "a")
        talks.end(tx, sari, "a", now + HOUR)
        talks.end(tx, sari, "a", now + 2 * HOUR)
        talks.save(tx, sari, "a", "rating", "a late tap", now)
        assert talks.has_ended(tx, sari, "a")
        assert not talks.has_ended(tx, budi, "a")
        assert talks.open_of(tx, [sari]) == {}
        row = tx.connection.execute(
            select(Talk.name, Talk.state, Talk.ended_at).where(Talk.citizen_id == sari)
        ).one()
    assert tuple(row) == ("rating", None, now + HOUR)


def test_a_talk_that_ended_in_its_first_turn_leaves_its_proof_too(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        talks.end(tx, sari, "a", now)
        assert talks.has_ended(tx, sari, "a")
        assert not talks.has_ended(tx, sari, "never")


def test_a_dropped_talk_was_never_there(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        talks.save(tx, sari, "a", "rating", "{}", now)
        talks.drop(tx, sari, "a")
        assert given.count(tx, Talk) == 0
        assert not talks.has_ended(tx, sari, "a")


def nudgeable(tx: Tx, now: datetime, limit: int = 10) -> list[str]:
    return serials(talks.to_nudge(tx, WAITS, now, limit))


def test_a_talk_is_nudged_when_it_has_waited_as_long_as_its_kind_may(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        waited = {"survey": 20, "complaint": 24, "rating": 99}
        for name, hours in waited.items():
            talks.save(tx, sari, f"{name}_due", name, "{}", now - hours * HOUR)
            talks.save(tx, sari, f"{name}_not_yet", name, "{}", now - hours * HOUR + timedelta(seconds=1))
        assert nudgeable(tx, now) == ["complaint_due", "survey_due"]
        assert nudgeable(tx, now, limit=1) == ["complaint_due"]
        assert talks.to_nudge(tx, {}, now, 10) == []


def test_nobody_is_nudged_twice(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        talks.save(tx, sari, "a", "survey", "{}", now - 30 * HOUR)
        talks.mark_nudged(tx, talks.to_nudge(tx, WAITS, now, 10), now)
        talks.mark_nudged(tx, [], now)
        assert nudgeable(tx, now + 100 * HOUR) == []


@pytest.mark.parametrize("why", ["stopped_at", "blocked_at", "forgotten_at"])
def test_who_wants_no_pushes_or_cannot_be_reached_is_not_nudged(
    store: Store, now: datetime, why: str
) -> None:
    with store.begin() as tx:
        talks.save(tx, given.citizen(tx, **{why: now}), "a", "survey", "{}", now - 30 * HOUR)
        assert nudgeable(tx, now) == []


def test_an_ended_talk_is_not_nudged(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        talks.save(tx, sari, "a", "survey", "{}", now - 30 * HOUR)
        talks.end(tx, sari, "a", now)
        assert nudgeable(tx, now) == []


def test_whoever_is_in_a_turn_just_now_is_not_nudged_meanwhile(store: Store, url: str, now: datetime) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    other = Store(url, Vault(KEY))
    with store.begin() as tx:
        sari = given.citizen(tx)
        talks.save(tx, sari, "a", "survey", "{}", now - 30 * HOUR)
    with store.begin() as turn, other.begin() as nudge:
        talks.save(turn, sari, "a", "survey", "answered", now)
        assert nudgeable(nudge, now) == []
    other.dispose()


def test_old_drafts_expire_and_are_counted(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        for serial, age in {"old": 31, "edge": 30, "new": 1}.items():
            talks.save(tx, sari, serial, "complaint", "{}", now - age * 24 * HOUR)
        assert talks.expire(tx, now - 30 * 24 * HOUR, now) == 1
        assert talks.expire(tx, now - 30 * 24 * HOUR, now) == 0
        assert serials(talks.open_of(tx, [sari])[sari]) == ["new", "edge"]
        assert talks.has_ended(tx, sari, "old")
