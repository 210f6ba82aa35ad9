"""An overseer pulls a case up with a reason, and each look of an overseer at a case is in the log."""

from __future__ import annotations

import pytest

from bot.desk.work_facts import work
from handlers.desk_events import CaseAnswered, CasesMerged
from handlers.events import CaseOpened
from handlers.oversight_events import CasePulled
from handlers.talk import Words
from tests.bot.days import COORDINATOR, HEAD, OFFICER, OVERSEER, REPORTER, Days
from tests.bot.overseeing import (
    MOTIVE,
    SECOND,
    city,
    kinds,
    log_of,
    look_of,
    overseen,
    presses,
    staffed,
    words_to,
)

__all__ = ["city", "overseen", "staffed"]  # fixtures

WHY = Words(MOTIVE)


def test_what_is_pulled_is_the_overseers_and_closed_to_its_office(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    assert overseen.records(OVERSEER, CasePulled(number, overseen.version(number), WHY)).done
    row = overseen.row(number)
    assert (row.route, row.owner_id) == ("overseers", overseen.ids[OVERSEER])
    assert row.bypassed == {overseen.ids[OFFICER], overseen.ids[HEAD]}
    with overseen.store.begin() as tx:
        shown = [work(look_of(overseen, tx, one), number) for one in (OFFICER, HEAD, COORDINATOR, SECOND)]
    assert [one is not None for one in shown] == [False, False, False, True]
    for address in (OFFICER, HEAD):
        step = CaseAnswered(number, WHY, overseen.version(number))
        assert overseen.records(address, step).problem == "gone"
    assert any("tim pengawas" in told for told in words_to(overseen, REPORTER))


def test_the_reason_is_read_by_the_other_overseers_and_in_the_log(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    assert overseen.records(OVERSEER, CasePulled(number, overseen.version(number), WHY)).done
    assert MOTIVE in words_to(overseen, SECOND)[-1]
    for address in (OVERSEER, OFFICER, HEAD, COORDINATOR, REPORTER):
        assert not any(MOTIVE in told for told in words_to(overseen, address))
    (line,) = log_of(overseen, number)
    assert (line.kind, line.why) == ("pulled", MOTIVE)
    assert ("pulled", "") in overseen.happened(number)


@pytest.mark.parametrize("address", [OFFICER, HEAD, COORDINATOR])
def test_nobody_else_pulls(overseen: Days, address: str) -> None:
    number = overseen.opens(REPORTER)
    assert overseen.records(address, CasePulled(number, overseen.version(number), WHY)).problem == "forbidden"


def test_a_pull_without_a_reason_or_of_what_is_up_already_is_refused(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    short = CasePulled(number, overseen.version(number), Words("  karena penting       "))
    assert overseen.records(OVERSEER, short).problem == "no_reason"
    grave = overseen.opens(REPORTER, category="pungli")
    again = CasePulled(grave, overseen.version(grave), WHY)
    assert overseen.records(OVERSEER, again).problem == "waiting"
    assert log_of(overseen, number) == []


def test_an_overseer_who_serves_at_the_office_does_not_pull_from_it(overseen: Days) -> None:
    overseen.official("officer", "dpupr", SECOND)
    number = overseen.opens(REPORTER)
    assert overseen.records(SECOND, CasePulled(number, overseen.version(number), WHY)).problem == "forbidden"
    assert overseen.records(OVERSEER, CasePulled(number, overseen.version(number), WHY)).done
    with overseen.store.begin() as tx:
        assert work(look_of(overseen, tx, SECOND), number) is None


def test_what_follows_a_case_goes_up_with_it(overseen: Days) -> None:
    number, twin = overseen.opens(REPORTER), overseen.opens("1002")
    assert overseen.records(HEAD, CasesMerged(twin, overseen.version(twin), number)).done
    assert overseen.records(OVERSEER, CasePulled(number, overseen.version(number), WHY)).done
    assert [overseen.row(one).route for one in (number, twin)] == ["overseers", "overseers"]


def test_who_would_have_handled_it_never_gets_it(overseen: Days) -> None:
    said = CaseOpened("complaint", "", "slow", "handler", Words("Koordinatornya diam saja"))
    number = overseen.records(REPORTER, said).number
    assert overseen.row(number).bypassed == {overseen.ids[COORDINATOR]}
    assert overseen.row(number).owner_id == overseen.ids[OVERSEER]


# --- looks, and who comes and goes ---


def test_each_time_an_overseer_opens_a_case_it_stands_in_the_log_once(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    for _ in range(2):
        presses(overseen, OVERSEER, f"go.work:{number}")
    presses(overseen, SECOND, f"go.work:{number}.step_out")
    presses(overseen, HEAD, f"go.work:{number}")
    assert kinds(overseen, number) == [
        (OVERSEER, "looked"),
        (OVERSEER, "looked"),
        (SECOND, "looked"),
        (SECOND, "stepped_out"),
    ]
