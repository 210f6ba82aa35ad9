"""Buttons, words and states mean the same wherever they have been."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.talk import Go, Media, Outcome, Place, Script, State, Words
from handlers.talk.model import BUTTON_BYTES, Button, altered
from tests.handlers.talk.example import FACTS, TELL

LONGEST = Button("tell", "category", "x" * 40, "k3f7", 9999)

buttons = st.builds(
    Button,
    st.from_regex(r"[a-z]{2,4}", fullmatch=True),
    st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    st.from_regex(r"[a-z0-9_<>=*!#-]{0,40}", fullmatch=True),
    st.from_regex(r"[0-9a-z]{4}", fullmatch=True),
    st.integers(0, 9999),
)


@given(buttons)
def test_a_button_parses_back_and_fits(button: Button) -> None:
    assert Button.parse(str(button)) == button
    assert len(str(button).encode()) <= BUTTON_BYTES


def test_the_longest_button_fills_the_narrowest_channel_exactly() -> None:
    assert len(str(LONGEST)) == BUTTON_BYTES == 64
    assert str(LONGEST) == f"tell.category:{'x' * 40}~k3f7.9999"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "go.rate",
        "tell.kind:a~k3f7",
        "tell.kind:a~k3f7.12345",
        "tell.kind:a~k3f.1",
        "TELL.kind:a~k3f7.1",
        "t.kind:a~k3f7.1",
        "tell.:a~k3f7.1",
        "tell.kind:a~b~k3f7.1",
        "tell.kind:a~k3f7.1 ",
        "tell.kind:a~k3f7.1\n",
        f"tell.kind:{'x' * 41}~k3f7.1",
    ],
)
def test_what_is_no_button_is_none(text: str) -> None:
    assert Button.parse(text) is None


@pytest.mark.parametrize(
    ("go", "text"),
    [
        (Go("rate"), "go.rate"),
        (Go("comp", arg="complaint.rsud"), "go.comp:complaint.rsud"),
        (Go("hi"), "go.hi"),
    ],
)
def test_a_button_that_starts_a_conversation_parses_back(go: Go, text: str) -> None:
    assert str(go) == text
    assert Go.parse(text) == go


def test_the_label_of_such_a_button_is_only_for_people() -> None:
    assert Go.parse(str(Go("rate", "Rate a service", "rsud"))) == Go("rate", arg="rsud")
    longest = Go("ratingxy", arg="x" * 52)
    assert Go.parse(str(longest)) == longest
    assert len(str(longest).encode()) == BUTTON_BYTES


@pytest.mark.parametrize(
    "text", ["", "go.", "go.r", "go.rate:", f"go.rate:{'x' * 53}", "go.RATE", "xgo.rate", "tell.a:b~k3f7.1"]
)
def test_what_starts_no_conversation_is_none(text: str) -> None:
    assert Go.parse(text) is None


def test_words_are_empty_when_nothing_was_said_or_sent() -> None:
    assert not Words()
    assert Words("a")
    assert Words(media=(Media("photo", "p"),))
    assert Words(place=Place(0, 0))


def test_the_last_answer_stands_last() -> None:
    state = State("tell", "k3f7", date(2026, 11, 24), "en", answers={"a": "1", "b": "2"})
    assert list(state.answering("a", "3").answers.items()) == [("b", "2"), ("a", "3")]
    assert state.without("a").answers == {"b": "2"}
    assert state.without("c").answers == state.answers
    assert state.answers == {"a": "1", "b": "2"}


def test_a_script_opens_with_its_arguments() -> None:
    assert TELL.args_of("rsud") == {"unit": "rsud"}
    assert TELL.args_of("") == {}
    assert Script("x", lambda: "x", lambda facts: iter(())).args_of("rsud") == {}  # type: ignore[arg-type, return-value]
    assert next(TELL.open(FACTS, {"unit": "rsud"})) == next(TELL.open(FACTS, {}))


def test_an_outcome_says_nothing_unless_told_to() -> None:
    assert Outcome() == Outcome(event=None, words="", next=(), then=None, carries=Words(), file=None)


def test_what_is_altered_is_what_replace_makes_of_it() -> None:
    state = State("rate", "k3f7", date(2026, 11, 24), "id", {"unit": "dinsos"}, answers={"score": "4"})
    assert altered(state, turn=3, language="en") == replace(state, turn=3, language="en")
    assert state.turn == 0


def test_a_field_that_is_not_there_cannot_be_altered() -> None:
    with pytest.raises(TypeError, match="tunr"):
        altered(Place(1, 2), tunr=3)
