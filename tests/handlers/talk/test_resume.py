"""After days what is said waits, until it is known whether to go on."""

from dataclasses import replace
from datetime import timedelta

from handlers.events import RatingGiven
from handlers.talk import Input, Place
from handlers.talk.engine import advance, show_again
from handlers.talk.model import Button
from tests.handlers.talk.example import FACTS, TELL
from tests.handlers.talk.player import DAYS, SECOND, Player, photo
from tests.handlers.talk.scenes import LONG, at_score, at_sure, at_what, case


def test_after_a_day_words_are_kept_and_going_on_is_asked() -> None:
    player = at_what()
    player.types("It is worse now, really", after=DAYS)
    assert player.words == "We had not finished: your story. I have kept your message. Go on?"
    assert player.labels == ["Go on", "Start something new"]
    assert player.screen.columns == 2
    assert player.stored.asked_at == player.now
    player.types("and the toilet is closed", after=SECOND)
    assert player.labels == ["Go on", "Start something new"]
    player.taps("Go on")
    assert [part["text"] for part in player.stored.answers["what"]["parts"]] == [
        "It is worse now, really",
        "and the toilet is closed",
    ]
    assert player.stored.late == ()
    assert player.words.startswith("So far: It is worse now, really and the toilet is closed")


def test_after_just_a_day_an_answer_is_still_an_answer() -> None:
    player = at_score()
    player.types("3", after=timedelta(hours=24))
    assert player.stored.answers["score"] == "3"


def test_a_late_answer_is_an_answer_once_going_on_is_wanted() -> None:
    player = at_score()
    player.types("3", after=DAYS)
    assert "score" not in player.stored.answers
    player.types("go on")
    assert player.stored.answers["score"] == "3"
    assert [note.event for note in player.notes] == [RatingGiven("rsud", 3)]
    assert player.words == "What happened?"


def test_the_first_late_message_is_never_taken_for_the_answer_to_going_on() -> None:
    player = at_score()
    player.types("1", after=DAYS)
    assert player.stored.late == ({"text": "1"},)
    player.types("1")
    assert player.stored.answers["score"] == "1"


def test_what_a_late_answer_records_is_recorded_also_when_more_was_said() -> None:
    player = at_score()
    player.types("3", after=DAYS)
    player.types(LONG)
    player.taps("Go on")
    assert [note.event for note in player.step.notes] == [RatingGiven("rsud", 3)]
    assert player.stored.answers["what"]["parts"] == [{"text": LONG}]


def test_a_late_message_that_answers_nothing_is_kept_as_promised() -> None:
    player = at_score()
    player.types("so slow", after=DAYS)
    player.taps("Go on")
    assert player.stored.kept == ({"text": "so slow"},)
    assert player.words.startswith("I did not find that choice.")


def test_late_messages_may_finish_the_talk_and_the_rest_is_left_over() -> None:
    player = at_sure()
    player.types("yes, send it", after=DAYS)
    player.types("And thank you so much")
    player.sends("p1")
    player.types("1")
    assert case(player).name == "Ani"
    assert player.step.leftover == (Input("And thank you so much"), Input(media=photo("p1")))


def test_starting_something_new_hands_on_what_was_said() -> None:
    player = at_score()
    player.types("My card is not ready", after=DAYS)
    player.sends("p1")
    player.taps("Start something new")
    assert player.state is None
    assert player.step.outcome is None
    assert player.step.leftover == (Input("My card is not ready", media=photo("p1")),)


def test_start_something_new_on_an_old_keyboard_ends_nothing() -> None:
    player = at_score()
    player.types("so slow", after=DAYS)
    new = player.button("Start something new")
    player.taps("Go on")
    player.presses(new)
    assert player.words.endswith("How was it?")
    assert player.stored.answers == {"kind": "complaint", "place": "rsud"}


def test_neither_yes_nor_no_to_going_on_is_neither() -> None:
    player = at_score()
    player.types("so slow", after=DAYS)
    button = Button.parse(player.button("Go on"))
    assert button is not None
    player.presses(str(replace(button, option="q")))
    assert player.words == "We had not finished: your story. I have kept your message. Go on?"
    assert player.stored.late == ({"text": "so slow"},)


def test_going_on_under_a_photo_is_no_answer_but_a_photo() -> None:
    player = at_score()
    player.types("so slow", after=DAYS)
    player.sends("p1", "go on")
    player.says(Input("go on", place=Place(1.0, 2.0)))
    assert len(player.stored.late) == 3
    player.sends("p2", "batal")
    assert len(player.stored.late) == 4


def test_cancel_after_days_is_cancel() -> None:
    player = at_score()
    player.types("batal", after=DAYS)
    assert player.state is None
    assert player.result[0] is None


def test_a_tap_after_days_is_an_answer_at_once() -> None:
    player = at_score()
    player.taps("3 🙂 Good", after=DAYS)
    assert player.stored.answers["score"] == "3"


def test_a_tap_on_the_question_itself_goes_on_and_keeps_what_waited() -> None:
    player = at_score()
    button = player.button("1 😞 Bad")
    player.types("still very slow there", after=DAYS)
    player.presses(button)
    assert player.stored.late == ()
    player.answers(LONG, "Here", "Ani", "Yes, send it")
    assert case(player).words.text == f"{LONG}\nstill very slow there"


def test_a_page_turned_after_days_goes_on_too() -> None:
    player = Player()
    player.taps("Praise")
    more = player.button("More (1 of 9) »")
    player.types("still very slow there", after=DAYS)
    player.presses(more)
    player.types("1")
    assert player.stored.answers["place"] == "unit3"
    assert player.stored.kept == ({"text": "still very slow there"},)


def test_an_old_button_while_going_on_is_asked_leaves_that_on_the_screen() -> None:
    player = at_score()
    player.types("so slow", after=DAYS)
    player.presses("broken")
    assert player.labels == ["Go on", "Start something new"]
    player.says(Input(other="sticker"))
    assert player.words.endswith("Go on?")


def test_a_late_back_goes_back_once_going_on_is_wanted() -> None:
    player = at_score()
    player.types("kembali", after=DAYS)
    player.taps("Go on")
    assert player.words == "Which office?"


def test_shown_again_the_question_stands_under_its_introduction() -> None:
    player = at_score()
    step = show_again(TELL, FACTS, player.stored, player.now + DAYS, "Still there?")
    assert step.says[0].words == "Still there?\n\nHow was it?"
    assert step.state is not None
    assert step.state.turn == player.stored.turn
    answered = advance(TELL, FACTS, step.state, Input("3"), player.now + DAYS + 20 * 3600 * SECOND)
    assert answered.state is not None
    assert answered.state.answers["score"] == "3"


def test_shown_again_while_going_on_is_asked_nothing_that_waited_is_lost() -> None:
    player = at_score()
    player.types("so slow", after=DAYS)
    step = show_again(TELL, FACTS, player.stored, player.now, "Still there?")
    assert step.state is not None
    assert step.state.late == ({"text": "so slow"},)
    assert step.says[0].words.startswith("Still there?\n\nWe had not finished: your story.")
