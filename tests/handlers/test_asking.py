"""A question that is asked again while the answer cannot be so."""

from __future__ import annotations

import pytest

from handlers.asking import TRIES, GivenUp, ask
from handlers.talk import Words


def number(said: Words) -> tuple[int | None, str]:
    return (int(said.text), "") if said.text.isdecimal() else (None, "A number, please.")


def answers(*texts: str, skip: bool = False) -> tuple[int | None, list[str]]:
    """What was understood in the end, and every question on the way to it."""
    talk, asked = ask("n", "How many?", number, skip=skip), []
    question = next(talk)
    try:
        for text in texts:
            asked.append(question.words)
            question = talk.send(Words(text))
    except StopIteration as done:
        return done.value, asked
    raise AssertionError("it is still asked")


def test_what_can_be_read_is_taken_at_once() -> None:
    assert answers("7") == (7, ["How many?"])


def test_what_cannot_is_asked_again_with_the_reason() -> None:
    assert answers("many", "7") == (7, ["How many?", "A number, please.\n\nHow many?"])


def test_what_may_be_left_out_can_be() -> None:
    assert answers("", skip=True) == (None, ["How many?"])


def test_after_some_tries_it_is_given_up_with_the_reason() -> None:
    with pytest.raises(GivenUp, match="A number, please"):
        answers(*("many" for _ in TRIES))
