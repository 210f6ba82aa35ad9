"""Reminders, silence and promises by day: each once, up to the top, however often or late anybody looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import redating
from bot.calendar import WorkingDays
from bot.deadline_jobs import STEPS, Do, Find
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import (
    CaseAnswered,
    CaseTaken,
    ClosingJudged,
    ClosingProposed,
    DataAsked,
    OwnersReminded,
    ReminderTapped,
)
from handlers.talk import Words
from storage import case_events
from storage.store import Store
from tests.bot.desks import Desks

TUESDAY = datetime(2026, 11, 24, 3, tzinfo=UTC)  # 10 in the morning in Serang
REPORTER, OFFICER, HEAD, COORDINATOR, OVERSEER = "1001", "2001", "2002", "2003", "2004"
NAMES = {
    REPORTER: "reporter",
    OFFICER: "officer",
    HEAD: "head",
    COORDINATOR: "coordinator",
    OVERSEER: "overseer",
}


@dataclass
class Days(Desks):
    """A city in which days pass."""

    def ticks(self, times: int = 1) -> None:
        """What the timetable does about deadlines, so many times."""
        for _ in range(times):
            for _name, find, do in STEPS:
                self.does(find, do)

    def nights(self) -> None:
        """The dates are counted anew."""
        self.does(redating.moved, redating.move)

    def does(self, find: Find, do: Do) -> None:
        with self.store.reading() as tx:
            found = find(tx, self.house, self.now)
        if found:
            with self.store.begin() as tx:
                for one in found:
                    do(tx, self.house, one, self.now)

    def runs_until(self, day: date, every: timedelta = timedelta(hours=12)) -> None:
        """The timetable runs until the end of this day."""
        while self.house.today(self.now) <= day:
            self.ticks()
            self.now += every

    def reminders(self, number: str) -> list[tuple[str, str, str]]:
        """Day, to whom, which rung: every reminder of the case, in order."""
        who = {official: NAMES.get(address, address) for address, official in self.ids.items()}
        with self.store.reading() as tx:
            events = case_events.events(tx, self.row(number).id)
        return [
            (f"{self.house.today(e.at):%d %b}", who[int(e.target.removeprefix("official:"))], e.reason)
            for e in events
            if e.kind == "reminded"
        ]


@pytest.fixture
def city(store: Store, settings: Settings) -> Days:
    sync_units(settings, store)
    return Days(store, build_house(settings), TUESDAY)


@pytest.fixture
def staffed(city: Days) -> Days:
    """A unit with officer and head, a coordinator and an overseer."""
    city.official("officer", "dpupr", OFFICER, "Petugas Rina")
    city.official("head", "dpupr", HEAD, "Kepala Dinas")
    city.official("coordinator", None, COORDINATOR, "Koordinator")
    city.official("overseer", None, OVERSEER, "Pengawas")
    return city


def taken(city: Days) -> str:
    """A case that the officer has taken."""
    number = city.opens(REPORTER)
    city.records(OFFICER, CaseTaken(number, city.version(number)))
    return number


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


def reminded(city: Days, address: str, number: str) -> list[str]:
    """The reminders that were put into the outbox for this chat."""
    return [
        say.words for say in city.told(address, number) if any(c.id.startswith("go.tap") for c in say.choices)
    ]


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
    assert "Kalau tidak" in reminded(city, OFFICER, number)[0]


def test_while_the_reporter_is_waited_for_nobody_is_reminded(staffed: Days) -> None:
    number = taken(staffed)
    staffed.records(OFFICER, DataAsked(number, staffed.version(number), Words("Di mana persisnya?")))
    staffed.runs_until(date(2026, 12, 3))
    assert staffed.reminders(number) == []


# --- who may tap ---


def test_a_forwarded_tap_of_another_office_holds_nothing(staffed: Days) -> None:
    staffed.official("officer", "dishub", "3001")
    number = taken(staffed)
    staffed.runs_until(date(2026, 11, 30))
    for stranger in ("3001", REPORTER, "9999"):
        recorded = staffed.records(stranger, ReminderTapped(number, "answer", 1))
        assert (recorded.done, recorded.problem) == (False, "forbidden")
    staffed.runs_until(date(2026, 12, 2))
    assert staffed.reminders(number)[-1] == ("02 Dec", "head", "answer.2")


def test_whoever_stands_lower_cannot_hold_the_heads_reminder(staffed: Days) -> None:
    number = taken(staffed)
    staffed.runs_until(date(2026, 12, 2))
    assert not staffed.records(OFFICER, ReminderTapped(number, "answer", 2)).done
    assert staffed.records(COORDINATOR, ReminderTapped(number, "answer", 2)).done


def test_a_tap_for_a_case_that_is_not_there_is_refused(staffed: Days) -> None:
    assert staffed.records(HEAD, ReminderTapped("KS-2611-XXXX", "answer", 1)).problem == "forbidden"


# --- reminded by a colleague ---


def test_owners_of_late_cases_are_reminded_once_a_day_and_case(staffed: Days) -> None:
    number = taken(staffed)
    staffed.now = TUESDAY + timedelta(days=9)
    assert staffed.records(HEAD, OwnersReminded()).name == "1"
    assert staffed.records(COORDINATOR, OwnersReminded("dpupr")).name == "0"
    assert staffed.records(COORDINATOR, OwnersReminded("dishub")).name == "0"
    assert staffed.records(OFFICER, OwnersReminded()).name == "0"
    staffed.passes(1)
    assert staffed.records(COORDINATOR, OwnersReminded()).name == "1"
    told = [say.words for say in staffed.told(OFFICER, number) if say.words.startswith("🔔")]
    assert len(told) == 2
    assert "Kepala Dinas" in told[0]
    assert "Koordinator" in told[1]


# --- silence ---


def proposed(city: Days) -> str:
    number = taken(city)
    city.records(
        OFFICER, ClosingProposed(number, city.version(number), "answered", Words("Lampu sudah menyala."))
    )
    return number


def test_ten_days_of_silence_close_a_case_once_also_after_days_off(staffed: Days) -> None:
    number = proposed(staffed)
    assert staffed.row(number).reply_due == date(2026, 12, 4)
    staffed.runs_until(date(2026, 12, 4))
    assert staffed.row(number).state == "proposed"
    staffed.now += timedelta(days=4)
    before = len(staffed.told(REPORTER, number))
    staffed.ticks(50)
    assert (staffed.row(number).state, staffed.row(number).closed_by) == ("silent", "silence")
    assert [kind for kind, _ in staffed.happened(number)].count("silent") == 1
    assert len(staffed.told(REPORTER, number)) - before == 1


def test_a_case_that_waits_for_data_in_silence_closes_as_well(staffed: Days) -> None:
    number = taken(staffed)
    staffed.records(OFFICER, DataAsked(number, staffed.version(number), Words("Di mana persisnya?")))
    staffed.runs_until(date(2026, 12, 5))
    assert staffed.row(number).state == "silent"


def test_who_says_not_yet_keeps_number_and_clock(staffed: Days) -> None:
    number = proposed(staffed)
    staffed.now = TUESDAY + timedelta(days=6)  # Monday: Wednesday to Monday the clock stood still
    assert staffed.records(REPORTER, ClosingJudged(number, settled=False, words=Words("Masih gelap."))).done
    row = staffed.row(number)
    assert (row.state, row.next_step, row.reply_due) == ("reopened", "answer", None)
    # Of fourteen working days none had counted: proposed on the day it was opened, reopened on Monday.
    assert row.answer_due == date(2026, 12, 7)
    assert row.outer_due == date(2026, 12, 18)
    assert row.next_at in (row.answer_due, row.outer_due)


# --- a holiday that is added later ---


def test_a_day_off_that_is_added_later_moves_the_dates_and_is_said_once(staffed: Days) -> None:
    number = taken(staffed)
    staffed.nights()
    assert [kind for kind, _ in staffed.happened(number)].count("retimed") == 0
    staffed.house = replace(staffed.house, working_days=WorkingDays(added=[date(2026, 11, 27)]))
    for _ in range(3):
        staffed.nights()
        staffed.passes(1)
    assert staffed.row(number).answer_due == date(2026, 12, 2)
    assert staffed.row(number).outer_due == date(2026, 12, 15)
    for address in (OFFICER, REPORTER):
        told = [say.words for say in staffed.told(address, number) if say.words.startswith("📅")]
        assert len(told) == 1
        assert "Selasa, 1 Desember 2026" in told[0]
        assert "Rabu, 2 Desember 2026" in told[0]
    assert [kind for kind, _ in staffed.happened(number)].count("retimed") == 1


def test_a_day_off_that_is_taken_away_moves_the_dates_back(staffed: Days) -> None:
    staffed.house = replace(staffed.house, working_days=WorkingDays(added=[date(2026, 11, 27)]))
    number = taken(staffed)
    staffed.house = replace(staffed.house, working_days=WorkingDays())
    staffed.nights()
    assert staffed.row(number).answer_due == date(2026, 12, 1)


def test_while_the_reporter_is_waited_for_a_moved_date_is_kept_and_not_said(staffed: Days) -> None:
    number = taken(staffed)
    staffed.records(OFFICER, DataAsked(number, staffed.version(number), Words("Di mana persisnya?")))
    staffed.passes(2)
    staffed.nights()
    assert staffed.row(number).answer_due == date(2026, 12, 3)
    assert [kind for kind, _ in staffed.happened(number)].count("retimed") == 0


def test_a_met_deadline_keeps_its_day(staffed: Days) -> None:
    number = taken(staffed)
    staffed.records(OFFICER, CaseAnswered(number, Words("Besok."), staffed.version(number)))
    staffed.house = replace(staffed.house, working_days=WorkingDays(added=[date(2026, 11, 27)]))
    staffed.nights()
    row = staffed.row(number)
    assert (row.answer_due, row.outer_due) == (date(2026, 12, 1), date(2026, 12, 15))
    told = [say.words for say in staffed.told(REPORTER, number) if say.words.startswith("📅")]
    assert told == []  # the reporter was never told of the outer limit
