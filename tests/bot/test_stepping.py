"""An official who has to do with a case is out of it with one tap, and overseers alone hear why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk.work_facts import work
from handlers.desk_events import CaseAnswered, CasesMerged, CaseTaken
from handlers.oversight_events import SteppedOut, SteppingOutExplained
from handlers.talk import Words
from storage import outbox
from tests.bot.days import COORDINATOR, HEAD, OFFICER, OVERSEER, REPORTER, Days
from tests.bot.overseeing import SECOND, city, kinds, log_of, look_of, overseen, staffed, words_to

__all__ = ["city", "overseen", "staffed"]  # fixtures

WHY = Words("Pelapornya adik saya.")


def taken(days: Days) -> str:
    number = days.opens(REPORTER)
    assert days.records(OFFICER, CaseTaken(number, days.version(number))).done
    return number


def seen_by(days: Days, address: str, number: str) -> bool:
    with days.store.begin() as tx:
        return work(look_of(days, tx, address), number) is not None


def test_the_head_has_what_the_officer_stepped_out_of_and_the_officer_sees_it_no_more(overseen: Days) -> None:
    number = taken(overseen)
    assert overseen.records(OFFICER, SteppedOut(number)).done
    assert overseen.row(number).owner_id == overseen.ids[HEAD]
    assert not seen_by(overseen, OFFICER, number)
    assert seen_by(overseen, HEAD, number)
    answer = CaseAnswered(number, WHY, overseen.version(number))
    assert overseen.records(OFFICER, answer).problem == "gone"
    assert overseen.records(HEAD, answer).done
    assert any(number in told for told in words_to(overseen, HEAD))
    assert any("sekarang" in told for told in words_to(overseen, REPORTER))


def test_what_nobody_at_the_office_may_have_any_more_goes_up(overseen: Days) -> None:
    number = taken(overseen)
    for address, next_one in ((OFFICER, HEAD), (HEAD, COORDINATOR), (COORDINATOR, OVERSEER)):
        assert overseen.records(address, SteppedOut(number)).done
        assert overseen.row(number).owner_id == overseen.ids[next_one]
    assert [seen_by(overseen, one, number) for one in (OFFICER, HEAD, COORDINATOR, OVERSEER)] == [
        False,
        False,
        False,
        True,
    ]


def test_whoever_does_not_have_it_steps_out_and_it_stays_where_it_is(overseen: Days) -> None:
    number = taken(overseen)
    assert overseen.records(HEAD, SteppedOut(number)).done
    assert overseen.row(number).owner_id == overseen.ids[OFFICER]
    assert not seen_by(overseen, HEAD, number)


def test_only_the_overseers_read_why(overseen: Days) -> None:
    number = taken(overseen)
    overseen.records(OFFICER, SteppedOut(number))
    assert overseen.records(OFFICER, SteppingOutExplained(number, WHY)).done
    for address in (OVERSEER, SECOND):
        first, second = words_to(overseen, address)[-2:]
        assert "keluar dari" in first
        assert second.endswith(WHY.text)
    for address in (REPORTER, OFFICER, HEAD, COORDINATOR):
        assert not any(WHY.text in told for told in words_to(overseen, address))
    assert kinds(overseen, number) == [(OFFICER, "stepped_out"), (OFFICER, "stepped_out")]
    assert [line.why for line in log_of(overseen, number)] == ["", WHY.text]
    assert ("stepped_out", "") in overseen.happened(number)


def test_without_any_overseer_the_reason_stands_in_the_log_alone(city: Days) -> None:
    city.official("officer", "dpupr", OFFICER)
    number = taken(city)
    assert city.records(OFFICER, SteppedOut(number)).done
    assert city.row(number).owner_id is None
    assert city.records(OFFICER, SteppingOutExplained(number, WHY)).done
    assert log_of(city, number)[-1].why == WHY.text


@pytest.mark.parametrize("address", [HEAD, REPORTER])
def test_nobody_explains_what_they_did_not_do(overseen: Days, address: str) -> None:
    number = taken(overseen)
    overseen.records(OFFICER, SteppedOut(number))
    assert overseen.records(address, SteppingOutExplained(number, WHY)).problem == "gone"
    assert overseen.records(OFFICER, SteppingOutExplained("KS-2611-0000", WHY)).problem == "gone"
    assert overseen.records(REPORTER, SteppedOut(number)).problem == "gone"
    assert overseen.records(OFFICER, SteppedOut(number)).problem == "gone"


def test_what_follows_the_case_is_closed_with_it(overseen: Days) -> None:
    number, twin = taken(overseen), overseen.opens("1002")
    assert overseen.records(HEAD, CasesMerged(twin, overseen.version(twin), number)).done
    assert overseen.records(OFFICER, SteppedOut(number)).done
    for one in (number, twin):
        assert overseen.row(one).owner_id == overseen.ids[HEAD]
        assert not seen_by(overseen, OFFICER, one)


def test_what_was_waiting_for_their_chat_is_not_sent(overseen: Days) -> None:
    number = taken(overseen)
    before = len(overseen.told(OFFICER, number))
    assert overseen.records(OFFICER, SteppedOut(number)).done
    assert len(overseen.told(OFFICER, number)) == before
    with overseen.store.begin() as tx:
        ready = outbox.claim(tx, "bulk", overseen.now, timedelta(seconds=30), 100)
        chats = {row.address.value for row in ready if row.address and row.case_number == number}
    assert OFFICER not in chats
