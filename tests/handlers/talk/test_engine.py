"""The engine applies one input at a time, loses nothing, and leaves the open question on the screen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.events import CaseOpened, DataDeleted, RatingGiven
from handlers.facts import Facts
from handlers.talk import Go, Input, Media, Outcome, Place, Script, Talk, Words, choose, record, so_far, write
from handlers.talk.engine import advance, begin, replay, show_again
from handlers.talk.model import Button
from tests.handlers.talk.example import FACTS, NOW, TELL, Version, fresh, tell
from tests.handlers.talk.player import DAYS, SECOND, Player, photo

LONG = "The queue was long and nobody told us why."


def at_score() -> Player:
    player = Player()
    player.answers("Complaint", "RSUD Kota Serang")
    return player


def at_what() -> Player:
    player = at_score()
    player.answers("2 😕 Not good")
    return player


def at_sure() -> Player:
    player = at_what()
    player.answers(LONG, "At the counter", "Ani")
    return player


def case(player: Player) -> CaseOpened:
    event = player.outcome.event
    assert isinstance(event, CaseOpened)
    return event


# --- from the first question to the number ---


def test_a_talk_reads_from_top_to_bottom_and_ends_with_its_event() -> None:
    player = at_sure()
    assert player.words.startswith("Send this?")
    player.taps("Yes, send it")
    assert player.state is None
    assert case(player) == CaseOpened(
        "complaint", "rsud", "", "service", Words(LONG), Words("At the counter"), name="Ani"
    )
    assert player.result[1] == "Your number is KS-1."
    assert player.step.says == ()
    assert player.step.leftover == ()


def test_the_first_screen_has_the_options_and_no_way_back_or_out() -> None:
    assert Player().labels == ["Complaint", "Praise"]
    assert Player().stored.turn == 1


def test_the_second_screen_has_ways_back_and_out() -> None:
    player = Player()
    player.taps("Praise")
    assert player.labels[-2:] == ["‹ Back", "Cancel"]
    assert [choice.nav for choice in player.screen.choices[-2:]] == [True, True]
    assert not player.screen.choices[0].nav


def test_an_event_in_the_middle_is_recorded_in_its_turn_and_never_again() -> None:
    player = at_what()
    assert [(note.key, note.event) for note in player.step.notes] == [("RatingGiven", RatingGiven("rsud", 2))]
    player.answers(LONG, "Here", "Ani", "Yes, send it")
    assert len(player.notes) == 1


def test_a_conversation_may_record_two_events_of_one_kind_under_their_own_keys() -> None:
    def run(facts: Facts) -> Talk[Outcome]:
        yield from record(RatingGiven("a", 1), "one")
        yield from record(RatingGiven("b", 2), "two")
        yield from record(RatingGiven("b", 3), "two")
        return Outcome(words="Thanks.")

    step = begin(Script("two", lambda: "two", run), FACTS, fresh(), NOW)
    assert [note.key for note in step.notes] == ["one", "two", "two"]
    assert step.state is None
    again = begin(Script("two", lambda: "two", run), FACTS, replace(fresh(), recorded=("one", "two")), NOW)
    assert again.notes == ()


def test_an_argument_of_the_talk_answers_its_question() -> None:
    step = begin(TELL, FACTS, fresh(unit="rsud"), NOW)
    assert step.state is not None
    answered = advance(TELL, FACTS, step.state, Input("Praise"), NOW)
    assert answered.says[0].words == "How was it?"
    assert answered.says[0].columns == 2


def test_no_to_the_confirmation_ends_with_what_the_conversation_says() -> None:
    player = at_sure()
    player.taps("No, not yet")
    assert player.result == (None, "Not sent.", Go("comp"), ())


# --- typed instead of tapped ---


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        ("2", 2),
        (" 2 ", 2),
        ("2.", 2),
        ("2️⃣", 2),
        ("not good", 2),
        ("Very good", 4),
        ("very godd", 4),
        ("BAD", 1),
    ],
)
def test_a_choice_may_be_typed_by_number_by_label_or_nearly(typed: str, score: int) -> None:
    player = at_score()
    player.types(typed)
    assert player.notes[0].event == RatingGiven("rsud", score)


def test_a_number_means_the_place_on_the_screen_as_it_is_shown() -> None:
    player = Player()
    player.taps("Praise")
    eleventh = "Kantor Aflun"
    player.taps("More (1 of 9) »")
    assert player.options[2] == eleventh
    player.types("3")
    assert player.stored.answers["place"] == "unit5"


def test_a_small_misspelling_of_a_part_of_a_name_is_asked_back() -> None:
    player = Player()
    player.taps("Praise")
    player.types("dukcapill")
    assert player.words.startswith("Which one do you mean?")
    assert player.options == ["Disdukcapil"]
    player.types("1")
    assert player.stored.answers["place"] == "dukcapil"


def test_an_ambiguous_name_narrows_the_list_and_show_all_widens_it() -> None:
    player = Player()
    player.taps("Praise")
    everything = player.options
    player.types("sukawana")
    assert player.options == ["Sukawana (Curug)", "Sukawana (Serang)"]
    player.types("gibberish!")
    assert player.options == ["Sukawana (Curug)", "Sukawana (Serang)"]
    player.taps("Show all")
    assert player.options == everything
    assert player.screen.redraws
    player.types("sukawana")
    player.types("2")
    assert player.stored.answers["place"] == "sukawa_s"


def test_a_narrowed_list_is_forgotten_with_its_question() -> None:
    player = Player()
    player.taps("Praise")
    player.types("sukawana")
    player.taps("Sukawana (Curug)")
    assert player.stored.narrowed == ()
    assert player.options[0] == "4 😀 Very good"


def test_an_option_that_is_not_shown_can_be_typed() -> None:
    player = Player()
    player.taps("Praise")
    player.types("i do not know")
    assert player.stored.answers["place"] == "unknown"


def test_what_is_no_choice_is_asked_again() -> None:
    player = at_score()
    before = player.stored
    player.types("7")
    assert player.words.startswith("I did not find that choice.")
    assert player.words.endswith("How was it?")
    assert player.stored.answers == before.answers
    assert player.stored.kept == ()


# --- back, cancel, skip, done ---


@pytest.mark.parametrize("typed", ["kembali", "Back", "MUNDUR!"])
def test_back_takes_the_last_answer_away(typed: str) -> None:
    player = at_score()
    player.types(typed)
    assert player.words == "Which office?"
    assert player.stored.answers == {"kind": "complaint"}


def test_back_stops_at_what_is_recorded() -> None:
    player = at_what()
    assert "‹ Back" not in player.labels
    player.types("kembali")
    assert player.words == "There is nothing to go back to.\n\nWhat happened?"
    assert player.stored.answers["score"] == "2"


def test_back_on_the_first_question_changes_nothing() -> None:
    player = Player()
    player.types("kembali")
    assert player.words.startswith("There is nothing to go back to.")


def test_back_to_something_written_opens_it_again_with_all_its_words() -> None:
    player = at_what()
    player.answers(LONG)
    player.taps("‹ Back")
    assert player.words.startswith(f"So far: {LONG}")
    player.answers("And the toilet was closed.", "Here", "Ani", "Yes, send it")
    assert case(player).words.text == f"{LONG}\nAnd the toilet was closed."


def test_a_skipped_answer_goes_away_with_back() -> None:
    player = at_what()
    player.answers(LONG, "Here")
    player.taps("Skip")
    player.taps("‹ Back")
    assert player.words == "How may we call you?"
    assert "name" not in player.stored.answers


@pytest.mark.parametrize("typed", ["batal", "Batalkan", "/cancel", "cancel"])
def test_cancel_ends_the_talk_without_an_event(typed: str) -> None:
    player = at_sure()
    player.types(typed)
    assert player.result == (None, "All right, I have stopped. Nothing more was sent.", None, ())
    assert player.step.says == ()


def test_cancel_has_a_button() -> None:
    player = at_sure()
    player.taps("Cancel")
    assert player.state is None
    assert player.result[0] is None


@pytest.mark.parametrize("typed", ["lewati", "skip", "Lewat"])
def test_skip_may_be_typed(typed: str) -> None:
    player = at_what()
    player.answers(LONG, "Here")
    player.types(typed)
    assert player.stored.answers["name"] == {"parts": [], "done": True}
    assert player.words.startswith("Send this?")


def test_done_may_be_typed() -> None:
    player = at_what()
    player.types(LONG)
    assert player.words == f"So far: {LONG}\n\nIs there more? Just send it, or tap Done."
    player.types("selesai")
    assert player.words == "Where was it?"


@pytest.mark.parametrize("command", ["kembali", "batal", "selesai", "lewati"])
def test_a_photo_is_never_lost_to_a_command_under_it(command: str) -> None:
    player = at_what()
    player.types(LONG)
    player.sends("p1", command)
    assert player.stored.answers["what"]["parts"][1]["media"]["ref"] == "p1"


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
    player.answers("Praise", "RSUD Kota Serang", "4 😀 Very good", "Friendly", "Ani", "Yes, send it")
    assert case(player).words == Words("Friendly")
    assert player.step.leftover == (Input(LONG, media=photo("p1")), Input(media=photo("p2")))


def test_words_that_come_after_theirs_were_recorded_are_left_over_and_not_said_twice() -> None:
    player = Player(tell(Version(explains=True)))
    player.sends("p1")
    player.answers("Praise", "RSUD Kota Serang", "4 😀 Very good", "Friendly")
    player.answers("Ani")
    player.types(LONG)
    player.taps("Yes, send it")
    assert case(player).words == Words("Friendly", (photo("p1"),))
    assert player.step.leftover == (Input(LONG),)


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


# --- what cannot be read ---


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ("sticker", "A nice sticker, but I can only read words, photos and buttons."),
        ("edited", "I cannot see what you changed in an earlier message. Please send it as a new one."),
        ("poll", "I cannot read that kind of message. Words, photos, voice and places I can."),
        ("", "I cannot read that kind of message. Words, photos, voice and places I can."),
    ],
)
@pytest.mark.parametrize("after", [SECOND, DAYS])
def test_what_cannot_be_read_is_said_and_the_question_asked_again(
    other: str, says: str, after: timedelta
) -> None:
    player = at_score()
    answers = player.stored.answers
    player.says(Input(other=other), after)
    assert player.words == f"{says}\n\nHow was it?"
    assert player.stored.answers == answers
    assert player.stored.late == ()


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


# --- a complaint over several messages ---


def test_a_complaint_of_8471_characters_over_three_messages_is_put_together_exactly() -> None:
    story = " ".join(f"word{n}" for n in range(2000))[:8471]
    assert len(story) == 8471
    player = at_what()
    for start in (0, 4096, 8192):
        player.types(story[start : start + 4096])
    player.taps("Done")
    player.answers("Here", "Ani", "Yes, send it")
    assert case(player).words.text == story


def test_writing_afresh_forgets_what_was_written_for_this_question_only() -> None:
    player = at_what()
    player.types(LONG)
    player.taps("Done")
    player.types("There")
    player.taps("‹ Back")
    player.taps("Write afresh")
    assert player.words == "Where was it?"
    player.answers("Here")
    assert player.stored.answers["where"]["parts"] == [{"text": "Here"}]
    assert player.stored.answers["what"]["parts"] == [{"text": LONG}]


# --- after days ---


def test_after_a_day_words_are_kept_and_going_on_is_asked() -> None:
    player = at_what()
    player.types("It is worse now, really", after=DAYS)
    assert player.words == "We had not finished: your story. I have kept your message. Go on?"
    assert player.labels == ["Go on", "Start something new"]
    assert player.screen.columns == 2
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


# --- newer versions ---


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
