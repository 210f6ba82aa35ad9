"""The same lessons have the same mark, and whatever changes what is learned changes it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from analytics import lessons
from analytics.labelled import Labelled, sentences, wording
from analytics.lessons import CHOSEN, Lessons
from analytics.themes import Lexicon

KNOWN = sentences()[:30]
GIVEN = Lessons(Lexicon({"queue": ["antre*"], "lamp": ["lampu"]}, {"yg": "yang"}), wording({}), KNOWN, CHOSEN)


def test_the_same_lessons_have_the_same_mark() -> None:
    again = replace(GIVEN, lexicon=Lexicon({"queue": ["antre*"], "lamp": ["lampu"]}, {"yg": "yang"}))
    assert again.mark() == GIVEN.mark()


@pytest.mark.parametrize(
    "other",
    [
        lambda given: replace(
            given, lexicon=Lexicon({"queue": ["antre"], "lamp": ["lampu"]}, {"yg": "yang"})
        ),
        lambda given: replace(
            given, lexicon=Lexicon({"lamp": ["lampu"], "queue": ["antre*"]}, {"yg": "yang"})
        ),
        lambda given: replace(given, lexicon=replace(given.lexicon, negations=frozenset({"tidak"}))),
        lambda given: replace(given, wording=wording({"gak": "tidak"})),
        lambda given: replace(given, wording=replace(given.wording, own=frozenset())),
        lambda given: replace(given, sentences=[*KNOWN, Labelled("lampu mati", frozenset({"lamp"}))]),
        lambda given: replace(given, tuning=replace(CHOSEN, strength=10.0)),
    ],
)
def test_other_lessons_have_another_mark(other: Callable[[Lessons], Lessons]) -> None:
    assert other(GIVEN).mark() != GIVEN.mark()


def test_another_way_of_learning_has_another_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    before = GIVEN.mark()
    monkeypatch.setattr(lessons, "version", lambda _name: "0.0")
    assert GIVEN.mark() != before
    monkeypatch.undo()
    monkeypatch.setattr(lessons, "LEARNS", lessons.LEARNS[:-1])
    assert GIVEN.mark() != before
