"""Thirty-seven people report the same: one case is worked, each of them judges their own."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.house import House
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import (
    CaseAnswered,
    CasesMerged,
    CaseTaken,
    ClosingApproved,
    ClosingJudged,
    ClosingProposed,
    DataAsked,
    PromiseKept,
)
from handlers.events import CaseSupplemented
from handlers.talk import Words
from storage import case_events, citizens, promises
from storage.citizens import Handle
from storage.store import Store
from tests.bot.desks import Desks

OFFICER, HEAD = "9001", "9002"


@pytest.fixture
def desks(settings: Settings, store: Store, now: datetime) -> Desks:
    sync_units(settings, store)
    desks = Desks(store, house_of(settings), now)
    desks.official("officer", "dpupr", OFFICER)
    desks.official("head", "dpupr", HEAD)
    return desks


def house_of(settings: Settings) -> House:
    return build_house(settings)


def merged(desks: Desks, count: int) -> list[str]:
    """The main case first, then those that follow it; each is the report of another person."""
    numbers = [desks.opens(f"5{person:03}") for person in range(count)]
    desks.records(OFFICER, CaseTaken(numbers[0], 0))
    for number in numbers[1:]:
        assert desks.records(OFFICER, CasesMerged(number, 0, numbers[0])).done
    return numbers


def test_answers_and_proposals_reach_all_37_and_each_judges_their_own(desks: Desks) -> None:
    numbers = merged(desks, 37)
    main = numbers[0]
    desks.records(OFFICER, CaseAnswered(main, Words("Tim turun besok"), desks.version(main)))
    desks.records(OFFICER, ClosingProposed(main, desks.version(main), "fixed", Words("Sudah menyala")))
    for person, number in enumerate(numbers):
        words = [say.words for say in desks.told(f"5{person:03}", number)]
        assert sum("Tim turun besok" in said for said in words) == 1, number
        assert sum("Sudah menyala" in said for said in words) == 1, number
        assert desks.row(number).state == "proposed"
    desks.records("5000", ClosingJudged(main, True))
    for person in range(1, 20):
        assert desks.records(f"5{person:03}", ClosingJudged(numbers[person], True)).done
    assert desks.records("5036", ClosingJudged(numbers[36], False, Words("Masih gelap"))).done
    states = [desks.row(number).state for number in numbers]
    assert states == ["fixed"] * 20 + ["proposed"] * 16 + ["reopened"]
    again = desks.row(numbers[36])
    assert again.merged_into is None
    assert again.owner_id == desks.ids[HEAD]


def test_whoever_follows_has_the_words_that_a_head_agreed_to_in_their_own_case(desks: Desks) -> None:
    main, second = merged(desks, 2)
    due = desks.house.today(desks.now) + timedelta(days=20)
    cannot = ClosingProposed(main, desks.version(main), "cannot", Words("Menunggu tiang"), "budget", due)
    assert desks.records(OFFICER, cannot).reader == "head"
    desks.records(HEAD, ClosingApproved(main, desks.version(main), approved=True))
    with desks.store.begin() as tx:
        followers = case_events.events(tx, desks.row(second).id)[-1]
        chat = Handle("telegram", "chat", "5001")
        person = citizens.lock(tx, {chat: "id"}, desks.now)[chat]
        copy = citizens.export(tx, person.id)["cases"][0]["events"][-1]
    assert (followers.kind, followers.state, followers.words) == ("proposed", "proposed", "Menunggu tiang")
    assert (followers.reason, followers.target) == ("budget", due.isoformat())
    assert (copy["words"], copy["actor"], copy["reason"]) == ("Menunggu tiang", "official", "budget")
    assert desks.happened(main)[-1] == ("approved", "proposed")


def test_what_was_promised_to_all_is_kept_for_all(desks: Desks) -> None:
    numbers = merged(desks, 3)
    main = numbers[0]
    due = desks.house.today(desks.now) + timedelta(days=20)
    cannot = ClosingProposed(main, desks.version(main), "cannot", Words("Menunggu tiang"), "budget", due)
    desks.records(HEAD, cannot)
    for person, number in enumerate(numbers):
        desks.records(f"5{person:03}", ClosingJudged(number, True))
    assert desks.records(HEAD, PromiseKept(main, desks.version(main), Words("Sudah terpasang"))).done
    for person, number in enumerate(numbers):
        told = [say.words for say in desks.told(f"5{person:03}", number)]
        assert sum("Sudah terpasang" in words for words in told) == 1
    with desks.store.reading() as tx:
        assert promises.broken(tx, due + timedelta(days=1)) == []
    again = PromiseKept(main, desks.version(main), Words("Sekali lagi"))
    assert desks.records(HEAD, again).problem == "stale"


def test_a_question_reaches_all_and_each_answers_for_their_own(desks: Desks) -> None:
    main, second = merged(desks, 2)
    desks.records(OFFICER, DataAsked(main, desks.version(main), Words("Di mana persisnya?")))
    assert {desks.row(n).state for n in (main, second)} == {"needs_data"}
    desks.records("5001", CaseSupplemented(second, Words("Dekat pasar")))
    assert (desks.row(main).state, desks.row(second).state) == ("needs_data", "in_progress")
    assert any("Dekat pasar" in say.words for say in desks.told(OFFICER))


def test_what_follows_is_worked_on_at_the_main_case_alone(desks: Desks) -> None:
    _, second = merged(desks, 2)
    taken = desks.records(HEAD, ClosingProposed(second, desks.version(second), "fixed", Words("Beres")))
    assert taken.problem == "merged"
    answered = desks.records(HEAD, CaseAnswered(second, Words("Halo"), desks.version(second)))
    assert answered.done


def test_a_case_is_not_merged_into_itself_nor_into_one_that_is_closed_or_waits(desks: Desks) -> None:
    first, second = (desks.opens(f"500{n}") for n in (1, 2))
    assert desks.records(OFFICER, CasesMerged(first, 0, first)).problem == "merged"
    desks.records(OFFICER, ClosingProposed(second, 0, "fixed", Words("Beres")))
    assert desks.records(OFFICER, CasesMerged(first, 0, second)).problem == "waiting"
    desks.records("5002", ClosingJudged(second, True))
    assert desks.records(OFFICER, CasesMerged(first, 0, second)).problem == "closed"
    assert desks.records(OFFICER, CasesMerged(first, 0, "KS-2611-AAAA")).problem == "gone"
    assert desks.row(first).version == 0


def test_who_follows_a_case_follows_it_when_it_follows_another(desks: Desks) -> None:
    first, second = merged(desks, 2)
    third = desks.opens("5009")
    desks.records(OFFICER, CasesMerged(first, desks.version(first), third))
    assert {desks.row(n).merged_into for n in (first, second)} == {desks.row(third).id}
    assert desks.row(third).merged_into is None


def test_a_follower_that_is_worked_on_when_its_main_case_closes_stands_on_a_desk_again(
    desks: Desks,
) -> None:
    main, second = merged(desks, 2)
    desks.records(OFFICER, DataAsked(main, desks.version(main), Words("Di mana?")))
    desks.records(OFFICER, ClosingProposed(main, desks.version(main), "fixed", Words("Beres")))
    desks.records("5000", ClosingJudged(main, True))
    assert desks.row(second).merged_into == desks.row(main).id
    assert desks.row(second).state == "proposed"
    desks.records("5001", ClosingJudged(second, False))
    row = desks.row(second)
    assert (row.merged_into, row.state, row.next_step) == (None, "reopened", "answer")
