"""What goes past an office stays past everybody of it, however they move, and is nobody's who is meant."""

from __future__ import annotations

import pytest

from bot.desk.work_facts import work
from bot.offices.bypassing import gone_past
from bot.offices.relieving import look_after
from handlers.desk_events import CasePassed, CasesMerged, CaseTaken
from handlers.events import CaseOpened
from handlers.oversight_events import SteppedOut
from handlers.talk import Recorded, Words
from storage import officials
from tests.bot.days import COORDINATOR, HEAD, OFFICER, OVERSEER, REPORTER, Days
from tests.bot.overseeing import SECOND, city, look_of, overseen, staffed

__all__ = ["city", "overseen", "staffed"]  # fixtures

WORDS = Words("Kata-kata")


def about(days: Days, whom: str, unit: str = "dpupr", category: str = "slow") -> Recorded:
    return days.records(REPORTER, CaseOpened("complaint", unit, category, whom, WORDS))


def sees(days: Days, address: str, number: str) -> bool:
    with days.store.begin() as tx:
        return work(look_of(days, tx, address), number) is not None


def night(days: Days) -> None:
    with days.store.begin() as tx:
        look_after(tx, days.house, days.now)


@pytest.mark.parametrize("category", ["pungli", "bribe", "abuse", "neutrality", "retaliation"])
def test_what_is_grave_goes_to_the_overseers_whomever_it_is_about(overseen: Days, category: str) -> None:
    for whom in ("service", "staff", "unknown"):
        recorded = about(overseen, whom, category=category)
        row = overseen.row(recorded.number)
        assert (row.route, recorded.reader) == ("overseers", "overseers")
        assert row.owner_id in {overseen.ids[OVERSEER], overseen.ids[SECOND]}
        assert row.bypassed == {overseen.ids[OFFICER], overseen.ids[HEAD]}
        assert [sees(overseen, one, row.number) for one in (OFFICER, HEAD, COORDINATOR, OVERSEER)] == [
            False,
            False,
            False,
            True,
        ]


def test_a_head_who_comes_to_oversee_still_sees_nothing_of_what_was_about_them(overseen: Days) -> None:
    number = about(overseen, "head").number
    with overseen.store.begin() as tx:
        officials.end(tx, overseen.ids[HEAD], overseen.now)
    overseen.official("overseer", None, HEAD)
    assert not sees(overseen, HEAD, number)
    assert sees(overseen, HEAD, about(overseen, "head").number)  # that one is about the next head


def test_an_overseer_who_comes_to_serve_at_the_office_gives_the_case_away(overseen: Days) -> None:
    number = about(overseen, "head").number
    assert overseen.row(number).owner_id == overseen.ids[OVERSEER]
    other = about(overseen, "head", unit="dishub").number
    overseen.official("officer", "dpupr", OVERSEER)
    night(overseen)
    assert overseen.row(number).owner_id == overseen.ids[SECOND]
    assert overseen.row(other).owner_id != overseen.ids[SECOND]
    assert not sees(overseen, OVERSEER, number)


def test_where_every_overseer_may_be_meant_the_coordinator_stands_in(staffed: Days) -> None:
    staffed.official("officer", "dpupr", OVERSEER)
    number = about(staffed, "head").number
    assert staffed.row(number).owner_id == staffed.ids[COORDINATOR]
    assert sees(staffed, COORDINATOR, number)
    assert not sees(staffed, OVERSEER, number)


def test_where_nobody_may_have_it_it_waits_for_somebody_who_may(city: Days) -> None:
    city.official("coordinator", None, COORDINATOR)
    recorded = about(city, "handler", unit="")
    assert city.row(recorded.number).owner_id is None
    assert not sees(city, COORDINATOR, recorded.number)
    city.official("overseer", None, OVERSEER)
    night(city)
    assert city.row(recorded.number).owner_id == city.ids[OVERSEER]


def test_what_an_official_passes_up_is_closed_to_the_office_from_then_on(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    step = CasePassed(number, overseen.version(number), official=overseen.ids[SECOND])
    assert overseen.records(HEAD, step).done
    row = overseen.row(number)
    assert row.route == "overseers"
    assert row.bypassed == {overseen.ids[OFFICER], overseen.ids[HEAD]}
    assert not sees(overseen, HEAD, number)


def test_nobody_gets_back_what_they_stepped_out_of(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    assert overseen.records(OFFICER, SteppedOut(number)).done
    with overseen.store.begin() as tx:
        opened = work(look_of(overseen, tx, HEAD), number)
    assert opened is not None
    assert overseen.ids[OFFICER] not in opened.colleagues
    step = CasePassed(number, overseen.version(number), official=overseen.ids[OFFICER])
    assert overseen.records(HEAD, step).problem == "forbidden"


def test_to_whom_one_of_two_is_closed_both_are_once_they_are_joined(overseen: Days) -> None:
    main, twin = overseen.opens(REPORTER), overseen.opens("1002")
    assert overseen.records(OFFICER, SteppedOut(twin)).done
    assert sees(overseen, OFFICER, main)
    assert overseen.records(HEAD, CasesMerged(twin, overseen.version(twin), main)).done
    assert not sees(overseen, OFFICER, main)


def test_an_owner_to_whom_a_case_was_closed_by_joining_is_relieved(overseen: Days) -> None:
    main, twin = overseen.opens(REPORTER), overseen.opens("1002")
    assert overseen.records(OFFICER, CaseTaken(main, overseen.version(main))).done
    assert overseen.records(OFFICER, SteppedOut(twin)).done
    assert overseen.records(HEAD, CasesMerged(twin, overseen.version(twin), main)).done
    night(overseen)
    assert overseen.row(main).owner_id == overseen.ids[HEAD]


def test_it_goes_past_the_unopened_codes_of_an_office_too(overseen: Days) -> None:
    with overseen.store.begin() as tx:
        made = officials.invite(tx, "head", "dpupr", "Baru", "c0de", overseen.now, overseen.now)
        past = gone_past(tx, "dpupr", "head")
        assert past == {overseen.ids[OFFICER], overseen.ids[HEAD], made}
        assert gone_past(tx, None, "head") == frozenset()
        assert gone_past(tx, "dishub", "handler") == {overseen.ids[COORDINATOR]}
