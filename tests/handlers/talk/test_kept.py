"""What people say where nothing asked for it is kept, and comes out with their words or is left over."""

from dataclasses import replace

import pytest

from handlers.events import CaseOpened, DataDeleted, RatingExplained
from handlers.facts import Facts
from handlers.talk import Input, Outcome, Place, Script, Talk, Words, choose, record, so_far, write
from handlers.talk.engine import advance, begin
from tests.handlers.talk.example import FACTS, NOW, Version, fresh, tell
from tests.handlers.talk.player import DAYS, SECOND, Player, photo
from tests.handlers.talk.scenes import LONG, at_score, at_sure, at_what, case

# --- words and photos where a choice is open ---


def test_a_photo_where_a_choice_is_open_is_kept_and_comes_out_with_the_words() -> None:
    player = at_score()
    player.sends("p1")
    assert player.words == "I have kept that. Please also choose one:\n\nHow was it?"
    player.answers("1 😞 Bad", LONG, "Here", "Ani", "Yes, send it")
    assert case(player).words == Words(LONG, (photo("p1"),))


def test_a_photo_whose_caption_names_a_choice_is_kept_besides_the_choice() -> None:
    player = at_score()
    player.sends("p1", "bad")
    assert player.stored.answers["score"] == "1"
    assert player.stored.kept == ({"media": vars(photo("p1"))},)


def test_a_photo_with_a_caption_that_is_no_choice_is_kept_with_it() -> None:
    player = at_score()
    player.sends("p1", "look!")
    assert player.words.startswith("I have kept your words.")
    assert player.stored.kept[0]["text"] == "look!"


def test_a_place_where_a_choice_is_open_is_kept_too() -> None:
    player = at_score()
    player.shows_place(-6.1)
    player.answers("1 😞 Bad", LONG, "Here", "Ani", "Yes, send it")
    assert case(player).words.place == Place(-6.1, 106.0)


def test_a_sentence_where_a_choice_is_open_is_kept_before_the_words_that_follow() -> None:
    player = at_score()
    player.types(LONG)
    assert player.words.startswith("I have kept your words. Please also choose one:")
    player.answers("1 😞 Bad", "It was on Monday", "Here", "Ani", "Yes, send it")
    assert sorted(case(player).words.text.split("\n")) == ["It was on Monday", LONG]


def test_what_is_kept_after_the_summary_was_shown_is_in_it_before_it_is_sent() -> None:
    player = at_sure()
    player.types("One more thing: it rained in.")
    assert "it rained in" in player.words
    player.types("ya")
    assert case(player).words.text == f"{LONG}\nOne more thing: it rained in."


def test_words_that_no_question_takes_up_are_left_over_for_what_comes_next() -> None:
    player = Player(tell(Version(collects=False)))
    player.types(LONG)
    player.sends("p1")
    player.sends("p2")
    player.shows_place(-6.1)
    player.answers("Praise", "RSUD Kota Serang", "4 😀 Very good", "Friendly", "Ani", "Yes, send it")
    assert case(player).words == Words("Friendly")
    assert player.step.leftover == (
        Input(LONG, media=photo("p1"), place=Place(-6.1, 106.0)),
        Input(media=photo("p2")),
    )


def test_words_that_come_after_theirs_were_recorded_are_left_over_and_not_said_twice() -> None:
    player = Player(tell(Version(explains=True)))
    player.sends("p1")
    player.answers("Praise", "RSUD Kota Serang", "4 😀 Very good", "Friendly")
    player.answers("Ani")
    player.types(LONG)
    player.taps("Yes, send it")
    assert case(player).words == Words("Friendly", (photo("p1"),))
    assert player.step.leftover == (Input(LONG),)


def test_what_comes_after_the_second_of_two_events_with_words_is_part_of_neither() -> None:
    def run(facts: Facts) -> Talk[Outcome]:
        one = yield from write("one", "One?", collects=True)
        yield from record(RatingExplained(one), "one")
        two = yield from write("two", "Two?", collects=True)
        yield from record(RatingExplained(two), "two")
        yield from choose("three", "Three?", {"a": "A", "b": "B"})
        return Outcome(words="Thanks.")

    player = Player(Script("tell", lambda: "three", run))
    player.answers("first of all", "second of all")
    player.types("and third of all")
    player.taps("A")
    assert player.step.leftover == (Input("and third of all"),)
    assert len(player.notes) == 2


def test_who_asked_to_be_forgotten_leaves_nothing_over() -> None:
    def run(facts: Facts) -> Talk[Outcome]:
        yield from choose("sure", "Delete?", {"yes": "Yes", "no": "No"})
        return Outcome(DataDeleted(), "Gone.")

    player = Player(Script("data", lambda: "your data", run))
    player.types("please delete all of my data")
    player.taps("Yes")
    assert player.outcome.event == DataDeleted()
    assert player.step.leftover == ()


def test_a_conversation_may_look_at_what_was_said_before_it_asked() -> None:
    def run(facts: Facts) -> Talk[Outcome]:
        said = yield from so_far()
        yield from choose("kind", f"You said {said.text!r}. What is it?", {"a": "Complaint", "b": "Praise"})
        return Outcome(CaseOpened("complaint", "", "", "", said))

    script = Script("comp", lambda: "your report", run)
    step = begin(script, FACTS, replace(fresh(script), kept=({"text": "Hello there"},)), NOW)
    assert step.says[0].words == "You said 'Hello there'. What is it?"
    assert step.state is not None
    step = advance(script, FACTS, step.state, Input("complaint"), NOW)
    assert step.outcome == Outcome(CaseOpened("complaint", "", "", "", Words("Hello there")))
    assert step.leftover == ()


def test_free_words_leave_a_talk_that_yields() -> None:
    def run(facts: Facts) -> Talk[Outcome]:
        yield from choose("language", "Which language?", {"id": "Bahasa Indonesia", "en": "English"})
        return Outcome(words="Done.")

    script = Script("lang", lambda: "the language", run, yields=True)
    player = Player(script)
    player.types("nope!")
    assert player.state is not None
    player.types(LONG)
    assert player.state is None
    assert player.step.outcome is None
    assert player.step.leftover == (Input(LONG),)


# --- sent before the question was seen ---


def test_a_late_text_joins_what_was_written_last() -> None:
    player = at_what()
    player.types(LONG)
    player.taps("Done")
    player.types("Kantor lama", after=SECOND)
    player.taps("Skip")
    sent = player.now - 5 * SECOND
    player.types("and it rained in", at=sent)
    assert player.words.startswith("That came before my question; I have kept it with your words.")
    assert player.stored.answers["where"]["parts"] == [{"text": "Kantor lama"}, {"text": "and it rained in"}]
    assert player.stored.answers["where"]["done"] is True
    assert player.stored.answers["name"] == {"parts": [], "done": True}


def test_a_late_text_joins_the_only_thing_that_was_written() -> None:
    player = Player(tell(Version(asks_where=False, asks_name=False)))
    player.answers("Praise", "RSUD Kota Serang", "4 😀 Very good", "Friendly")
    player.types("and quick they were", at=player.now - 2 * SECOND)
    assert player.stored.answers["what"]["parts"] == [{"text": "Friendly"}, {"text": "and quick they were"}]


def test_a_late_text_before_anything_was_written_is_kept() -> None:
    player = at_score()
    player.types("The queue was long", at=player.now - 2 * SECOND)
    assert player.stored.kept == ({"text": "The queue was long"},)
    assert player.words.startswith("That came before my question")


def test_a_late_text_never_joins_what_is_recorded() -> None:
    player = Player(tell(Version(explains=True, asks_where=False, asks_name=False)))
    player.answers("Praise", "RSUD Kota Serang", "4 😀 Very good", "Friendly")
    player.types("and quick they were", at=player.now - 2 * SECOND)
    assert player.stored.answers["what"]["parts"] == [{"text": "Friendly"}]
    assert player.stored.kept == ({"text": "and quick they were", "after": 1},)


@pytest.mark.parametrize("typed", ["3", "good", "9"])
def test_a_late_text_that_looks_like_an_answer_is_asked_for_again(typed: str) -> None:
    player = at_score()
    player.types(typed, at=player.now - 2 * SECOND)
    assert player.words == "That came before my question. What do you say to it now?\n\nHow was it?"
    assert (player.stored.kept, player.notes) == ((), [])


def test_text_of_the_same_second_is_an_answer() -> None:
    player = at_score()
    player.now = player.now.replace(microsecond=900_000)
    player.taps("‹ Back")
    player.taps("RSUD Kota Serang")
    player.types("3", at=player.now.replace(microsecond=0))
    assert player.stored.answers["score"] == "3"


def test_a_question_that_is_shown_again_is_no_new_question() -> None:
    player = at_score()
    shown = player.now
    player.presses("broken", after=10 * SECOND)
    player.types("3", at=shown + 5 * SECOND)
    assert player.stored.answers["score"] == "3"


def test_a_yes_from_before_the_summary_changed_does_not_send_it() -> None:
    player = at_sure()
    seen = player.now
    player.types("One more thing to say", after=10 * SECOND)
    player.types("yes, send it", at=seen + 5 * SECOND)
    assert player.state is not None
    assert player.words.startswith("That came before my question. What do you say to it now?")


def test_where_words_are_asked_for_a_late_text_is_simply_the_answer() -> None:
    player = at_what()
    player.types("The queue was long", at=NOW - DAYS)
    assert player.stored.answers["what"]["parts"] == [{"text": "The queue was long"}]


def test_a_state_without_the_newer_clock_goes_by_the_older_one() -> None:
    player = at_score()
    player.state = replace(player.stored, new_at=None)
    player.types("The queue was long", at=player.now - 2 * SECOND)
    assert player.stored.kept == ({"text": "The queue was long"},)
