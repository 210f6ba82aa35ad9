"""Whoever reports something to their own office is its reporter, and nothing else to that case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.desk.entitled import offices_of
from bot.desk.facts import Looking, desk
from bot.desk.work_facts import work
from handlers.desk_events import (
    CaseAnswered,
    CasesMerged,
    ClosingApproved,
    ClosingJudged,
    ClosingProposed,
    DeskEvent,
    NoteAdded,
)
from handlers.events import DataDeleted
from handlers.talk import Words
from storage import citizens, offices
from storage.citizens import Handle
from tests.bot.days import COORDINATOR, HEAD, OFFICER, OVERSEER, Days, city, reminded, staffed

__all__ = ["city", "staffed"]  # fixtures

WORDS = Words("Kata-kata yang dicatat")


def look(days: Days, address: str, text: str = "") -> tuple[list[str], int, int]:
    """The numbers on this chat's desk, how many it says it found, and how many are open."""
    with days.store.begin() as tx:
        handle = Handle("telegram", "chat", address)
        person = citizens.lock(tx, {handle: "id"}, days.now)[handle]
        mine = offices_of(tx, person.id, days.house.today(days.now))
        seen = desk(Looking(tx, days.house, days.now, person.id, mine, "id", "telegram"), text)
        assert seen is not None
        return [line.number for line in seen.lines], seen.found, seen.open


def alike(days: Days, address: str, number: str) -> list[str]:
    with days.store.begin() as tx:
        handle = Handle("telegram", "chat", address)
        person = citizens.lock(tx, {handle: "id"}, days.now)[handle]
        mine = offices_of(tx, person.id, days.house.today(days.now))
        seen = work(Looking(tx, days.house, days.now, person.id, mine, "id", "telegram"), number)
        assert seen is not None
        return [line.number for line in seen.alike]


def test_it_lies_on_everybody_elses_desk(staffed: Days) -> None:
    number = staffed.opens(HEAD)
    for text in ("", number, "received", "dpupr", "2026-11-24"):
        assert look(staffed, HEAD, text) == ([], 0, 0), text
        assert look(staffed, OFFICER, text) == ([number], 1, 1), text
    other = staffed.opens("4712")
    assert alike(staffed, OFFICER, other) == [number]
    assert alike(staffed, HEAD, other) == []


@pytest.mark.parametrize("who", [HEAD, OFFICER, COORDINATOR])
def test_no_button_of_anybody_works_for_its_reporter(staffed: Days, who: str) -> None:
    number, other = staffed.opens(who), staffed.opens("4712")
    before = staffed.happened(number)
    steps: list[DeskEvent] = [
        CaseAnswered(number, WORDS, staffed.version(number)),
        NoteAdded(number, staffed.version(number), WORDS),
        ClosingProposed(number, staffed.version(number), "answered", WORDS),
        ClosingApproved(number, staffed.version(number), True),
        CasesMerged(number, staffed.version(number), other),
        CasesMerged(other, staffed.version(other), number),
    ]
    assert {staffed.records(who, step).problem for step in steps} == {"gone"}
    assert staffed.happened(number) == before


def test_a_head_who_reported_it_is_not_asked_for_the_tap(staffed: Days) -> None:
    number = staffed.opens(HEAD)
    step = ClosingProposed(number, staffed.version(number), "cannot", WORDS, "budget")
    assert staffed.records(OFFICER, step).reader == "head"
    agreed = ClosingApproved(number, staffed.version(number), True)
    assert staffed.records(HEAD, agreed).problem == "gone"
    assert staffed.records(COORDINATOR, agreed).done


def test_a_head_who_says_not_yet_does_not_get_it(staffed: Days) -> None:
    number = staffed.opens(HEAD, category="service")
    staffed.records(OFFICER, ClosingProposed(number, staffed.version(number), "fixed", WORDS))
    assert staffed.records(HEAD, ClosingJudged(number, False, WORDS)).done
    assert staffed.row(number).owner_id == staffed.ids[OFFICER]


def test_its_reporter_is_never_reminded_of_it(staffed: Days) -> None:
    number = staffed.opens(HEAD)
    staffed.runs_until(date(2026, 12, 31))
    assert reminded(staffed, HEAD, number) == []
    assert [who for _, who, _ in staffed.reminders(number)] == [
        "officer",
        "coordinator",
        "coordinator",
        "overseer",
    ]


def test_who_reported_it_does_not_stand_in_for_who_has_it(staffed: Days) -> None:
    number = staffed.opens(HEAD)
    with staffed.store.begin() as tx:
        today = staffed.house.today(staffed.now)
        offices.leave(tx, staffed.ids[OFFICER], today, today + timedelta(days=60), staffed.ids[HEAD])
    staffed.runs_until(date(2026, 12, 31))
    assert reminded(staffed, HEAD, number) == []


def test_what_the_only_overseer_reports_of_corruption_is_the_coordinators(staffed: Days) -> None:
    number = staffed.opens(OVERSEER, category="pungli")
    assert staffed.row(number).route == "overseers"
    assert staffed.row(number).owner_id == staffed.ids[COORDINATOR]
    assert staffed.told(COORDINATOR, number)
    assert look(staffed, COORDINATOR) == ([number], 1, 1)
    assert look(staffed, OVERSEER) == look(staffed, HEAD) == ([], 0, 0)
    assert staffed.records(COORDINATOR, CaseAnswered(number, WORDS, staffed.version(number))).done


def test_what_one_of_two_overseers_reports_is_the_others(staffed: Days) -> None:
    staffed.official("overseer", None, "2005", "Pengawas dua")
    number = staffed.opens(OVERSEER, category="pungli")
    assert staffed.row(number).owner_id == staffed.ids["2005"]
    assert look(staffed, COORDINATOR) == look(staffed, OVERSEER) == ([], 0, 0)
    assert look(staffed, "2005") == ([number], 1, 1)


def test_what_the_only_coordinator_reports_has_an_owner(staffed: Days) -> None:
    number = staffed.opens(COORDINATOR, unit="")
    assert staffed.row(number).owner_id == staffed.ids[OVERSEER]
    assert look(staffed, COORDINATOR) == ([], 0, 0)


def test_who_had_their_data_deleted_leaves_a_case_on_every_desk(staffed: Days) -> None:
    number = staffed.opens("4712")
    staffed.records("4712", DataDeleted())
    assert look(staffed, HEAD) == ([number], 1, 1)
