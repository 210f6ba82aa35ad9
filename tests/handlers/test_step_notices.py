"""What officials hear when somebody else, or the reporter, moved a case of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from handlers import step_notices as notices
from handlers.case import CaseSeen
from handlers.desk_events import ClosingProposed
from handlers.talk import Say, Words, speaking
from tests.handlers.desks import SEEN
from tests.handlers.talker import NUMBER

WORDS = Words("Kabelnya dicuri")
CANNOT = ClosingProposed(NUMBER, 4, "cannot", WORDS, "budget", date(2027, 1, 5))

OPENING: dict[str, Callable[[CaseSeen], Say]] = {
    "taken": lambda seen: notices.taken_by_other(seen, "Ratna"),
    "noted": lambda seen: notices.noted(seen, "Ratna", WORDS),
    "explained": lambda seen: notices.explained(seen, "Ratna", WORDS),
    "passed": lambda seen: notices.passed_to_you(seen, "Ratna", WORDS),
    "declined": lambda seen: notices.declined(seen, "Ratna", WORDS),
    "asked": lambda seen: notices.approval_asked(seen, "Ratna", CANNOT, "anggarannya belum ada"),
    "reopened": lambda seen: notices.reopened(seen, WORDS, times=1, yours=True),
}
CLOSING: dict[str, Callable[[CaseSeen], Say]] = {
    "settled": lambda seen: notices.settled(seen, WORDS, "fixed"),
    "silent": notices.silent,
}


def said(notice: Callable[[CaseSeen], Say], seen: CaseSeen = SEEN) -> Say:
    with speaking("id"):
        return notice(seen)


@pytest.mark.parametrize("name", OPENING)
def test_what_is_still_open_can_be_opened_with_a_tap(name: str) -> None:
    say = said(OPENING[name])
    assert say.choices[-1].id == f"go.work:{NUMBER}"
    assert say.case == NUMBER
    assert NUMBER in say.words


@pytest.mark.parametrize("name", CLOSING)
def test_what_is_closed_is_only_told(name: str) -> None:
    say = said(CLOSING[name])
    assert (say.choices, say.case) == ((), NUMBER)


@pytest.mark.parametrize("name", ["taken", "noted", "explained", "passed", "declined", "asked"])
def test_colleagues_are_named_among_officials(name: str) -> None:
    assert "Ratna" in said(OPENING[name]).words


@pytest.mark.parametrize("name", [name for name in OPENING if name != "taken"])
def test_what_was_written_comes_along(name: str) -> None:
    assert "Kabelnya dicuri" in said(OPENING[name]).words


def test_an_internal_note_says_that_it_is_one() -> None:
    assert said(OPENING["noted"]).words.startswith("🔒 Catatan internal")


def test_a_case_passed_on_names_its_day_where_it_has_one() -> None:
    assert "Selasa, 1 Desember 2026" in said(OPENING["passed"]).words
    assert "Desember" not in said(OPENING["passed"], replace(SEEN, answer_due=None)).words


def test_the_head_reads_reason_and_day_and_agrees_to_this_version_alone() -> None:
    say = said(OPENING["asked"], replace(SEEN, version=7))
    assert "anggarannya belum ada" in say.words
    assert "Selasa, 5 Januari 2027" in say.words
    assert [choice.id for choice in say.choices[:2]] == [
        f"go.work:{NUMBER}.agree.7",
        f"go.work:{NUMBER}.decline.7",
    ]


def test_without_a_version_the_buttons_show_the_proposal_first() -> None:
    ids = [choice.id for choice in said(OPENING["asked"]).choices]
    assert ids[:2] == [f"go.work:{NUMBER}.agree", f"go.work:{NUMBER}.decline"]


def test_no_day_is_named_where_none_is_promised() -> None:
    with speaking("id"):
        say = notices.approval_asked(SEEN, "Ratna", replace(CANNOT, promised=None), "anggarannya belum ada")
    assert "2027" not in say.words


def test_reopened_says_how_often_and_whose_it_is_now() -> None:
    with speaking("id"):
        first = notices.reopened(SEEN, WORDS, times=1, yours=True).words
        second = notices.reopened(SEEN, WORDS, times=2, yours=False).words
    assert first.rsplit("\n\n", 1)[1] != second.rsplit("\n\n", 1)[1]
    assert "2" in second.replace(NUMBER, "")
    with speaking("en"):
        assert "times said: 2" in notices.reopened(SEEN, WORDS, times=2, yours=False).words


def test_what_cannot_be_done_is_accepted_and_never_called_settled() -> None:
    for outcome in ("fixed", "answered"):
        assert (
            "sudah beres" in said(lambda seen, outcome=outcome: notices.settled(seen, WORDS, outcome)).words
        )
    for outcome in ("cannot", "not_ours"):
        words = said(lambda seen, outcome=outcome: notices.settled(seen, WORDS, outcome)).words
        assert "beres" not in words
        assert "bisa menerimanya" in words
