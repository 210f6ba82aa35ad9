"""Retention: what is past its days goes, what is open or younger stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert, select

from storage import canned, case_moves, cases, documents, officials, ratings, retention, surveys
from storage.models import (
    Aside,
    Broadcast,
    Canned,
    Case,
    CaseEvent,
    Invite,
    Outbox,
    Rating,
    Survey,
    Talk,
    Update,
)
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

DAYS = {
    "talk_days": 30,
    "update_days": 14,
    "sent_outbox_days": 30,
    "rating_words_days": 365,
    "case_days": 1825,
    "media_days": 365,
    "invite_days": 30,
    "aside_days": 90,
}
OLD, YOUNG = NOW - 3000 * DAY, NOW - DAY


def swept(tx: Tx, **expected: int) -> None:
    """Sweep, and see that exactly this was done."""
    done = retention.sweep(tx, NOW, DAYS)
    assert {kind: count for kind, count in done.items() if count} == expected


def message(tx: Tx, finished_at: datetime | None, **values: Any) -> int:
    row = {
        "lane": "bulk",
        "channel": "telegram",
        "citizen_id": given.citizen(tx),
        "purpose": "digest",
        "body": b"sealed",
        "state": "sent" if finished_at else "pending",
        "due_at": OLD,
        "created_at": OLD,
        "finished_at": finished_at,
    }
    statement = insert(Outbox).values(**{**row, **values}).returning(Outbox.id)
    return int(tx.connection.execute(statement).scalar_one())


def talk(tx: Tx, serial: str, asked_at: datetime, ended_at: datetime | None) -> None:
    row = {"citizen_id": given.citizen(tx), "serial": serial, "name": "rating", "state": b"s"}
    tx.connection.execute(insert(Talk).values(**row, asked_at=asked_at, ended_at=ended_at))


def closed_case(tx: Tx, closed_at: datetime, **values: Any) -> cases.CaseRow:
    case = given.answered(tx, given.case(tx, given.citizen(tx), **values), "Sudah", OLD)
    given.change(tx, Case, case.id, closed_at=closed_at, state="fixed")
    return case


def test_an_empty_database_has_nothing_to_sweep_and_every_kind_is_counted(store: Store) -> None:
    with store.begin() as tx:
        assert retention.sweep(tx, NOW, DAYS) == dict.fromkeys(
            (
                "updates",
                "pin_tries",
                "letters_taken",
                "talks",
                "drafts",
                "outbox_bodies",
                "outbox_rows",
                "reports_asked",
                "documents",
                "statuses",
                "needs_at_forums",
                "people_at_forums",
                "askers_at_forums",
                "voters_at_forums",
                "opinions_of_forums",
                "forum_survey_words",
                "asked_for_surveys",
                "rating_words",
                "survey_words",
                "cases",
                "dropped_answers",
                "organisations",
                "audit_whys",
                "invites",
                "aside",
            ),
            0,
        )


def test_a_kind_without_days_is_left_alone(store: Store) -> None:
    with store.begin() as tx:
        tx.connection.execute(insert(Update).values(bot="b", update_id="1", at=OLD))
        assert retention.sweep(tx, NOW, {"talk_days": 30}) == {"talks": 0, "drafts": 0}
        assert given.count(tx, Update) == 1


def test_seen_updates_go_after_their_days(store: Store) -> None:
    with store.begin() as tx:
        for name, at in (("old", NOW - 15 * DAY), ("edge", NOW - 14 * DAY), ("new", NOW)):
            tx.connection.execute(insert(Update).values(bot="b", update_id=name, at=at))
        swept(tx, updates=1)
        assert set(tx.connection.execute(select(Update.update_id)).scalars()) == {"edge", "new"}


def test_ended_talks_and_expired_drafts_go_and_living_talks_stay(store: Store) -> None:
    with store.begin() as tx:
        talk(tx, "done", OLD, OLD)
        talk(tx, "lost", OLD, None)
        talk(tx, "live", YOUNG, None)
        talk(tx, "late", OLD, YOUNG)
        swept(tx, talks=1, drafts=1)
        assert set(tx.connection.execute(select(Talk.serial)).scalars()) == {"live", "late"}


def test_finished_messages_lose_their_body_first_and_go_much_later(store: Store) -> None:
    with store.begin() as tx:
        month_old, young = message(tx, NOW - 31 * DAY), message(tx, YOUNG)
        message(tx, OLD)
        swept(tx, outbox_bodies=2, outbox_rows=1)
        left = tx.connection.execute(select(Outbox.id, Outbox.body).order_by(Outbox.id)).all()
        assert [tuple(row) for row in left] == [(month_old, None), (young, b"sealed")]


@pytest.mark.parametrize("state", ["sent", "failed", "skipped", "unknown"])
def test_every_finished_state_is_swept(store: Store, state: str) -> None:
    with store.begin() as tx:
        message(tx, NOW - 31 * DAY, state=state)
        swept(tx, outbox_bodies=1)


def test_a_message_still_to_be_sent_is_never_touched(store: Store) -> None:
    with store.begin() as tx:
        message(tx, None)
        swept(tx)
        assert tx.connection.execute(select(Outbox.body)).scalar_one() == b"sealed"


def test_rows_stay_by_which_an_account_adds_up_or_a_reply_finds_an_open_case(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        open_case = given.case(tx, given.citizen(tx))
        closed = closed_case(tx, YOUNG)
        broadcast = insert(Broadcast).values(purpose="invitation", selected=1, created_at=OLD)
        broadcast_id = tx.connection.execute(broadcast.returning(Broadcast.id)).scalar_one()
        stays = [
            message(tx, OLD, broadcast_id=broadcast_id),
            message(tx, OLD, case_number=open_case.number),
        ]
        message(tx, OLD, case_number=closed.number)
        swept(tx, outbox_bodies=3, outbox_rows=1)
        assert tx.connection.execute(select(Outbox.id).order_by(Outbox.id)).scalars().all() == stays


def test_words_of_ratings_and_surveys_go_and_their_numbers_stay(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        for at in (OLD, YOUNG):
            person = given.citizen(tx)
            ratings.give(tx, person, "t", "dishub", "", 3, "telegram", at)
            ratings.explain(tx, person, "t", "Lama", "")
            surveys.answer(tx, person, "t", "dishub", "", {"time": 2}, {"sex": "f"}, "Lama", "telegram", at)
        swept(tx, rating_words=1, survey_words=1)
        swept(tx)
        rows = tx.connection.execute(select(Rating.score, Rating.words).order_by(Rating.id)).all()
        assert [(row.score, row.words is None) for row in rows] == [(3, True), (3, False)]
        forms = tx.connection.execute(select(Survey.time, Survey.sex, Survey.words).order_by(Survey.id)).all()
        assert [(row.time, row.sex, row.words is None) for row in forms] == [(2, "f", True), (2, "f", False)]


def test_a_case_closed_long_ago_keeps_its_dates_and_loses_who_and_what(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        case = closed_case(tx, OLD)
        given.change(tx, Case, case.id, lapor_id="1234567")
        case_moves.happen(tx, case, "supplemented", actor="citizen", words="Nama saya Sari", now=OLD)
        case_moves.happen(tx, case, "noted", actor="official:7", words="Sari lagi", now=OLD)
        swept(tx, cases=1)
        stored = cases.by_number(tx, case.number)
        assert stored is not None
        assert (stored.citizen_id, stored.details, stored.lapor_id) == (None, {}, None)
        assert (stored.kind, stored.unit, stored.state) == ("complaint", "disdukcapil", "fixed")
        assert (stored.opened_at, stored.closed_at) == (NOW, OLD)
        steps = cases.events(tx, case.id)
        kinds = ["opened", "taken", "answered", "supplemented", "noted", "anonymised"]
        assert [step.kind for step in steps] == kinds
        assert {step.words for step in steps} == {""}
        assert stored.version > case.version
        assert (steps[-1].actor, steps[-1].at) == ("system", NOW)


def test_a_case_is_anonymised_once(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        closed_case(tx, OLD)
        swept(tx, cases=1)
        before = given.count(tx, CaseEvent)
        swept(tx)
        assert given.count(tx, CaseEvent) == before


def test_open_and_lately_closed_cases_are_never_anonymised(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        open_case = given.case(tx, given.citizen(tx))
        given.change(tx, Case, open_case.id, opened_at=OLD)
        lately = closed_case(tx, YOUNG)
        swept(tx)
        for case in (open_case, lately):
            stored = cases.by_number(tx, case.number)
            assert stored is not None
            assert stored.details == case.details
            assert stored.citizen_id == case.citizen_id
        assert cases.events(tx, lately.id)[-1].words == "Sudah"


def test_ready_answers_go_long_after_they_were_dropped(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        author = given.official(tx)
        old, young, offered = (
            canned.add(tx, "dishub", title, "Salam", author, OLD) for title in ("a", "b", "c")
        )
        canned.drop(tx, old, "dishub", OLD)
        canned.drop(tx, young, "dishub", YOUNG)
        swept(tx, dropped_answers=1)
        left = tx.connection.execute(select(Canned.id).order_by(Canned.id)).scalars().all()
        assert left == [young, offered]


def test_used_and_expired_codes_go_and_open_ones_stay(store: Store) -> None:
    with store.begin() as tx:
        for code, expires_at in (("expired", OLD), ("used", NOW + DAY), ("open", NOW + DAY), ("just", YOUNG)):
            officials.invite(tx, "operator", None, "Sari", code, expires_at, OLD)
        officials.bind(tx, "used", given.citizen(tx), OLD)
        swept(tx, invites=2, audit_whys=4)  # and the names in the log's lines of who was invited
        left = set(tx.connection.execute(select(Invite.hash)).scalars())
        assert left == {tx.vault.hash("invite", code) for code in ("open", "just")}
        assert len(officials.all_active(tx)) == 4


def test_messages_set_aside_go_only_after_they_were_retried(store: Store) -> None:
    with store.begin() as tx:
        row = {"bot": "b", "channel": "telegram", "payload": b"p", "error": "KeyError"}
        for name, retried_at in (("retried", OLD), ("lately", YOUNG), ("waiting", None)):
            tx.connection.execute(insert(Aside).values(**row, update_id=name, at=OLD, retried_at=retried_at))
        swept(tx, aside=1)
        assert set(tx.connection.execute(select(Aside.update_id)).scalars()) == {"lately", "waiting"}


def test_pictures_and_reports_go_as_the_messages_that_carried_them(store: Store) -> None:
    with store.begin() as tx:
        gone = documents.keep(tx, "old.png", "image/png", b"old", NOW - 31 * DAY)
        young = documents.keep(tx, "new.png", "image/png", b"new", NOW - 29 * DAY)
        swept(tx, documents=1)
        assert documents.read(tx, gone) is None
        assert documents.read(tx, young) is not None
