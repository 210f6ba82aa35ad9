"""Only a button of the question on the screen does anything; pages are turned in place."""

from dataclasses import replace

import pytest

from handlers.facts import Facts
from handlers.talk import Input, Outcome, Script, Talk, choose
from handlers.talk.engine import advance
from handlers.talk.model import Button
from tests.handlers.talk.example import FACTS, NOW, PLACES, TELL
from tests.handlers.talk.player import Player
from tests.handlers.talk.scenes import LONG, at_what

# --- taps on old, foreign and broken buttons ---


def test_a_second_tap_on_the_same_button_says_nothing_and_changes_nothing() -> None:
    player = Player()
    button = player.button("Praise")
    player.presses(button)
    before = player.stored
    player.presses(button)
    assert (player.step.says, player.step.toast) == ((), "Already noted.")
    assert player.stored == before


@pytest.mark.parametrize("label", ["Done", "Skip"])
def test_a_second_tap_on_done_or_skip_is_silent(label: str) -> None:
    player = at_what()
    player.types(LONG)
    if label == "Skip":
        player.taps("Done")
        player.types("Here")
    button = player.button(label)
    player.presses(button)
    player.presses(button)
    assert (player.step.says, player.step.toast) == ((), "Already noted.")


def test_an_older_button_of_another_answer_changes_nothing_and_says_so() -> None:
    player = Player()
    other = player.button("Complaint")
    player.taps("Praise")
    player.presses(other)
    assert player.step.toast == "That was an earlier question; nothing has changed."
    assert player.words == "Which office?"
    assert player.stored.answers == {"kind": "praise"}


def test_write_afresh_on_an_old_keyboard_erases_nothing_and_says_so() -> None:
    player = at_what()
    player.types(LONG)
    afresh = player.button("Write afresh")
    player.taps("Done")
    player.presses(afresh)
    assert player.step.toast == "That was an earlier question; nothing has changed."
    assert player.words == "Where was it?"
    assert player.stored.answers["what"] == {"parts": [{"text": LONG}], "done": True}


def test_an_option_without_a_name_is_not_taken_for_noted() -> None:
    player = at_what()
    player.types(LONG)
    button = Button.parse(player.button("Done"))
    assert button is not None
    player.taps("Done")
    player.presses(str(replace(button, option="")))
    assert player.words == "Where was it?"


@pytest.mark.parametrize(
    "change",
    [{"serial": "zzzz"}, {"turn": 2}, {"turn": 9999}, {"key": "place"}, {"key": "resume", "option": "n"}],
)
def test_a_button_of_another_talk_turn_or_question_changes_nothing(change: dict[str, object]) -> None:
    player = Player()
    button = Button.parse(player.button("Praise"))
    assert button is not None
    player.presses(str(replace(button, **change)))  # type: ignore[arg-type]  # one field at a time
    assert player.stored.answers == {}
    assert player.step.toast == "That was an earlier question; nothing has changed."
    assert player.words == "What is it?"


@pytest.mark.parametrize(
    "tap", ["", "x", "go.rate", "tell.kind:praise", "tell.kind:praise~k3f7.x", "\x00" * 70]
)
def test_a_broken_button_changes_nothing(tap: str) -> None:
    player = Player()
    player.says(Input(tap=tap))
    assert player.stored.answers == {}
    assert player.words.endswith("What is it?")


def test_an_option_that_is_no_longer_there_is_said_to_be_gone() -> None:
    player = Player()
    button = Button.parse(player.button("Praise"))
    assert button is not None
    player.presses(str(replace(button, option="curse")))
    assert player.words == "That choice is no longer there.\n\nWhat is it?"


@pytest.mark.parametrize("page", [">²", ">x", ">", ">-1"])
def test_a_broken_page_is_no_page(page: str) -> None:
    player = Player()
    player.taps("Praise")
    button = Button.parse(player.button("More (1 of 9) »"))
    assert button is not None
    player.presses(str(replace(button, option=page)))
    assert player.stored.page == 0
    assert player.words.endswith("Which office?")


def test_the_turn_starts_over_before_a_button_has_no_room_for_it() -> None:
    state = replace(Player().stored, turn=9999)
    step = advance(TELL, FACTS, state, Input("Praise"), NOW)
    assert step.state is not None
    assert step.state.turn == 1
    assert all(Button.parse(choice.id) for choice in step.says[0].choices)


# --- pages ---


def test_pages_are_turned_over_the_message_that_was_tapped() -> None:
    player = Player()
    player.taps("Praise")
    first = player.options
    player.taps("More (1 of 9) »")
    assert player.screen.redraws
    assert player.labels[8:] == ["« Earlier", "More (2 of 9) »", "‹ Back", "Cancel"]
    player.taps("« Earlier")
    assert player.options == first
    assert player.stored.page == 0
    assert player.labels[8:] == ["More (1 of 9) »", "‹ Back", "Cancel"]


def test_a_page_beyond_the_end_is_the_last() -> None:
    player = Player()
    player.taps("Praise")
    button = Button.parse(player.button("More (1 of 9) »"))
    assert button is not None
    player.presses(str(replace(button, option=">777")))
    assert player.stored.page == 8
    assert player.options == [f"Kantor C{letter}lun" for letter in "hij"]
    player.taps("Kantor Cjlun")
    assert player.stored.page == 0


def test_what_was_typed_or_shown_keeps_the_page() -> None:
    player = Player()
    player.taps("Praise")
    player.taps("More (1 of 9) »")
    player.sends("p1")
    assert player.stored.page == 1
    assert not player.screen.redraws


def test_the_next_long_list_begins_on_its_first_page() -> None:
    def run(facts: Facts) -> Talk[Outcome]:
        yield from choose("home", "Where do you live?", PLACES)
        yield from choose("place", "Which office?", PLACES)
        return Outcome()

    player = Player(Script("tell", lambda: "two lists", run))
    player.taps("More (1 of 9) »")
    player.types("1")
    assert (player.words, player.stored.page) == ("Which office?", 0)
