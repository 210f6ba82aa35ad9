"""Officials work a case: each step once, by those who may, and never over what somebody else did."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from bot.house import House
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import (
    CannedDropped,
    CannedKept,
    CaseAnswered,
    CasePassed,
    CaseTaken,
    DataAsked,
    LateExplained,
    NoteAdded,
)
from handlers.events import CaseSupplemented
from handlers.talk import Words
from storage import canned, offices, officials
from storage.store import Store
from tests.bot.desks import Desks

REPORTER, OFFICER, HEAD, COORDINATOR, OVERSEER, STRANGER = "4711", "9001", "9002", "9004", "9003", "6666"


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


def test_a_new_case_belongs_to_the_head_and_waits_to_be_verified(desks: Desks) -> None:
    row = desks.row(desks.opens(REPORTER))
    assert (row.state, row.next_step, row.version) == ("received", "verify", 0)
    assert row.owner_id == desks.ids[HEAD]
    assert row.next_at == row.verify_due < row.answer_due < row.outer_due


@pytest.mark.parametrize(
    ("kind", "category", "days"),
    [("complaint", "slow", 14), ("question", "", 5), ("complaint", "pungli", 60)],
)
def test_the_outermost_limit_goes_by_weight(desks: Desks, kind: str, category: str, days: int) -> None:
    row = desks.row(desks.opens(REPORTER, kind=kind, category=category))
    assert row.outer_due == desks.house.due(desks.now, days)


def test_who_takes_a_case_has_checked_it_and_has_it_and_its_reporter_hears_of_it_once(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    assert desks.records(OFFICER, CaseTaken(number, 0)).done
    assert [state for _, state in desks.happened(number) if state] == ["verified", "assigned", "in_progress"]
    row = desks.row(number)
    assert row.owner_id == desks.ids[OFFICER]
    assert (row.next_step, row.next_at) == ("answer", row.answer_due)
    assert len(desks.told(REPORTER, number)) == 1
    assert any("Budi" in say.words for say in desks.told(HEAD, number))
    assert not any("Budi" in say.words for say in desks.told(REPORTER))


def test_the_second_of_two_officials_is_told_and_nothing_is_overwritten(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    assert desks.records(OFFICER, CaseTaken(number, 0)).done
    before = desks.row(number)
    late = desks.records(HEAD, CaseAnswered(number, Words("Sudah saya urus"), 0))
    assert (late.done, late.problem, late.name) == (False, "stale", "Budi")
    assert desks.row(number) == before
    assert not any("Sudah saya urus" in say.words for say in desks.told(REPORTER))


def test_of_two_in_the_same_moment_one_is_quicker(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    with ThreadPoolExecutor(2) as both:
        came = list(both.map(lambda who: desks.records(who, CaseTaken(number, 0)), (OFFICER, HEAD)))
    assert sorted(recorded.problem for recorded in came) == ["", "stale"]
    assert [state for _, state in desks.happened(number) if state] == ["verified", "assigned", "in_progress"]
    winner = OFFICER if came[0].done else HEAD
    assert desks.row(number).owner_id == desks.ids[winner]


@pytest.mark.parametrize("number", ["KS-2611-AAAA", "' OR 1=1 --", "<b>"])
def test_a_guessed_number_is_answered_like_one_that_is_not_theirs(desks: Desks, number: str) -> None:
    real = desks.opens(REPORTER)
    for wrong in (number, real):
        assert desks.records(STRANGER, CaseTaken(wrong, 0)).problem == "gone"
    desks.official("officer", "dlh", "9010")
    assert desks.records("9010", CaseTaken(real, 0)).problem == "gone"
    assert desks.row(real).version == 0


def test_an_overseer_sees_a_case_of_a_unit_and_may_not_answer_it(desks: Desks) -> None:
    desks.official("overseer", None, OVERSEER)
    number = desks.opens(REPORTER)
    assert desks.records(OVERSEER, CaseAnswered(number, Words("Halo"), 0)).problem == "forbidden"


def test_an_official_who_left_in_the_middle_of_a_case_does_nothing_more(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    with desks.store.begin() as tx:
        officials.end(tx, desks.ids[OFFICER], desks.now)
    assert desks.records(OFFICER, CaseTaken(number, 0)).problem == "gone"


def test_an_acting_office_is_over_after_its_last_day(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    with desks.store.begin() as tx:
        offices.act(tx, desks.ids[OFFICER], "plt", desks.house.today(desks.now))
    assert desks.records(OFFICER, NoteAdded(number, 0, Words("Dicek"))).done
    desks.passes(1)
    assert desks.records(OFFICER, CaseTaken(number, 1)).problem == "gone"


def test_answering_takes_a_case_that_nobody_had_taken_and_leaves_a_taken_one_with_its_owner(
    desks: Desks,
) -> None:
    number = desks.opens(REPORTER)
    desks.records(OFFICER, CaseAnswered(number, Words("Kami cek besok"), 0))
    row = desks.row(number)
    assert (row.state, row.owner_id) == ("in_progress", desks.ids[OFFICER])
    assert row.answered_at == desks.now
    assert row.next_at == row.outer_due
    desks.records(HEAD, CaseAnswered(number, Words("Tim sudah berangkat"), row.version))
    assert desks.row(number).owner_id == desks.ids[OFFICER]
    said = [say.words for say in desks.told(REPORTER, number)]
    assert sum("Kami cek besok" in words for words in said) == 1
    assert sum("Tim sudah berangkat" in words for words in said) == 1


def test_a_question_to_the_reporter_stops_the_clock_and_the_answer_starts_it_again(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    due = desks.row(number).answer_due
    desks.records(OFFICER, DataAsked(number, 0, Words("Tiang nomor berapa?")))
    row = desks.row(number)
    assert (row.state, row.next_step, row.owner_id) == ("needs_data", "reporter", desks.ids[OFFICER])
    assert row.next_at == row.reply_due
    assert any("Tiang nomor berapa?" in say.words for say in desks.told(REPORTER, number))
    desks.passes(7)
    assert desks.records(REPORTER, CaseSupplemented(number, Words("Tiang 14"))).done
    row = desks.row(number)
    assert (row.state, row.next_step, row.reply_due) == ("in_progress", "answer", None)
    assert row.answer_due == desks.house.working_days.add(due, 5)
    assert any("Tiang 14" in say.words for say in desks.told(OFFICER, number))


def test_an_insult_in_a_note_reaches_colleagues_and_never_its_reporter(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    desks.records(OFFICER, CaseTaken(number, 0))
    insult = "Pelapor ini cerewet sekali"
    assert desks.records(HEAD, NoteAdded(number, desks.version(number), Words(insult))).done
    desks.records(OFFICER, CaseAnswered(number, Words("Sudah kami cek"), desks.version(number)))
    assert any(insult in say.words for say in desks.told(OFFICER, number))
    chat = desks.chat(REPORTER)
    chat.types("/status")
    chat.types("/data")
    heard = [*desks.told(REPORTER), *chat.says]
    assert heard
    assert not any(insult in say.words or "cerewet" in str(say.file) for say in heard)


def test_a_case_passed_to_another_unit_is_theirs_alone_and_its_reporter_hears_where_it_is(
    desks: Desks,
) -> None:
    other = desks.official("officer", "dlh", "9010", "Sari")
    number = desks.opens(REPORTER)
    passed = CasePassed(number, 0, unit="dlh", note=Words("Ini sampah, bukan jalan"))
    recorded = desks.records(OFFICER, passed)
    assert recorded.name == desks.house.city.units["dlh"].label
    row = desks.row(number)
    assert (row.unit, row.state, row.owner_id) == ("dlh", "assigned", other)
    assert any("Ini sampah" in say.words for say in desks.told("9010", number))
    heard = desks.told(REPORTER, number)
    assert any(desks.house.city.units["dlh"].name in say.words for say in heard)
    assert not any("Ini sampah" in say.words or "Sari" in say.words for say in heard)
    assert desks.records(OFFICER, CaseTaken(number, row.version)).problem == "gone"


def test_a_case_passed_to_a_colleague_is_theirs(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    desks.records(HEAD, CasePassed(number, 0, official=desks.ids[OFFICER], note=Words("Tolong dicek")))
    row = desks.row(number)
    assert (row.state, row.owner_id) == ("assigned", desks.ids[OFFICER])
    assert any("Tolong dicek" in say.words for say in desks.told(OFFICER, number))


def test_what_is_passed_up_to_the_oversight_bypasses_the_unit_from_then_on(desks: Desks) -> None:
    overseer = desks.official("overseer", None, OVERSEER)
    number = desks.opens(REPORTER)
    desks.records(COORDINATOR, CasePassed(number, 0, official=overseer))
    row = desks.row(number)
    assert (row.route, row.owner_id) == ("overseers", overseer)
    assert desks.records(HEAD, CaseTaken(number, row.version)).problem == "gone"
    back = desks.records(OVERSEER, CasePassed(number, row.version, unit="dpupr"))
    assert back.problem == "forbidden"


@pytest.mark.parametrize("to", [{"unit": "nowhere"}, {"official": 999}, {"unit": "'; DROP TABLE cases"}])
def test_a_case_is_not_passed_to_what_is_not_there(desks: Desks, to: dict[str, object]) -> None:
    number = desks.opens(REPORTER)
    assert desks.records(OFFICER, CasePassed(number, 0, **to)).problem == "gone"  # type: ignore[arg-type]  # one of two fields
    assert desks.row(number).version == 0


def test_why_a_case_is_late_is_told_to_the_next_one_up(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    desks.records(OFFICER, LateExplained(number, 0, Words("Alat rusak")))
    assert any("Alat rusak" in say.words for say in desks.told(HEAD, number))
    desks.records(HEAD, LateExplained(number, desks.version(number), Words("Anggaran turun Senin")))
    assert any("Anggaran turun" in say.words for say in desks.told(COORDINATOR, number))
    assert not any("Alat rusak" in say.words for say in desks.told(REPORTER))


def test_a_ready_answer_belongs_to_the_unit_and_is_dropped_by_its_officials(desks: Desks) -> None:
    desks.official("officer", "dlh", "9010")
    assert desks.records(OFFICER, CannedKept("Jadwal", Words("Kami datang hari Rabu"))).done
    with desks.store.reading() as tx:
        ((key, (title, words)),) = canned.of_unit(tx, "dpupr").items()
    assert (title, words) == ("Jadwal", "Kami datang hari Rabu")
    assert not desks.records("9010", CannedDropped(key)).done
    assert desks.records(COORDINATOR, CannedKept("Kota", Words("Halo"))).problem == "forbidden"
    assert desks.records(HEAD, CannedDropped(key)).done
    with desks.store.reading() as tx:
        assert canned.of_unit(tx, "dpupr") == {}


def test_markup_and_sql_in_names_and_words_are_only_words(desks: Desks) -> None:
    evil = "<b>Robert'); DROP TABLE cases;--</b> *x* {number}"
    desks.official("officer", "dpupr", "9077", evil)
    number = desks.opens(REPORTER, evil, known_as="open", name=evil, contact=evil)
    desks.records("9077", CaseTaken(number, 0))
    late = desks.records(HEAD, NoteAdded(number, 0, Words(evil)))
    assert late.name == evil
    desks.records("9077", CaseAnswered(number, Words(evil), desks.version(number)))
    assert any(evil in say.words for say in desks.told(REPORTER, number))
    assert any(evil in say.words for say in desks.told(HEAD, number))


def test_who_reports_something_at_their_own_office_neither_reads_nor_works_on_it(desks: Desks) -> None:
    number = desks.opens(HEAD)  # the head, as a citizen
    assert desks.row(number).owner_id == desks.ids[OFFICER]
    assert desks.told(OFFICER, number)
    assert desks.told(HEAD, number) == []
    assert desks.records(HEAD, CaseTaken(number, desks.version(number))).problem == "gone"
    assert desks.records(OFFICER, CaseTaken(number, desks.version(number))).done


def test_what_the_only_one_at_an_office_reports_goes_one_up(
    store: Store, house: House, now: datetime
) -> None:
    desks = Desks(store, house, now)
    desks.official("head", "dpupr", HEAD)
    desks.official("coordinator", None, COORDINATOR)
    number = desks.opens(HEAD)
    assert desks.row(number).owner_id == desks.ids[COORDINATOR]
    assert desks.told(COORDINATOR, number)
    assert desks.told(HEAD, number) == []
