"""Reminders climb to the top, each once, however often or late anybody looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.calendar import WorkingDays
from handlers.desk_events import CaseAnswered, CasesMerged, ClosingProposed, DataAsked, ReminderTapped
from handlers.talk import Words
from storage import offices
from tests.bot.days import (
    COORDINATOR,
    HEAD,
    NAMES,
    OFFICER,
    REPORTER,
    TUESDAY,
    Days,
    city,
    reminded,
    staffed,
    taken,
)

__all__ = ["city", "staffed"]  # fixtures


def working(day: date) -> bool:
    return WorkingDays().is_working(day)


CLIMB = [
    ("30 Nov", "officer", "answer.1"),
    ("02 Dec", "head", "answer.2"),
    ("04 Dec", "coordinator", "answer.3"),
    ("08 Dec", "coordinator", "answer.4"),
    ("08 Dec", "overseer", "answer.4"),
]


def test_an_unattended_case_climbs_to_the_top_and_each_hears_once(staffed: Days) -> None:
    number = taken(staffed)
    staffed.runs_until(date(2026, 12, 31))
    assert staffed.reminders(number) == CLIMB
    counts = {name: len(reminded(staffed, address, number)) for address, name in NAMES.items()}
    assert counts == {"reporter": 0, "officer": 1, "head": 1, "coordinator": 2, "overseer": 1}


def test_fifty_runs_in_a_row_say_nothing_twice(staffed: Days) -> None:
    number = taken(staffed)
    for day in (30, 32, 34, 38):
        staffed.now = TUESDAY + timedelta(days=day - 24)
        staffed.ticks(50)
    assert staffed.reminders(number) == CLIMB


def test_a_timetable_that_was_off_for_four_days_sends_only_the_highest_rung_that_applies(
    staffed: Days,
) -> None:
    number = taken(staffed)
    staffed.runs_until(date(2026, 11, 28))
    staffed.now += timedelta(days=4)  # off over the day before and the day itself
    staffed.ticks(3)
    assert staffed.reminders(number) == [("03 Dec", "head", "answer.2")]
    staffed.runs_until(date(2026, 12, 31))
    assert [who for _, who, _ in staffed.reminders(number)] == [
        "head",
        "coordinator",
        "coordinator",
        "overseer",
    ]


def test_off_between_two_rungs_the_next_one_waits_for_its_turn_after_what_was_sent(staffed: Days) -> None:
    number = taken(staffed)
    staffed.runs_until(date(2026, 12, 2))
    staffed.now += timedelta(days=6)
    staffed.ticks(5)
    assert staffed.reminders(number)[-1] == ("09 Dec", "coordinator", "answer.3")
    staffed.runs_until(date(2026, 12, 10))
    assert len(staffed.reminders(number)) == 3
    staffed.runs_until(date(2026, 12, 11))
    assert staffed.reminders(number)[-1] == ("11 Dec", "overseer", "answer.4")


def test_nobody_is_reminded_on_a_free_day(staffed: Days) -> None:
    number = taken(staffed)
    staffed.runs_until(date(2026, 12, 31), timedelta(hours=5))
    days = {day for day, _, _ in staffed.reminders(number)}
    free = {f"{date(2026, 12, n):%d %b}" for n in range(1, 32) if not working(date(2026, 12, n))}
    assert len(days) == 4
    assert days & free == set()


def test_a_tap_holds_the_reminder_for_a_climb_period_and_then_it_climbs_on(staffed: Days) -> None:
    number = taken(staffed)
    staffed.runs_until(date(2026, 11, 30))
    recorded = staffed.records(OFFICER, ReminderTapped(number, "answer", 1))
    assert recorded.done
    assert recorded.due == date(2026, 12, 4)  # two working days after the one on which it would have climbed
    staffed.runs_until(date(2026, 12, 3))
    assert len(staffed.reminders(number)) == 1
    staffed.runs_until(date(2026, 12, 4))
    assert staffed.reminders(number)[-1] == ("04 Dec", "head", "answer.2")


def test_an_answer_ends_the_climb(staffed: Days) -> None:
    number = taken(staffed)
    staffed.runs_until(date(2026, 12, 2))
    staffed.records(HEAD, CaseAnswered(number, Words("Kami perbaiki besok."), staffed.version(number)))
    staffed.runs_until(date(2026, 12, 10))
    assert [rung for _, _, rung in staffed.reminders(number)] == ["answer.1", "answer.2"]
    late = staffed.records(COORDINATOR, ReminderTapped(number, "answer", 2))
    assert (late.done, late.problem) == (False, "done")


def test_after_the_answer_the_outer_limit_climbs_a_ladder_of_its_own(staffed: Days) -> None:
    number = taken(staffed)
    staffed.records(OFFICER, CaseAnswered(number, Words("Sedang dikerjakan."), staffed.version(number)))
    staffed.runs_until(date(2027, 1, 10))
    assert staffed.row(number).next_at == date(2026, 12, 14)
    assert [rung for _, _, rung in staffed.reminders(number)] == [f"outer.{n}" for n in (1, 2, 3, 4, 4)]


def test_where_the_head_has_the_case_nobody_is_asked_twice(staffed: Days) -> None:
    number = staffed.opens(REPORTER)
    staffed.runs_until(date(2026, 12, 31))
    assert staffed.reminders(number) == [
        ("26 Nov", "head", "verify.1"),
        ("30 Nov", "coordinator", "verify.3"),
        ("02 Dec", "coordinator", "verify.4"),
        ("02 Dec", "overseer", "verify.4"),
    ]


def test_what_bypasses_the_unit_never_reaches_it(staffed: Days) -> None:
    staffed.official("overseer", None, "2005", "Pengawas Dua")
    number = staffed.opens(REPORTER, category="pungli")
    staffed.runs_until(date(2026, 12, 31))
    assert staffed.row(number).route == "overseers"
    assert staffed.reminders(number) == [
        ("26 Nov", "overseer", "verify.1"),
        ("30 Nov", "overseer", "verify.2"),
        ("30 Nov", "2005", "verify.2"),
    ]


def test_without_an_overseer_the_coordinators_are_reminded_of_what_bypasses_the_unit(city: Days) -> None:
    city.official("head", "dpupr", HEAD)
    city.official("coordinator", None, COORDINATOR)
    number = city.opens(REPORTER, category="pungli")
    city.runs_until(date(2026, 12, 31))
    assert {who for _, who, _ in city.reminders(number)} == {"coordinator"}
    assert [day for day, _, _ in city.reminders(number)] == [
        "26 Nov",
        "30 Nov",
    ]  # before, and once it has passed


def test_the_ladder_ends_where_nobody_is_bound_any_higher(city: Days) -> None:
    city.official("officer", "dpupr", OFFICER)
    city.official("head", "dpupr", HEAD)
    number = taken(city)
    city.runs_until(date(2026, 12, 31))
    assert [who for _, who, _ in city.reminders(number)] == ["officer", "head"]
    assert "Kalau tidak" not in reminded(city, HEAD, number)[0]  # there is nobody to threaten with
    assert "Kalau harinya lewat" in reminded(city, OFFICER, number)[0]


def test_while_the_reporter_is_waited_for_nobody_is_reminded(staffed: Days) -> None:
    number = taken(staffed)
    staffed.records(OFFICER, DataAsked(number, staffed.version(number), Words("Di mana persisnya?")))
    staffed.runs_until(date(2026, 12, 3))
    assert staffed.reminders(number) == []


def test_a_head_who_is_asked_for_the_tap_is_reminded_and_then_those_above(staffed: Days) -> None:
    number = taken(staffed)
    cannot = ClosingProposed(
        number, staffed.version(number), "cannot", Words("Belum ada."), "budget", date(2027, 2, 1)
    )
    staffed.records(OFFICER, cannot)
    assert (staffed.row(number).next_step, staffed.row(number).next_at) == ("head", date(2026, 11, 26))
    staffed.runs_until(date(2026, 12, 31))
    assert staffed.row(number).next_at == date(2026, 11, 26)
    assert staffed.reminders(number) == [
        ("25 Nov", "head", "head.1"),
        ("27 Nov", "coordinator", "head.3"),
        ("01 Dec", "coordinator", "head.4"),
        ("01 Dec", "overseer", "head.4"),
    ]


def test_who_is_away_is_stood_in_for_and_nobody_is_asked_twice(staffed: Days) -> None:
    number = taken(staffed)
    with staffed.store.begin() as tx:
        offices.leave(tx, staffed.ids[HEAD], date(2026, 12, 1), date(2026, 12, 31), staffed.ids[COORDINATOR])
    staffed.runs_until(date(2026, 12, 31))
    assert [(who, rung) for _, who, rung in staffed.reminders(number)] == [
        ("officer", "answer.1"),
        ("coordinator", "answer.2"),
        ("coordinator", "answer.4"),
        ("overseer", "answer.4"),
    ]


def test_what_follows_another_case_has_no_reminders_of_its_own(staffed: Days) -> None:
    first, second = taken(staffed), staffed.opens("1002")
    staffed.records(HEAD, CasesMerged(second, staffed.version(second), first))
    staffed.runs_until(date(2026, 12, 31))
    assert staffed.reminders(second) == []
    assert len(staffed.reminders(first)) == 5


def test_a_day_that_moved_begins_a_ladder_of_its_own(staffed: Days) -> None:
    number = taken(staffed)
    staffed.runs_until(date(2026, 11, 30))
    staffed.house = replace(staffed.house, working_days=WorkingDays(added=[date(2026, 12, 1)]))
    staffed.nights()
    staffed.runs_until(date(2026, 12, 3))
    assert staffed.reminders(number) == [
        ("30 Nov", "officer", "answer.1"),
        ("02 Dec", "officer", "answer.1"),
        ("03 Dec", "head", "answer.2"),
    ]
