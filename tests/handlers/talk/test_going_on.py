"""A conversation that goes on from its open question stands where one stands that is run from the top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from handlers.complaint import COMP
from handlers.rating import RATE
from handlers.survey import SRVY
from handlers.talk import Input, Script, State
from handlers.talk.parts import part_of
from handlers.talk.questions import AnyQuestion, Write
from handlers.talk.replay import Replay, replay
from tests.handlers.city import facts
from tests.handlers.talk.example import TELL, fresh

FACTS = facts()
DEEP, WIDE = 7, 2


def answers(question: AnyQuestion) -> Iterator[Any]:
    """Some of what may be stored for it."""
    if isinstance(question, Write):
        yield {"parts": [], "done": True}
        yield {"parts": [part_of(Input("Antreannya lama"))], "done": True}
    else:
        yield from list(question.options(None))[:WIDE]


def where(seen: Replay | None) -> object:
    """Everything about it but words that are made only when they are said."""
    assert seen is not None
    event = seen.outcome.event if seen.outcome else None
    return seen.question, event, seen.path, seen.fixed, seen.notes, seen.told, seen.collected


def walk(script: Script, state: State, depth: int = 0) -> int:
    """Go every way there is; how many steps that were."""
    question = replay(script, FACTS, state).question
    if question is None or depth == DEEP:
        return 0
    steps = 0
    for stored in answers(question):
        state_then = state.answering(question.key, stored)
        further = replay(script, FACTS, state).answered(state_then)
        assert where(further) == where(replay(script, FACTS, state_then))
        steps += 1 + walk(script, state_then, depth + 1)
    return steps


@pytest.mark.parametrize("script", [TELL, RATE, SRVY, COMP], ids=lambda script: script.name)
def test_every_way_leads_to_the_same_place(script: Script) -> None:
    assert walk(script, fresh(script)) > WIDE
    kept = replace(fresh(script), kept=(part_of(Input("Sudah saya tulis tadi")),))
    assert walk(script, kept) > WIDE


def test_where_more_than_the_answer_is_new_it_is_run_from_the_top() -> None:
    seen = replay(RATE, FACTS, fresh(RATE))
    assert seen.question is not None
    answered = fresh(RATE).answering(seen.question.key, next(answers(seen.question)))
    assert seen.answered(replace(answered, kept=(part_of(Input("Lagi")),))) is None


def test_an_answer_that_is_none_yet_and_a_talk_that_has_ended_are_not_gone_on_with() -> None:
    seen = replay(RATE, FACTS, fresh(RATE))
    assert seen.question is not None
    assert seen.answered(fresh(RATE).answering(seen.question.key, "no such option")) is None
    state = fresh(RATE)
    while (open_one := replay(RATE, FACTS, state)).question is not None:
        state = state.answering(open_one.question.key, next(answers(open_one.question)))
    assert open_one.answered(state) is None
