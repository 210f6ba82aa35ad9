"""The survey of a forum: a tap on a face in the message, another one, and words for who likes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import forum_survey
from handlers.poll_events import ForumJudged
from handlers.poll_views import Judged
from handlers.talk import Words, speaking
from tests.handlers.city import facts
from tests.handlers.desks import always
from tests.handlers.talker import Talker

SEEN = Judged("fkp234", "Antrean KTP")


def at(seen: Judged | None, arg: str = "fkp234.4", **recorded: object) -> Talker:
    opened = replace(facts(), judged=seen)
    talker = Talker(opened, **({"record": always(**recorded)} if recorded else {}))  # type: ignore[arg-type]  # a recorder
    return talker.presses(f"go.fsur:{arg}")


def test_a_face_in_the_message_is_the_first_answer() -> None:
    with speaking("id"):
        say = forum_survey.asked("Antrean KTP", "fkp234")
    assert [one.id for one in say.choices] == [f"go.fsur:fkp234.{score}" for score in (4, 3, 2, 1)]
    assert "/stop" in say.words


def test_each_answer_is_kept_as_soon_as_it_is_given() -> None:
    talker = at(SEEN)
    assert talker.events == [ForumJudged("fkp234", 4)]
    talker.taps("2 😕 Kurang")
    assert talker.events[1:] == [ForumJudged("fkp234", 4, 2)]
    talker.says("Waktunya terlalu singkat")
    assert talker.events[2:] == [ForumJudged("fkp234", 4, 2, Words("Waktunya terlalu singkat"))]
    assert "Terima kasih!" in talker.screen


def test_words_may_be_left_out() -> None:
    talker = at(SEEN).taps("4 😀 Ya, sepenuhnya").taps("Lewati")
    assert talker.events[-1] == ForumJudged("fkp234", 4, 4)


@pytest.mark.parametrize("arg", ["fkp234", "fkp234.9", "fkp234.x"])
def test_without_a_face_it_is_asked(arg: str) -> None:
    talker = at(SEEN, arg)
    assert "Seberapa bermanfaat" in talker.screen
    assert talker.taps("1 😞 Tidak bermanfaat").events == [ForumJudged("fkp234", 1)]


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (None, "saya temukan"),
        (replace(SEEN, came=False), "untuk yang hadir"),
        (replace(SEEN, open=False), "sudah selesai"),
    ],
)
def test_who_is_not_asked_is_told_so(seen: Judged | None, told: str) -> None:
    talker = at(seen)
    assert told in talker.screen
    assert talker.events == []


def test_an_answer_after_the_end_is_told_so() -> None:
    talker = at(SEEN, done=False).taps("4 😀 Ya, sepenuhnya").taps("Lewati")
    assert "sudah selesai" in talker.screen
