"""Answering a quick poll: one tap, changed by another, kindly refused when it is too late or not theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from handlers.poll_events import PollAnswered
from handlers.poll_views import Ballot
from tests.handlers.city import facts
from tests.handlers.desks import always
from tests.handlers.talker import Talker

UNTIL = datetime(2026, 12, 4, 10, 35)  # noqa: DTZ001 - the city's clock, as conversations see it
BALLOT = Ballot(7, "fkp234", "Antrean KTP", "Kapan?", ("Pagi", "Siang", "Malam"), UNTIL)


def at(ballot: Ballot | None, arg: str = "7.1", **recorded: object) -> Talker:
    opened = replace(facts(), ballot=ballot)
    talker = Talker(opened, **({"record": always(**recorded)} if recorded else {}))  # type: ignore[arg-type]  # a recorder
    return talker.presses(f"go.vote:{arg}" if arg else "go.vote")


def test_one_tap_answers_and_it_can_be_changed() -> None:
    talker = at(BALLOT)
    assert talker.events == [PollAnswered(7, 1)]
    assert "Jawaban Anda: Siang" in talker.screen
    assert "sampai pukul 10.35" in talker.screen
    talker.taps("🔁 Ubah jawaban saya")
    assert talker.labels[:3] == ["Pagi", "Siang", "Malam"]


def test_what_was_answered_before_is_marked() -> None:
    assert "✅ Siang" in at(replace(BALLOT, mine=1), "7").labels


@pytest.mark.parametrize("arg", ["7", "7.9", "7.x", ""])
def test_without_an_answer_that_there_is_the_answers_are_shown(arg: str) -> None:
    talker = at(BALLOT, arg)
    assert talker.events == []
    assert "Kapan?" in talker.screen


def test_a_poll_that_is_closed_is_kindly_told_so() -> None:
    talker = at(replace(BALLOT, state="closed"))
    assert talker.events == []
    assert "terlambat" in talker.screen


@pytest.mark.parametrize(("why", "told"), [("uninvited", "/hadir"), ("browser", "Di peramban")])
def test_who_may_not_answer_is_told_why(why: str, told: str) -> None:
    talker = at(replace(BALLOT, barred=why))
    assert talker.events == []
    assert told in talker.screen


def test_where_there_is_no_poll_one_is_told_so() -> None:
    assert "tidak ada jajak pendapat" in at(None, "").screen


def test_one_that_closed_a_moment_ago_takes_no_answer() -> None:
    assert "terlambat" in at(BALLOT, done=False, problem="closed").screen


def test_it_is_found_by_a_command() -> None:
    assert "Kapan?" in Talker(replace(facts(), ballot=BALLOT)).says("/jajak").screen
