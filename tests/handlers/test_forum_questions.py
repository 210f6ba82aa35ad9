"""Questions for a forum in chat: read by everybody, asked and voted for by those who were invited."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from handlers import question_words
from handlers.question_events import AgendaSent, QuestionAsked, QuestionVoted
from handlers.question_views import Questions, QuestionView
from handlers.talk import Words, speaking
from tests.handlers.city import CITY, facts
from tests.handlers.desks import always
from tests.handlers.talker import Talker

STARTS = datetime(2026, 12, 4, 9, 0)  # noqa: DTZ001 - the city's clock, as conversations see it
LONG = "Kenapa nomor antrean habis sebelum jam delapan pagi?"
ASKED = (QuestionView(7, "Kapan ada loket kedua?", 5, mine=True), QuestionView(9, LONG, 1))
SEEN = Questions("fkp234", "Antrean KTP", STARTS, ASKED, invited=True)


def at(seen: Questions | None, arg: str = "fkp234", **recorded: object) -> Talker:
    opened = replace(facts(), city=CITY, questions=seen)
    talker = Talker(opened, **({"record": always(**recorded)} if recorded else {}))  # type: ignore[arg-type]  # a recorder
    return talker.presses(f"go.usul:{arg}")


def test_without_a_forum_there_is_nothing_to_ask() -> None:
    assert "Tidak ada forum" in at(None).screen


def test_the_list_shows_votes_and_which_are_mine() -> None:
    talker = at(SEEN)
    assert "✅ Kapan ada loket kedua? (5 suara)" in talker.screen
    assert f"▫️ {LONG} (1 suara)" in talker.screen
    ids = [choice.id for choice in talker.says_so_far[-1].choices]
    assert ids[:3] == ["go.usul:fkp234.x7", "go.usul:fkp234.v9", "go.usul:fkp234.ask"]


def test_of_no_questions_one_is_invited_to_be_the_first() -> None:
    assert "Jadilah yang pertama" in at(replace(SEEN, questions=())).screen


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"invited": False}, "hanya untuk yang diundang"),
        ({"state": "over"}, "tidak menerima pertanyaan lagi"),
        ({"state": "during"}, "langsung sampai ke moderator"),
    ],
)
def test_who_cannot_vote_is_told_why_and_has_no_button_for_it(change: dict[str, object], told: str) -> None:
    talker = at(replace(SEEN, **change))  # type: ignore[arg-type]  # real fields
    assert told in talker.screen
    assert not [choice for choice in talker.says_so_far[-1].choices if ".v9" in choice.id]


def test_a_button_of_a_vote_that_was_passed_on_only_shows_the_list() -> None:
    talker = at(replace(SEEN, invited=False), "fkp234.v9")
    assert talker.events == []
    assert "hanya untuk yang diundang" in talker.screen


@pytest.mark.parametrize(("arg", "given"), [("fkp234.v9", True), ("fkp234.x9", False)])
def test_a_vote_is_given_and_taken_back(arg: str, given: bool) -> None:
    talker = at(SEEN, arg)
    assert talker.events == [QuestionVoted("fkp234", 9, given)]
    assert "Suara Anda" in talker.screen


def test_a_vote_that_came_too_late_is_told_so() -> None:
    assert "Forum sudah dimulai" in at(SEEN, "fkp234.v9", done=False, problem="begun").screen


def test_a_vote_for_nothing_is_a_vote_for_none() -> None:
    assert at(SEEN, "fkp234.vx").events == [QuestionVoted("fkp234", 0, given=True)]


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ({"done": True}, "Orang lain kini dapat memilihnya"),
        ({"problem": "live"}, "di tangan moderator"),
        ({"problem": "folded", "name": "Kapan ada loket kedua?"}, "Kapan ada loket kedua?"),
        ({"done": False, "problem": "words"}, "paling panjang 500"),
        ({"done": False, "problem": "unheard of"}, "sudah tidak ada"),
    ],
)
def test_a_question_is_asked_and_what_came_of_it_is_told(recorded: dict[str, object], told: str) -> None:
    talker = at(SEEN, "fkp234.ask", **recorded).says("Apakah bisa daring?")
    assert talker.events == [QuestionAsked("fkp234", Words("Apakah bisa daring?"))]
    assert told in talker.screen


def test_who_has_asked_enough_can_still_vote() -> None:
    assert "sudah penuh" in at(replace(SEEN, left=0), "fkp234.ask").screen
    assert "➕ Tanya atau usul" not in at(replace(SEEN, left=0)).labels


def test_who_organises_without_being_invited_is_not_sent_away() -> None:
    assert "diundang" not in at(replace(SEEN, invited=False, organises=True)).screen


def test_who_organises_sends_the_agenda_once() -> None:
    mine = replace(SEEN, organises=True)
    assert "📋 Kirim agenda" in at(mine).labels
    assert "📋 Kirim agenda" not in at(replace(mine, sent=True)).labels
    talker = at(mine, "fkp234.agenda")
    assert talker.events == [AgendaSent("fkp234")]
    assert "Agenda dikirim" in talker.screen
    assert "sudah pernah dikirim" in at(mine, "fkp234.agenda", done=False, problem="sent").screen


def test_the_agenda_and_a_live_question_name_nobody() -> None:
    with speaking("id"):
        agenda = question_words.agenda("Antrean KTP", "fkp234", "Jumat", ASKED)
        live = question_words.live("Antrean KTP", "Kapan?")
    assert f"1. Kapan ada loket kedua?\n2. {LONG}" in agenda.words
    assert "Kapan?" in live.words
