"""The rights of those whose data this is: a register, rest, holds, and that nobody who went comes back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from storage import (
    citizens,
    forgotten,
    forum_reach,
    frames,
    handover,
    holds,
    media,
    ratings,
    restrictions,
    retention,
    subjects,
    surveys,
)
from storage.citizens import Handle
from storage.forgotten import Gone
from storage.media import NewMedia
from storage.models import Case, Citizen, DataRequest, ForgottenHandle, Rating, Survey
from storage.store import Store, Tx
from storage.vault import Vault
from tests.storage import given
from tests.storage.conftest import KEY
from tests.storage.given import DAY

CHAT = Handle("telegram", "chat", "42")
LONG = timedelta(days=4000)


def met(tx: Tx, now: datetime, handle: Handle = CHAT) -> int:
    return citizens.lock(tx, {handle: "id"}, now)[handle].id


def test_a_request_is_due_in_three_times_24_hours_and_done_at_once_or_later(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        who = met(tx, now)
        subjects.asked(tx, who, "access", "telegram", now, did="copied")
        later = subjects.asked(tx, who, "correction", "web", now, words="bukan saya", state=subjects.OPEN)
        first, second = subjects.every(tx)
        assert (first.state, first.did, first.done_by) == ("done", "copied", "system")
        assert second.due_at - second.asked_at == timedelta(hours=72)
        assert subjects.words_of(tx, later) == "bukan saya"
        assert subjects.words_of(tx, first.id) == ""
        assert [row.id for row in subjects.every(tx, [subjects.OPEN])] == [later]
        assert subjects.done(tx, later, "answered", "official:7", now + DAY)
        assert not subjects.done(tx, later, "answered", "official:7", now + DAY)
        row = subjects.one(tx, later)
        assert row is not None
        assert (row.state, row.done_by, row.done_at) == ("done", "official:7", now + DAY)
        assert subjects.one(tx, 99) is None


def test_a_copy_of_everything_tells_what_was_asked_and_what_rests(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        who = met(tx, now)
        subjects.asked(tx, who, "correction", "web", now, words="bukan saya", state=subjects.OPEN)
        restrictions.restrict(tx, who, None, now)
        copy = citizens.export(tx, who)
    assert [(row["kind"], row["words"]) for row in copy["requests"]] == [("correction", "bukan saya")]
    assert copy["rests"] == [{"since": now.isoformat(), "until": None}]
    assert "done_by" not in copy["requests"][0]


def test_what_is_close_to_late_is_reminded_of_once_a_day(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        who = met(tx, now)
        subjects.asked(tx, who, "correction", "web", now, state=subjects.OPEN)
        subjects.asked(tx, who, "access", "web", now)
        assert subjects.to_remind(tx, now + DAY, DAY, DAY) == []
        assert len(subjects.to_remind(tx, now + 2 * DAY, DAY, DAY)) == 1
        assert subjects.to_remind(tx, now + 2 * DAY + timedelta(hours=1), DAY, DAY) == []
        assert len(subjects.to_remind(tx, now + 3 * DAY, DAY, DAY)) == 1  # late, and said again


def test_who_is_forgotten_leaves_the_register_without_a_name(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        who = met(tx, now)
        subjects.asked(tx, who, "deletion", "telegram", now, words="semua", did="deleted")
        citizens.forget(tx, who, now)
        row = tx.connection.execute(select(DataRequest)).one()
        assert (row.citizen_id, row.words, row.did) == (None, None, "deleted")


def test_what_rests_is_counted_exported_and_invited_nowhere(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        people = [met(tx, now, Handle("telegram", "chat", str(number))) for number in (1, 2)]
        for who in people:
            given.case(tx, who, talk=f"c{who}")
            given.consent(tx, who, given=True)
            survey = {"talk": f"s{who}", "unit": "disdukcapil", "channel": "telegram", "given_at": now}
            tx.connection.execute(Survey.__table__.insert().values(citizen_id=who, **survey))
            tx.connection.execute(Rating.__table__.insert().values(citizen_id=who, score=4, **survey))
        restrictions.restrict(tx, people[0], None, now)
        assert restrictions.is_resting(tx, people[0])
    since, until = now - DAY, now + DAY
    with store.reading() as tx:
        assert forum_reach.chosen(tx, None) == [people[1]]
        for frame in (frames.ratings, frames.voices, frames.surveys, frames.cases, frames.steps):
            assert len(frame(tx, since, until)) == 1, frame.__name__
        assert len(frames.watched_steps(tx, since, until)) == 2  # what officials do is watched all the same
        assert len(handover.opened_between(tx, since, until, None, ["complaint"])) == 1
    with store.begin() as tx:
        assert restrictions.lift(tx, people[0])
        assert not restrictions.lift(tx, people[0])
        assert len(forum_reach.chosen(tx, None)) == 2


def test_a_rest_ends_on_its_day_and_the_last_word_about_it_counts(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        who = met(tx, now)
        restrictions.restrict(tx, who, now + DAY, now)
        restrictions.restrict(tx, who, now + 30 * DAY, now)
        assert restrictions.sweep(tx, now + 2 * DAY) == 0
        assert restrictions.sweep(tx, now + 30 * DAY) == 1
        assert not restrictions.is_resting(tx, who)


def test_a_profile_is_taken_out_of_use_and_the_survey_stays(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        who = met(tx, now)
        surveys.answer(tx, who, "s", "disdukcapil", "", {"time": 3}, {"sex": "female"}, "", "telegram", now)
        assert surveys.drop_profile(tx, who) == 1
        assert surveys.drop_profile(tx, who) == 0
        row = tx.connection.execute(select(Survey)).one()
        assert (row.sex, row.time) == ("", 3)


def test_a_held_case_outlives_retention_and_its_reporters_wish_until_the_hold_is_lifted(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        official, who = given.official(tx), met(tx, now)
        held, free = (given.case(tx, who, talk=talk) for talk in ("a", "b"))
        media.kept(
            tx, media.add(tx, "case", held.id, "telegram", "1", [NewMedia("r", "photo")], now)[0], "f", "i", 1
        )
        tx.connection.execute(update(Case).values(closed_at=now))
        hold = holds.add(tx, "perkara 12/2026", official, now, case_id=held.id)
        assert holds.held_cases(tx, who) == [held.id]
        assert retention.sweep(tx, now + LONG, {"case_days": 1})["cases"] == 1
        assert media.older_than(tx, now + LONG) == []
        assert citizens.kept(tx, who).held_cases == 1
        citizens.forget(tx, who, now)
        kept = {row.id: row.citizen_id for row in tx.connection.execute(select(Case.id, Case.citizen_id))}
        assert kept == {held.id: who, free.id: None}
        row = holds.lift(tx, hold, official, now)
        assert row is not None
        assert (row.case, row.why) == (held.number, "perkara 12/2026")
        assert holds.lift(tx, hold, official, now) is None
        assert retention.sweep(tx, now + LONG, {"case_days": 1})["cases"] == 1
        assert len(media.older_than(tx, now + LONG)) == 1
        assert holds.every(tx) == []
        assert [one.id for one in holds.every(tx, lifted=True)] == [hold]


def test_a_hold_on_a_citizen_keeps_their_words_too(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        official, who = given.official(tx), met(tx, now)
        sealed = tx.vault.seal("lama", ratings.WORDS)
        rating = {"talk": "r", "unit": "disdukcapil", "score": 1, "channel": "telegram", "given_at": now}
        made = Rating.__table__.insert().values(citizen_id=who, words=sealed, **rating).returning(Rating.id)
        (rating_id,) = tx.connection.execute(made).one()
        media.kept(
            tx, media.add(tx, "rating", rating_id, "t", "1", [NewMedia("r", "photo")], now)[0], "f", "i", 1
        )
        hold = holds.add(tx, "x", official, now, citizen_id=who)
        assert holds.holds_citizen(tx, who)
        assert citizens.kept(tx, who).held
        assert retention.sweep(tx, now + LONG, {"rating_words_days": 1})["rating_words"] == 0
        assert media.older_than(tx, now + LONG) == []
        holds.lift(tx, hold, official, now)
        assert retention.sweep(tx, now + LONG, {"rating_words_days": 1})["rating_words"] == 1
        assert len(media.older_than(tx, now + LONG)) == 1
        assert subjects.waiting_for_lift(tx, who) == []


def test_a_hold_is_on_one_thing(store: Store, now: datetime) -> None:
    with store.begin() as tx, pytest.raises(ValueError, match="a case or on a citizen"):
        holds.add(tx, "x", 1, now)


def test_who_was_forgotten_is_found_in_an_older_state_and_nobody_else(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        who = met(tx, now)
        other = met(tx, now, Handle("telegram", "chat", "43"))
        forgotten.note(tx, who, now + DAY)
        gone = forgotten.every(tx)
        assert [(one.channel, one.kind, one.at) for one in gone] == [("telegram", "chat", now + DAY)]
        assert forgotten.still_known(tx, gone) == [who]  # as after a restore
        assert forgotten.still_known(tx, []) == []
        assert other not in forgotten.still_known(tx, gone)
        citizens.forget(tx, who, now + DAY)
        again = met(tx, now + 2 * DAY)  # who came back of their own will stays
        assert forgotten.still_known(tx, gone) == []
        assert again != who


def test_an_address_noted_before_a_change_of_keys_is_known_under_the_new_one(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        who = met(tx, now)
        forgotten.note(tx, who, now + DAY)
    turned = Store(store.url.render_as_string(hide_password=False), Vault(bytes(32), older=[KEY]))
    with turned.begin() as tx:
        gone = forgotten.every(tx)
        met(tx, now)  # under the new key from now on
        assert forgotten.still_known(tx, gone) == [who]
    turned.dispose()


def test_what_is_known_from_elsewhere_is_noted_once_with_the_latest_moment(
    store: Store, now: datetime
) -> None:
    with store.begin() as tx:
        forgotten.add(tx, [])
        for at in (now, now + DAY):
            forgotten.add(tx, [Gone("telegram", "chat", b"h", at)])
        assert forgotten.every(tx) == [Gone("telegram", "chat", b"h", now + DAY)]
        assert forgotten.sweep(tx, now + 2 * DAY) == 1
        assert tx.connection.execute(select(ForgottenHandle)).first() is None
        assert tx.connection.execute(select(Citizen)).first() is None
