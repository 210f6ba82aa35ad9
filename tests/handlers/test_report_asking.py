"""Asking for the SKM report: who may, of which office, of which time, and what is said of it."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.events import ReportAsked
from handlers.facts import Facts
from handlers.report_asking import periods
from handlers.rights import ROLES, may_ask_report
from handlers.talk import Go, Recorded, speaking
from tests.handlers.city import CITY, facts
from tests.handlers.talker import Talker
from tests.handlers.test_rights import Official

OWN = {"dishub": "Dishub"}
EVERY = {key: unit.label for key, unit in CITY.units.items()}


def official(reports: dict[str, str] = OWN) -> Facts:
    return facts(is_official=True, reports=reports)


def test_a_head_is_only_asked_for_the_time() -> None:
    talker = Talker(official()).says("/laporan_skm")
    assert talker.screen == "Laporan untuk periode mana?"
    assert talker.labels[:4] == [
        "Semester ini · 2026-S2",
        "Semester lalu · 2026-S1",
        "Triwulan ini · 2026-Q4",
        "Tahun ini · 2026",
    ]
    talker.taps("Semester lalu · 2026-S1")
    assert talker.event(ReportAsked) == ReportAsked("dishub", "2026-S1")
    assert "Dishub periode 2026-S1 sedang saya buat" in talker.screen
    assert talker.labels == ["🗂 Meja saya"]


def test_who_sees_all_offices_pages_through_their_groups_or_types_a_name() -> None:
    talker = Talker(official(EVERY)).starts(Go("repo"))
    assert talker.screen.startswith("Laporan untuk kantor mana?")
    assert talker.labels == [group["id"] for group in CITY.groups.values()]
    talker.says("kelurahan contoh 12").taps("Tahun ini · 2026")
    assert talker.event(ReportAsked) == ReportAsked("kel_12", "2026")


def test_who_answers_for_a_few_offices_sees_them_at_once() -> None:
    two = {"dishub": "Dishub", "disdukcapil": "Disdukcapil"}
    talker = Talker(official(two)).starts(Go("repo"))
    assert talker.labels == ["Dishub", "Disdukcapil"]
    talker.taps("Disdukcapil").taps("Tahun ini · 2026")
    assert talker.event(ReportAsked) == ReportAsked("disdukcapil", "2026")


def test_an_office_that_is_not_theirs_is_not_reported_on() -> None:
    many = {key: label for key, label in EVERY.items() if key != "dishub"}
    talker = Talker(official(many)).starts(Go("repo")).says("dinas perhubungan")
    assert "hanya untuk pejabat" in talker.screen


def test_a_button_of_one_office_asks_for_no_office() -> None:
    talker = Talker(official(EVERY)).starts(Go("repo", arg="disdukcapil"))
    talker.taps("Triwulan ini · 2026-Q4")
    assert talker.event(ReportAsked) == ReportAsked("disdukcapil", "2026-Q4")


def test_a_button_of_an_office_that_is_not_theirs_leads_to_their_own() -> None:
    talker = Talker(official()).starts(Go("repo", arg="disdukcapil")).taps("Tahun ini · 2026")
    assert talker.event(ReportAsked) == ReportAsked("dishub", "2026")


def test_a_citizen_is_told_that_it_is_for_officials() -> None:
    talker = Talker(facts()).says("/laporan_skm")
    assert "hanya untuk pejabat" in talker.screen
    assert talker.events == []


@pytest.mark.parametrize(
    ("problem", "said"), [("asked", "sedang dibuat atau baru saja"), ("forbidden", "hanya untuk pejabat")]
)
def test_what_cannot_be_noted_is_said(problem: str, said: str) -> None:
    talker = Talker(official(), record=lambda event, facts: Recorded(done=False, problem=problem))
    talker.starts(Go("repo")).taps("Tahun ini · 2026")
    assert said in talker.screen


@pytest.mark.parametrize(
    ("today", "keys"),
    [
        (date(2027, 1, 1), ["2027-S1", "2026-S2", "2027-Q1", "2027"]),
        (date(2026, 6, 30), ["2026-S1", "2025-S2", "2026-Q2", "2026"]),
        (date(2026, 7, 1), ["2026-S2", "2026-S1", "2026-Q3", "2026"]),
        (date(2026, 12, 31), ["2026-S2", "2026-S1", "2026-Q4", "2026"]),
    ],
)
def test_periods_are_those_around_the_day(today: date, keys: list[str]) -> None:
    with speaking("id"):
        assert list(periods(today)) == keys


def test_officers_and_heads_may_have_their_own_offices_report_and_those_above_every_one() -> None:
    reaches = {
        role: [may_ask_report(Official(role, unit), other) for other in ("dishub", "dinsos")]
        for role, unit in zip(ROLES, ("dishub", "dishub", None, None, None), strict=True)
    }
    assert reaches == {
        "officer": [True, False],
        "head": [True, False],
        "coordinator": [True, True],
        "overseer": [True, True],
        "operator": [False, False],
    }
