"""A case is done when its reporter says so: proposed, judged, reopened, or closed in silence."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.desk.acts import close_in_silence, propose_to_reporter
from bot.house import House
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import (
    CaseAnswered,
    CaseArchived,
    CaseTaken,
    ClosingApproved,
    ClosingJudged,
    ClosingProposed,
    DataAsked,
    HandlingDeclined,
    HandlingExplained,
    HandlingRated,
    PromiseKept,
)
from handlers.events import CaseSupplemented, DataDeleted
from handlers.talk import Media, Words
from storage import case_events, cases, handling_sends, outbox, promises, proofs
from storage.models import Case, Official, Proof
from storage.store import Store
from tests.bot.desks import Desks
from tests.storage import given

REPORTER, OFFICER, HEAD, COORDINATOR = "4711", "9001", "9002", "9004"
PHOTO = Media("photo", "AgAC-before", "u1", "image/jpeg", 1234)
NEW_PHOTO = Media("photo", "AgAC-after", "u2", "image/jpeg", 4321)


@pytest.fixture
def house(settings: Settings, store: Store) -> House:
    sync_units(settings, store)
    return build_house(settings)


@pytest.fixture
def desks(store: Store, house: House, now: datetime) -> Desks:
    desks = Desks(store, house, now)
    desks.official("officer", "dpupr", OFFICER, "Budi")
    desks.official("head", "dpupr", HEAD, "Ratna")
    desks.official("coordinator", None, COORDINATOR, "Tuti")
    return desks


def proposed(desks: Desks, number: str, outcome: str = "fixed", words: str = "Sudah menyala") -> str:
    """Its number, put before its reporter."""
    event = ClosingProposed(number, desks.version(number), outcome, Words(words))
    assert desks.records(OFFICER, event).reader == "reporter"
    return number


def silence(desks: Desks, number: str) -> None:
    with desks.store.begin() as tx:
        row = cases.by_number(tx, number, lock=True)
        assert row is not None
        told: list[outbox.Message] = []
        close_in_silence(tx, desks.house, row, desks.now, told.append)
        outbox.add(tx, told, desks.now)


def test_what_an_officer_holds_fixed_only_its_reporter_closes(desks: Desks) -> None:
    number = proposed(desks, desks.opens(REPORTER))
    row = desks.row(number)
    assert (row.state, row.closed_at, row.outcome) == ("proposed", None, "fixed")
    assert (row.next_step, row.next_at) == ("reporter", desks.house.today(desks.now) + timedelta(days=10))
    asked = desks.told(REPORTER, number)[-1]
    assert "Sudah menyala" in asked.words
    assert len(asked.choices) >= 2
    assert desks.records(REPORTER, ClosingJudged(number, True)).done
    row = desks.row(number)
    assert (row.state, row.closed_by, row.next_step, row.next_at) == ("fixed", "reporter", "", None)
    assert row.closed_at == desks.now
    assert desks.records(REPORTER, HandlingRated(number, 4)).done
    assert desks.row(number).handling == 4


def test_why_the_handling_was_rated_so_stands_in_the_history_and_no_answer_is_one_too(desks: Desks) -> None:
    number = proposed(desks, desks.opens(REPORTER))
    for event in (HandlingExplained(number, Words("Lama")), HandlingDeclined(number)):
        assert desks.records(REPORTER, event).problem == "gone"
    silence(desks, number)
    assert desks.records(REPORTER, HandlingRated(number, 2)).done
    assert desks.records(REPORTER, HandlingExplained(number, Words("Lama", (PHOTO,)))).done
    with desks.store.reading() as tx:
        event = case_events.events(tx, desks.row(number).id)[-1]
    assert (event.kind, event.actor, event.words) == ("told_why", "citizen", "Lama")
    other = proposed(desks, desks.opens(REPORTER))
    desks.records(REPORTER, ClosingJudged(other, True))
    assert desks.records(REPORTER, HandlingDeclined(other)).done
    until = desks.now + timedelta(days=1)
    with desks.store.reading() as tx:
        assert handling_sends.to_ask(tx, desks.now - timedelta(days=1), until) == []


def test_nobody_else_judges_and_nobody_judges_twice(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    assert desks.records(REPORTER, ClosingJudged(number, True)).problem == "gone"
    proposed(desks, number)
    for stranger in (OFFICER, "6666"):
        assert desks.records(stranger, ClosingJudged(number, True)).problem == "gone"
        assert desks.records(stranger, HandlingRated(number, 4)).problem == "gone"
    desks.records(REPORTER, ClosingJudged(number, True))
    assert desks.records(REPORTER, ClosingJudged(number, False)).problem == "closed"
    assert desks.row(number).state == "fixed"


def test_not_yet_reopens_the_same_case_first_for_the_head_then_for_the_coordinator(desks: Desks) -> None:
    number = proposed(desks, desks.opens(REPORTER))
    opened = desks.row(number)
    for times, address in ((1, HEAD), (2, COORDINATOR), (3, COORDINATOR)):
        desks.passes(1)
        assert desks.records(REPORTER, ClosingJudged(number, False, Words(f"Belum {times}"))).done
        row = desks.row(number)
        assert (row.state, row.reopened, row.closed_at) == ("reopened", times, None)
        assert (row.id, row.opened_at, row.number) == (opened.id, opened.opened_at, number)
        assert row.owner_id == desks.ids[address]
        assert any(f"Belum {times}" in say.words for say in desks.told(address, number))
        desks.records(address, CaseTaken(number, row.version))
        event = ClosingProposed(number, desks.version(number), "fixed", Words("Sekarang sudah"))
        assert desks.records(address, event).done
    desks.records(REPORTER, ClosingJudged(number, True))
    assert desks.row(number).state == "fixed"


def test_not_yet_keeps_the_clock_that_has_run(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    due = desks.row(number).outer_due
    proposed(desks, number)
    desks.passes(7)
    desks.records(REPORTER, ClosingJudged(number, False))
    assert desks.row(number).outer_due == desks.house.working_days.add(due, 5)


def test_a_reply_while_it_is_judged_joins_the_case_and_closes_nothing(desks: Desks) -> None:
    number = proposed(desks, desks.opens(REPORTER))
    desks.records(REPORTER, CaseSupplemented(number, Words("Nanti malam saya lihat")))
    assert desks.row(number).state == "proposed"
    assert any("Nanti malam" in say.words for say in desks.told(OFFICER, number))
    desks.records(OFFICER, CaseAnswered(number, Words("Silakan"), desks.version(number)))
    assert desks.row(number).state == "proposed"
    assert any("Silakan" in say.words for say in desks.told(REPORTER, number))


def test_silence_is_an_outcome_of_its_own(desks: Desks) -> None:
    number = proposed(desks, desks.opens(REPORTER))
    asked = desks.opens(REPORTER)
    desks.records(OFFICER, DataAsked(asked, 0, Words("Di mana?")))
    desks.passes(11)
    for one in (number, asked):
        silence(desks, one)
        row = desks.row(one)
        assert (row.state, row.closed_by, row.next_step) == ("silent", "silence", "")
        assert desks.happened(one)[-1] == ("silent", "silent")
    assert desks.records(REPORTER, ClosingJudged(number, False)).problem == "closed"


def test_cannot_needs_a_reason_of_the_list_and_the_heads_tap(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    promised = desks.house.today(desks.now) + timedelta(days=30)
    words = Words("Belum ada anggaran")
    bad = ClosingProposed(number, 0, "cannot", words, "laziness")
    assert desks.records(OFFICER, bad).problem == "no_reason"
    past = ClosingProposed(number, 0, "cannot", words, "budget", desks.house.today(desks.now))
    assert desks.records(OFFICER, past).problem == "bad_day"
    assert desks.row(number).version == 0
    waits = desks.records(OFFICER, ClosingProposed(number, 0, "cannot", words, "budget", promised))
    assert waits.reader == "head"
    row = desks.row(number)
    assert (row.state, row.outcome, row.next_step) == ("in_progress", "cannot", "head")
    assert not any("anggaran" in say.words for say in desks.told(REPORTER))
    assert any("anggaran" in say.words for say in desks.told(HEAD, number))
    assert desks.records(OFFICER, ClosingApproved(number, row.version, True)).problem == "forbidden"
    assert desks.records(HEAD, ClosingApproved(number, row.version, True)).done
    assert desks.row(number).state == "proposed"
    assert any("anggaran" in say.words for say in desks.told(REPORTER, number))
    with desks.store.reading() as tx:
        promise = promises.of_case(tx, row.id)
    assert promise is not None
    assert promise.due == promised
    desks.records(REPORTER, ClosingJudged(number, True))
    assert desks.row(number).state == "unfixed"
    kept = PromiseKept(number, desks.version(number), Words("Lampunya sudah dipasang"))
    assert desks.records("6666", kept).problem == "gone"
    assert desks.records(OFFICER, kept).done
    assert any("sudah dipasang" in say.words for say in desks.told(REPORTER, number))
    assert desks.records(OFFICER, kept).problem == "stale"


def test_photos_that_a_head_let_pass_reach_the_reporter_as_they_were_sent(desks: Desks) -> None:
    number = desks.opens(REPORTER, photos=(PHOTO,))
    words = Words("Tiangnya roboh", (NEW_PHOTO,))
    desks.passes(1)
    desks.records(OFFICER, ClosingProposed(number, 0, "cannot", words, "budget"))
    desks.passes(1)
    desks.records(HEAD, ClosingApproved(number, desks.version(number), approved=True))
    assert [one.ref for one in desks.told(REPORTER, number)[-1].media] == ["AgAC-after"]


def test_a_promise_is_broken_until_its_reporter_holds_the_case_settled(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    today = desks.house.today(desks.now)
    for days in (5, 10):  # the second one takes the place of the first
        due = today + timedelta(days=days)
        cannot = ClosingProposed(
            number, desks.version(number), "cannot", Words("Tunggu tiang"), "budget", due
        )
        desks.records(HEAD, cannot)
        desks.records(REPORTER, ClosingJudged(number, False, Words("Belum")))
    with desks.store.reading() as tx:
        assert promises.broken(tx, today + timedelta(days=8)) == []
        assert [one.due for one in promises.broken(tx, today + timedelta(days=11))] == [due]
    desks.records(REPORTER, ClosingJudged(proposed(desks, number), True))
    with desks.store.reading() as tx:
        assert promises.broken(tx, today + timedelta(days=11)) == []


def test_who_agrees_that_it_cannot_be_done_still_has_what_was_promised(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    due = desks.house.today(desks.now) + timedelta(days=5)
    desks.records(HEAD, ClosingProposed(number, 0, "cannot", Words("Tunggu tiang"), "budget", due))
    desks.records(REPORTER, ClosingJudged(number, True))
    with desks.store.reading() as tx:
        assert [one.number for one in promises.broken(tx, due + timedelta(days=1))] == [number]


@pytest.mark.parametrize(("role", "asked"), [("head", "9020"), ("officer", COORDINATOR)])
def test_while_the_head_is_away_who_stands_in_is_asked_or_else_the_next_one_up(
    desks: Desks, role: str, asked: str
) -> None:
    stand_in = desks.official(role, "dpupr", "9020", "Wira")
    away = {"away_from": desks.house.today(desks.now), "stand_in_id": stand_in}
    away |= {"away_until": desks.house.today(desks.now) + timedelta(days=3)}
    with desks.store.begin() as tx:
        given.change(tx, Official, desks.ids[HEAD], **away)
    number = desks.opens(REPORTER)
    before = {address: len(desks.told(address, number)) for address in (HEAD, "9020", COORDINATOR)}
    desks.records(OFFICER, ClosingProposed(number, 0, "cannot", Words("Tidak ada"), "budget"))
    told = {address for address, count in before.items() if len(desks.told(address, number)) > count}
    assert told == {asked}


def test_a_head_who_refuses_says_why_to_whoever_proposed_it(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    desks.records(OFFICER, ClosingProposed(number, 0, "cannot", Words("Tidak bisa"), "budget"))
    no = ClosingApproved(number, desks.version(number), False, Words("Anggarannya ada"))
    assert desks.records(HEAD, no).done
    row = desks.row(number)
    assert (row.state, row.outcome, row.next_step) == ("in_progress", "", "answer")
    assert any("Anggarannya ada" in say.words for say in desks.told(OFFICER, number))
    assert not any("Anggarannya" in say.words or "Tidak bisa" in say.words for say in desks.told(REPORTER))
    assert desks.records(HEAD, ClosingApproved(number, row.version, True)).problem == "waiting"


def test_a_head_decides_alone_and_where_nobody_decides_it_is_said(desks: Desks, store: Store) -> None:
    number = desks.opens(REPORTER)
    alone = ClosingProposed(number, 0, "cannot", Words("Tidak bisa"), "budget")
    assert desks.records(HEAD, alone).reader == "reporter"
    silence(desks, number)
    assert desks.row(number).state == "unfixed"


def test_without_anybody_above_an_officer_proposes_nothing_that_needs_a_tap(
    store: Store, house: House, now: datetime
) -> None:
    desks = Desks(store, house, now)
    desks.official("officer", "dlh", "9010")
    number = desks.opens(REPORTER, unit="dlh")
    asked = desks.records("9010", ClosingProposed(number, 0, "cannot", Words("Tidak bisa"), "budget"))
    assert asked.problem == "no_head"
    assert desks.row(number).version == 0


def test_what_one_can_see_is_only_settled_with_a_photo(desks: Desks) -> None:
    number = desks.opens(REPORTER, "Jalan berlubang", category="facility", photos=(PHOTO,))
    bare = ClosingProposed(number, 0, "fixed", Words("Sudah ditambal"))
    assert desks.records(OFFICER, bare).problem == "no_photo"
    with_photo = ClosingProposed(number, 0, "fixed", Words("Sudah ditambal", (NEW_PHOTO,)))
    assert desks.records(OFFICER, with_photo).reader == "photo"
    row = desks.row(number)
    assert (row.state, row.outcome) == ("in_progress", "fixed")
    assert row.next_step == "answer"
    assert not any("ditambal" in say.words for say in desks.told(REPORTER))
    with desks.store.begin() as tx:
        roles = {photo.media_id: photo.role for photo in proofs.of_case(tx, row.id)}
        assert sorted(roles.values()) == ["closing", "complaint"]
        for media_id in roles:
            proofs.judged(tx, media_id, "good", b"8 bytes.", desks.now)
        locked = cases.by_number(tx, number, lock=True)
        assert locked is not None
        told: list[outbox.Message] = []
        propose_to_reporter(tx, desks.house, locked, desks.now, told.append)
        outbox.add(tx, told, desks.now)
    assert desks.row(number).state == "proposed"
    asked = desks.told(REPORTER, number)[-1]
    assert "Sudah ditambal" in asked.words
    assert [media.ref for media in asked.media] == ["AgAC-before", "AgAC-after"]
    with desks.store.reading() as tx:
        assert tx.connection.execute(select(Proof.verdict)).scalars().all() == ["good", "good"]


def test_who_had_their_data_deleted_cannot_answer_so_silence_closes_at_once(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    desks.records(REPORTER, DataDeleted())
    event = ClosingProposed(number, desks.version(number), "fixed", Words("Beres"))
    assert desks.records(OFFICER, event).reader == "nobody"
    row = desks.row(number)
    assert (row.state, row.closed_by) == ("silent", "silence")


def test_the_coordinator_archives_what_is_no_report_and_its_reporter_hears_why(desks: Desks) -> None:
    number = desks.opens(REPORTER, "asdf")
    assert desks.records(HEAD, CaseArchived(number, 0, "unclear")).problem == "forbidden"
    assert desks.records(COORDINATOR, CaseArchived(number, 0, "boring")).problem == "no_reason"
    assert desks.records(COORDINATOR, CaseArchived(number, 0, "unclear", Words("Maaf"))).done
    row = desks.row(number)
    assert (row.state, row.closed_by) == ("archived", "official")
    assert any("belum bisa dipahami" in say.words for say in desks.told(REPORTER, number))


def test_what_its_reporter_opened_again_is_not_archived(desks: Desks) -> None:
    number = proposed(desks, desks.opens(REPORTER))
    desks.records(REPORTER, ClosingJudged(number, False))
    away = CaseArchived(number, desks.version(number), "unclear")
    assert desks.records(COORDINATOR, away).problem == "waiting"


def test_a_question_is_answered_and_not_called_fixed(desks: Desks) -> None:
    number = desks.opens(REPORTER, "Jam berapa buka?", kind="question", category="")
    fixed = ClosingProposed(number, 0, "fixed", Words("Beres"))
    assert desks.records(OFFICER, fixed).problem == "forbidden"
    proposed(desks, number, "answered", "Jam 8")
    desks.records(REPORTER, ClosingJudged(number, True))
    assert desks.row(number).state == "fixed"


def test_what_is_not_ours_stays_that_whatever_its_reporter_says_or_does_not_say(desks: Desks) -> None:
    numbers = [proposed(desks, desks.opens(REPORTER), "not_ours", "Ke kabupaten") for _ in range(2)]
    desks.records(REPORTER, ClosingJudged(numbers[0], True))
    silence(desks, numbers[1])
    assert [desks.row(number).state for number in numbers] == ["not_ours", "not_ours"]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # each step alone is tested on both
def test_of_100_closings_20_rejected_and_15_in_silence_are_counted_apart(desks: Desks) -> None:
    numbers = [proposed(desks, desks.opens(f"7{person:03}")) for person in range(100)]
    before = {number: desks.row(number) for number in numbers}
    desks.passes(2)
    for person, number in enumerate(numbers[:85]):
        judged = ClosingJudged(number, person >= 20, Words("" if person >= 20 else "Masih rusak"))
        assert desks.records(f"7{person:03}", judged).done
    desks.passes(9)
    for number in numbers[85:]:
        silence(desks, number)
    with desks.store.reading() as tx:
        rows = tx.connection.execute(select(Case.number, Case.state, Case.closed_by)).all()
    assert Counter((row.state, row.closed_by) for row in rows) == {
        ("fixed", "reporter"): 65,
        ("reopened", ""): 20,
        ("silent", "silence"): 15,
    }
    for number in numbers[:20]:
        row, kinds = desks.row(number), [kind for kind, _ in desks.happened(number)]
        assert (row.id, row.number, row.opened_at) == (before[number].id, number, before[number].opened_at)
        assert kinds[0] == "opened"
        assert kinds[-1] == "reopened"
        assert row.owner_id == desks.ids[HEAD]
        assert row.outer_due >= before[number].outer_due
