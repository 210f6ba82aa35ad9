"""A day off that is added later: dates are computed anew, and it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.calendar import WorkingDays
from handlers.desk_events import CaseAnswered, DataAsked
from handlers.talk import Words
from tests.bot.days import OFFICER, REPORTER, Days, city, staffed, taken

__all__ = ["city", "staffed"]  # fixtures


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
