"""A complaint is put under another category: its reporter hears it; what is grave goes past its office."""

from __future__ import annotations

import pytest

from bot.desk.work_facts import work
from handlers.desk_events import CasesMerged
from handlers.oversight_events import CaseRecategorised
from tests.bot.days import COORDINATOR, HEAD, OFFICER, OVERSEER, REPORTER, Days
from tests.bot.overseeing import SECOND, city, look_of, overseen, staffed, words_to

__all__ = ["city", "overseen", "staffed"]  # fixtures


def sorts(days: Days, address: str, number: str, category: str) -> str:
    """The problem, empty: done."""
    return days.records(address, CaseRecategorised(number, days.version(number), category)).problem


def test_another_category_is_kept_told_and_stands_in_the_history(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    assert sorts(overseen, OFFICER, number, "rude") == ""
    row = overseen.row(number)
    assert (row.category, row.route) == ("rude", "unit")
    assert "sekarang ditangani sebagai: Tidak ramah atau kasar" in words_to(overseen, REPORTER)[-1]
    with overseen.store.begin() as tx:
        opened = work(look_of(overseen, tx, OFFICER), number)
    assert opened is not None
    (step,) = (one for one in opened.steps if one.kind == "recategorised")
    assert (step.target, step.reason) == ("Tidak ramah atau kasar", "slow")


def test_what_turns_out_to_be_grave_goes_past_the_office(overseen: Days) -> None:
    number, twin = overseen.opens(REPORTER), overseen.opens("1002")
    assert overseen.records(HEAD, CasesMerged(twin, overseen.version(twin), number)).done
    assert sorts(overseen, OFFICER, number, "pungli") == ""
    for one in (number, twin):
        row = overseen.row(one)
        assert (row.route, row.category) == ("overseers", "pungli")
        assert row.owner_id in {overseen.ids[OVERSEER], overseen.ids[SECOND]}
        assert row.bypassed == {overseen.ids[OFFICER], overseen.ids[HEAD]}
    assert sorts(overseen, OFFICER, number, "slow") == "gone"
    assert any(number in told for told in words_to(overseen, OVERSEER))
    assert any("tim pengawas" in told for told in words_to(overseen, REPORTER))


def test_it_never_comes_back_to_the_office_that_way(overseen: Days) -> None:
    number = overseen.opens(REPORTER, category="pungli")
    assert sorts(overseen, OVERSEER, number, "slow") == ""
    assert (overseen.row(number).route, overseen.row(number).category) == ("overseers", "slow")


def test_without_anybody_who_may_have_it_it_waits(city: Days) -> None:
    city.official("officer", "dpupr", OFFICER)
    number = city.opens(REPORTER)
    assert sorts(city, OFFICER, number, "bribe") == ""
    assert (city.row(number).route, city.row(number).owner_id) == ("overseers", None)


@pytest.mark.parametrize(("address", "problem"), [(OVERSEER, "forbidden"), (REPORTER, "gone")])
def test_only_who_works_on_it_may(overseen: Days, address: str, problem: str) -> None:
    number = overseen.opens(REPORTER)
    assert sorts(overseen, address, number, "rude") == problem


def test_the_same_category_changes_nothing_and_an_unknown_one_is_refused(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    before = overseen.happened(number)
    assert sorts(overseen, COORDINATOR, number, "slow") == ""
    assert sorts(overseen, COORDINATOR, number, "made_up") == "forbidden"
    assert overseen.happened(number) == before
    question = overseen.opens(REPORTER, kind="question", category="")
    assert sorts(overseen, COORDINATOR, question, "slow") == "forbidden"
