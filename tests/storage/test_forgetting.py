"""Forgetting: identities and words go, numbers stay; and what is kept is counted and can be taken along."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage import (
    case_moves,
    cases,
    citizens,
    consents,
    forums,
    media,
    models,
    outbox,
    ratings,
    surveys,
    talks,
    windows,
)
from storage.citizens import Handle, KeptRow
from storage.media import NewMedia
from storage.models import CaseEvent, Citizen, Consent, Media, Outbox, Rating, Survey, Talk
from storage.outbox import Message
from storage.store import Store, Tx
from tests.storage import given

SARI = Handle("telegram", "chat", "42")
PHOTO = NewMedia("file-id", "photo", "image/jpeg", 1000, "ktp-sari.jpg")
HOUR = timedelta(hours=1)


@pytest.fixture
def sari(store: Store, now: datetime) -> int:
    """Somebody of whom something of every kind is kept."""
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        me = citizens.lock(tx, {SARI: "id"}, now)[SARI].id
        citizens.set_age(tx, me, True, True)
        consents.add(tx, me, "invitations", True, "1", "h", "telegram", now)
        rating = ratings.give(tx, me, "t1", "disdukcapil", "ktp", 2, "telegram", now)
        ratings.explain(tx, me, "t1", "lama sekali", "ktp")
        everything = dict.fromkeys(surveys.ELEMENTS, 3)
        survey = surveys.answer(
            tx, me, "t2", "disdukcapil", "ktp", everything, {"sex": "f"}, "cukup", "telegram", now
        )
        case = given.answered(tx, given.case(tx, me), "Sedang diproses", now)
        for owner, owner_id in (("rating", rating), ("survey", survey), ("case", case.id)):
            media.add(tx, owner, owner_id, "telegram", "bot", [PHOTO], now)
        talks.save(tx, me, "t9", "complaint", '{"answers": {"what": "belum jadi"}}', now)
        forum = forums.create(tx, "KTP", "disdukcapil", now, "Aula", "ktp26", now)
        forums.answer(tx, forum.code, me, "come", now)
        done, _ = outbox.add(tx, [message(me, case.number), message(me)], now)
        assert done is not None
        outbox.sent(tx, {done: "71"}, now)
    return me


def message(citizen_id: int, case_number: str | None = None) -> Message:
    return Message("reply", "telegram", citizen_id, "reply", '{"words": "Sari"}', case_number=case_number)


def column(tx: Tx, one: Any) -> list[Any]:
    return list(tx.connection.execute(select(one).order_by(one.class_.__table__.c.id)).scalars())


def test_what_is_kept_is_counted(store: Store, sari: int, now: datetime) -> None:
    with store.reading() as tx:
        assert citizens.kept(tx, sari) == KeptRow(1, 1, 1, 1, 3, now)


def test_what_officials_sent_with_a_case_is_not_among_what_is_kept_about_its_reporter(
    store: Store, sari: int, now: datetime
) -> None:
    with store.begin() as tx:
        case = cases.by_number(tx, cases.of_citizen(tx, sari)[0].number)
        assert case is not None
        case_moves.happen(tx, case, "proposed", actor="official:7", words="Beres", now=now + HOUR)
        media.add(tx, "case", case.id, "telegram", "bot", [replace(PHOTO, size=2)], now + HOUR)
        case_moves.happen(tx, case, "supplemented", actor="citizen", words="Ini", now=now + 2 * HOUR)
        media.add(tx, "case", case.id, "telegram", "bot", [replace(PHOTO, size=3)], now + 2 * HOUR)
        assert citizens.kept(tx, sari).media == 4
        sizes = [file["size"] for file in citizens.export(tx, sari)["media"]]
        assert sorted(sizes) == [3, 1000, 1000, 1000]


def test_of_somebody_new_nothing_is_kept(store: Store, sari: int, now: datetime) -> None:
    with store.begin() as tx:
        nobody = given.citizen(tx)
        assert citizens.kept(tx, nobody) == KeptRow(0, 0, 0, 0, 0, now)


def test_a_closed_case_is_no_open_one(store: Store, sari: int, now: datetime) -> None:
    with store.begin() as tx:
        given.change(tx, models.Case, column(tx, models.Case.id)[0], closed_at=now)
        assert (citizens.kept(tx, sari).cases, citizens.kept(tx, sari).open_cases) == (1, 0)


def test_forgotten_nobody_is_found_addressed_or_counted(store: Store, sari: int, now: datetime) -> None:
    with store.begin() as tx:
        citizens.forget(tx, sari, now)
        assert citizens.addresses(tx, [sari]) == {}
        assert citizens.kept(tx, sari) == KeptRow(0, 0, 0, 0, 0, now)
        person = tx.connection.execute(select(Citizen).where(Citizen.id == sari)).one()
        assert (person.forgotten_at, person.is_minor, person.guardian_agreed) == (now, None, False)
        assert citizens.lock(tx, {SARI: "id"}, now)[SARI].id != sari


def test_what_was_known_of_their_window_goes(store: Store, sari: int, now: datetime) -> None:
    with store.begin() as tx:
        other = given.citizen(tx)
        for who in (sari, other):
            windows.close(tx, who, "whatsapp", now)
        citizens.forget(tx, sari, now)
        assert list(windows.of(tx, [sari, other], "whatsapp")) == [other]


def test_scores_stay_for_statistics_without_words_and_owner(store: Store, sari: int, now: datetime) -> None:
    with store.begin() as tx:
        citizens.forget(tx, sari, now)
        rating = tx.connection.execute(select(Rating)).one()
        survey = tx.connection.execute(select(Survey)).one()
    assert (rating.citizen_id, rating.words, rating.score, rating.unit) == (None, None, 2, "disdukcapil")
    assert (survey.citizen_id, survey.words, survey.conduct, survey.sex) == (None, None, 3, "f")


def test_the_case_stays_with_those_who_answer_it_but_not_whose_it_was(
    store: Store, sari: int, now: datetime
) -> None:
    with store.begin() as tx:
        citizens.forget(tx, sari, now)
        case = cases.by_number(tx, column(tx, models.Case.number)[0])
        assert case is not None
        assert case.citizen_id is None
        assert case.details == {"words": "KTP belum jadi", "where": "loket 2"}
        assert column(tx, CaseEvent.kind) == ["opened", "taken", "answered", "cut"]


def test_messages_say_nothing_any_more_and_what_waited_is_not_sent(
    store: Store, sari: int, now: datetime
) -> None:
    with store.begin() as tx:
        citizens.forget(tx, sari, now)
        rows = tx.connection.execute(select(Outbox).order_by(Outbox.id)).all()
    assert [(row.state, row.reason) for row in rows] == [("sent", ""), ("skipped", "forgotten")]
    assert [(row.body, row.case_number) for row in rows] == [(None, None)] * 2


def test_notices_that_officials_had_of_the_case_are_emptied_and_those_under_way_arrive(
    store: Store, sari: int, now: datetime
) -> None:
    with store.begin() as tx:
        official = given.citizen(tx)
        number = column(tx, models.Case.number)[0]
        told, to_tell = outbox.add(tx, [message(official, number), message(official, number)], now)
        assert told is not None
        outbox.sent(tx, {told: "5"}, now)
        citizens.forget(tx, sari, now)
        bodies = dict(tx.connection.execute(select(Outbox.id, Outbox.body)).all())
        assert bodies[told] is None
        assert bodies[to_tell or 0] is not None
        assert outbox.case_of(tx, official, "5") == number


def test_drafts_are_emptied_and_ended(store: Store, sari: int, now: datetime) -> None:
    with store.begin() as tx:
        talks.end(tx, sari, "t0", now - HOUR)
        citizens.forget(tx, sari, now)
        rows = tx.connection.execute(
            select(Talk.serial, Talk.state, Talk.ended_at).order_by(Talk.serial)
        ).all()
    assert [tuple(row) for row in rows] == [("t0", None, now - HOUR), ("t9", None, now)]


def test_consents_stay_as_proof_without_a_person(store: Store, sari: int, now: datetime) -> None:
    with store.begin() as tx:
        citizens.forget(tx, sari, now)
        assert given.count(tx, Consent) == 1
        assert given.count(tx, models.Handle) == 0


def test_files_of_ratings_and_surveys_are_marked_to_go_and_those_of_a_case_stay(
    store: Store, sari: int, now: datetime
) -> None:
    with store.begin() as tx:
        citizens.forget(tx, sari, now)
        rows = tx.connection.execute(select(Media.owner, Media.state, Media.reason).order_by(Media.id)).all()
        gone = [media_id for media_id, _ in media.older_than(tx, now - HOUR)]
        assert gone == column(tx, Media.id)[:2]
    assert [tuple(row) for row in rows] == [
        ("rating", "refused", "forgotten"),
        ("survey", "refused", "forgotten"),
        ("case", "waiting", ""),
    ]


def test_others_keep_what_is_theirs(store: Store, sari: int, now: datetime) -> None:
    with store.begin() as tx:
        budi = citizens.lock(tx, {Handle("telegram", "chat", "43"): "id"}, now)[
            Handle("telegram", "chat", "43")
        ].id
        ratings.give(tx, budi, "t1", "disdukcapil", "ktp", 4, "telegram", now)
        ratings.explain(tx, budi, "t1", "cepat", "ktp")
        outbox.add(tx, [message(budi)], now)
        before = citizens.export(tx, budi)
        citizens.forget(tx, sari, now)
        assert citizens.export(tx, budi) == before
        assert before["ratings"][0]["words"] == "cepat"


def test_to_forget_twice_is_to_forget_once(store: Store, sari: int, now: datetime) -> None:
    with store.begin() as tx:
        citizens.forget(tx, sari, now)
        citizens.forget(tx, sari, now + HOUR)
        assert column(tx, CaseEvent.kind) == ["opened", "taken", "answered", "cut"]


def test_everything_kept_can_be_taken_along_as_json(store: Store, sari: int, now: datetime) -> None:
    with store.begin() as tx:
        copy = json.loads(json.dumps(citizens.export(tx, sari)))
    assert copy["citizen"]["first_seen_at"] == now.isoformat()
    assert copy["handles"] == [{"channel": "telegram", "kind": "chat", "value": "42"}]
    assert [(row["purpose"], row["given"]) for row in copy["consents"]] == [("invitations", True)]
    assert [(row["score"], row["words"]) for row in copy["ratings"]] == [(2, "lama sekali")]
    assert [(row["conduct"], row["words"], row["sex"]) for row in copy["surveys"]] == [(3, "cukup", "f")]
    assert copy["talks"][0]["state"] == {"answers": {"what": "belum jadi"}}
    assert [(row["kind"], row["name"]) for row in copy["media"]] == [("photo", "ktp-sari.jpg")] * 3
    assert [(row["topic"], row["answer"]) for row in copy["invitations"]] == [("KTP", "come")]
    assert [row["state"] for row in copy["messages"]] == ["sent", "pending"]


def test_a_case_in_the_copy_has_its_details_and_what_happened_but_no_officials_number(
    store: Store, sari: int
) -> None:
    with store.reading() as tx:
        (case,) = citizens.export(tx, sari)["cases"]
    assert case["details"]["contact"] == "0812"
    assert [(event["kind"], event["actor"], event["words"]) for event in case["events"]] == [
        ("opened", "citizen", None),
        ("taken", "official", None),
        ("answered", "official", "Sedang diproses"),
    ]


def test_the_copy_holds_no_copies_of_messages_and_nothing_of_the_databases_own(
    store: Store, sari: int
) -> None:
    with store.reading() as tx:
        text = json.dumps(citizens.export(tx, sari))
    assert "body" not in text
    assert not any(f'"{name}":' in text for name in ("hash", "citizen_id", "ref", "path", "id"))
