"""A newer version of a conversation takes over an open talk, and nothing said or tapped is lost."""

from dataclasses import replace

import pytest

from handlers.events import CaseOpened, RatingGiven
from handlers.facts import Facts
from handlers.talk import Input, Media, Outcome, Place, Script, Talk, Words, choose, write
from handlers.talk.engine import advance, replay
from tests.handlers.talk.example import FACTS, NOW, TELL, Version, tell
from tests.handlers.talk.player import DAYS, Player, photo
from tests.handlers.talk.scenes import LONG, at_score, at_sure, at_what, case


def newer(**changes: bool) -> Script:
    return tell(replace(Version(), **changes))


def test_a_new_question_before_the_open_one_keeps_the_tap_for_its_own_question() -> None:
    player = at_score()
    button = player.button("4 😀 Very good")
    player.meets(newer(asks_since=True)).presses(button)
    assert player.words == "Noted. This question is new:\n\nSince when?"
    player.taps("Today")
    assert player.notes[0].event == RatingGiven("rsud", 4)
    assert player.words == "What happened?"


def test_a_new_question_behind_the_open_one_is_asked_in_its_turn() -> None:
    player = Player()
    player.answers("Complaint")
    player.meets(newer(asks_since=True)).taps("Sukawana (Curug)")
    assert player.words == "Since when?"


@pytest.mark.parametrize("typed", ["4", "very good"])
def test_a_new_question_never_takes_what_was_typed_for_the_old_one(typed: str) -> None:
    player = at_score()
    player.meets(newer(asks_since=True)).types(typed)
    assert player.words == "This question has changed. Please answer it once more.\n\nSince when?"
    assert player.stored.answers == {"kind": "complaint", "place": "rsud"}
    player.answers("Today", "4 😀 Very good")
    assert player.notes[0].event == RatingGiven("rsud", 4)


@pytest.mark.parametrize(
    "said",
    [Input(LONG), Input(media=photo("p1")), Input(place=Place(1.0, 2.0)), Input("look!", media=photo("p1"))],
)
def test_a_new_question_keeps_words_and_photos_that_came_for_the_old_one(said: Input) -> None:
    player = at_score()
    player.meets(newer(asks_since=True)).says(said)
    assert len(player.stored.kept) == 1
    assert player.words == "I have kept your words. Please also choose one:\n\nSince when?"


def test_words_for_a_written_question_wait_for_it_behind_a_new_one() -> None:
    player = Player(newer(asks_where=False))
    player.answers("Complaint", "RSUD Kota Serang", "1 😞 Bad")
    player.types(LONG)
    player.taps("Done")
    assert player.words == "How may we call you?"
    player.meets(TELL).types("Ani")
    assert player.words == "Noted. This question is new:\n\nWhere was it?"
    player.types("Here")
    assert player.words.startswith("So far: Ani")
    player.answers("of Serang", "Yes, send it")
    assert case(player).name == "Ani\nof Serang"


def test_skipping_a_question_that_moved_asks_it_once_more() -> None:
    player = Player(newer(asks_where=False))
    player.answers("Complaint", "RSUD Kota Serang", "1 😞 Bad", LONG)
    button = player.button("Skip")
    player.meets(TELL).presses(button)
    assert player.words == "This question has changed. Please answer it once more.\n\nWhere was it?"
    assert "name" not in player.stored.answers


def test_back_and_cancel_work_when_a_new_question_stands_before_the_open_one() -> None:
    player = at_score()
    back = player.button("‹ Back")
    player.meets(newer(asks_since=True)).presses(back)
    assert player.words == "Which office?"


def test_words_for_a_question_that_is_gone_are_taken_up_by_the_talk_and_confirmed() -> None:
    player = at_what()
    player.answers(LONG, "Here")
    player.meets(newer(asks_name=False)).types("Ani from the market")
    assert player.words.startswith("Noted. This question is new:\n\nSend this?")
    assert "Ani from the market" not in player.words
    player.taps("Yes, send it")
    assert player.words.startswith("Send this?")
    assert "Ani from the market" in player.words
    player.taps("Yes, send it")
    assert case(player).words.text == f"{LONG}\nAni from the market"
    assert player.step.leftover == ()


def test_words_for_a_question_that_is_gone_are_left_over_when_nothing_takes_them_up() -> None:
    player = Player(newer(collects=False))
    player.answers("Complaint", "RSUD Kota Serang", "1 😞 Bad", LONG, "Here")
    player.meets(newer(collects=False, asks_name=False)).sends("p1", "This is me")
    player.taps("Yes, send it")
    assert case(player).words.text == LONG
    assert player.step.leftover == (Input("This is me", media=photo("p1")),)


def test_a_talk_that_no_longer_asks_anything_ends_and_what_was_said_goes_on() -> None:
    def run(facts: Facts) -> Talk[Outcome]:
        return Outcome(words="That is all we ask now.")
        yield

    player = at_score()
    player.types("so slow", after=DAYS)
    player.meets(Script("tell", lambda: "your story", run))
    state = player.stored
    player.types("And thank you")
    assert player.result == (
        None,
        "That is all we ask now.",
        None,
        (Input("so slow"), Input("And thank you")),
    )
    for said in (Input(tap=player.buttons[0]), Input(other="sticker")):
        assert advance(player.script, FACTS, state, said, NOW).leftover == (Input("so slow"),)


def test_words_under_a_key_that_asks_for_a_choice_now_are_kept() -> None:
    def run(facts: Facts) -> Talk[Outcome]:
        kind = yield from choose("what", "What is it?", {"a": "Complaint", "b": "Praise"})
        more = yield from write("more", "And?", may_skip=True, collects=True)
        return Outcome(CaseOpened(kind, "", "", "", more))

    player = at_what()
    player.types(LONG)
    player.meets(Script("tell", lambda: "your story", run))
    player.types("praise")
    player.taps("Skip")
    assert case(player) == CaseOpened("b", "", "", "", Words(LONG))


def test_answers_the_new_version_does_not_know_are_asked_again_and_kept_until_then() -> None:
    state = replace(at_what().stored, answers={"kind": "curse", "place": "rsud", "score": "2"}, recorded=())
    seen = replay(TELL, FACTS, state)
    assert seen.question is not None
    assert seen.question.key == "kind"
    step = advance(TELL, FACTS, state, Input("sticker", other="sticker"), NOW)
    assert step.state is not None
    assert step.state.answers == state.answers
    assert step.notes == ()
    answered = advance(TELL, FACTS, step.state, Input("praise"), NOW)
    assert answered.says[0].words == "What happened?"
    assert [note.key for note in answered.notes] == ["RatingGiven"]


def test_a_summary_that_changed_is_asked_again_and_the_old_yes_does_not_count() -> None:
    player = at_sure()
    yes = player.button("Yes, send it")
    player.types("One more thing to say")
    player.presses(yes)
    assert player.words.startswith("That choice is no longer there.\n\nSend this?")
    player.taps("Yes, send it")
    assert case(player).words.text == f"{LONG}\nOne more thing to say"


def test_a_voice_message_is_words_too() -> None:
    player = at_what()
    voice = Media("voice", "v1", mime="audio/ogg")
    player.says(Input(media=voice))
    player.taps("Done")
    assert player.stored.answers["what"]["parts"] == [{"media": vars(voice)}]
