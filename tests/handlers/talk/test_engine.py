"""The engine applies one input at a time, loses nothing, and leaves the open question on the screen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.events import CaseOpened, RatingGiven
from handlers.facts import Facts
from handlers.talk import Go, Input, Outcome, Script, Talk, Words, choose, record
from handlers.talk.engine import advance, begin, show_again
from tests.handlers.talk.example import FACTS, NOW, TELL, fresh
from tests.handlers.talk.player import DAYS, SECOND, Player
from tests.handlers.talk.scenes import LONG, at_score, at_sure, at_what, case

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


def test_a_question_is_marked_with_the_time_it_was_asked() -> None:
    step = begin(TELL, FACTS, fresh(), NOW)
    assert step.state is not None
    assert (step.state.asked_at, step.state.new_at) == (NOW, NOW)
    again = show_again(TELL, FACTS, step.state, NOW + DAYS)
    assert again.state is not None
    assert (again.state.asked_at, again.state.new_at) == (NOW + DAYS, NOW)
    assert again.says[0].words == "What is it?"


def test_a_conversation_is_handed_the_facts_from_the_first_turn_on() -> None:
    def run(facts: Facts) -> Talk[Outcome]:
        yield from choose("kind", f"What is it in {facts.city.name}?", {"a": "Complaint"})
        return Outcome(words=facts.city.name)

    player = Player(Script("city", lambda: "the city", run))
    assert player.words == "What is it in Kota Contoh?"
    player.types("complaint")
    assert player.result[1] == "Kota Contoh"


def test_an_answer_to_a_talk_that_never_asked_is_stored_under_its_question() -> None:
    step = advance(TELL, FACTS, fresh(), Input("praise"), NOW)
    assert step.state is not None
    assert step.state.answers == {"kind": "praise"}


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


def test_a_name_for_many_is_narrowed_to_pages_of_which_none_is_cut() -> None:
    player = Player()
    player.taps("Praise")
    player.taps("More (1 of 9) »")
    player.types("kantor")
    assert player.stored.page == 0
    assert player.labels[8:10] == ["More (1 of 8) »", "Show all"]
    player.taps("More (1 of 8) »")
    player.taps("Show all")
    assert player.stored.page == 0
    assert player.options[0] == "Sukawana (Serang)"


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
    assert player.stored.shown == ("=", "!")
    player.types("selesai")
    assert player.words == "Where was it?"


@pytest.mark.parametrize("command", ["kembali", "batal", "selesai", "lewati"])
def test_a_photo_is_never_lost_to_a_command_under_it(command: str) -> None:
    player = at_what()
    player.types(LONG)
    player.sends("p1", command)
    assert player.stored.answers["what"]["parts"][1]["media"]["ref"] == "p1"


# --- what cannot be read ---


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ("sticker", "A nice sticker, but I can only read words, photos and buttons."),
        ("edited", "I cannot see what you changed in an earlier message. Please send it as a new one."),
        (
            "deleted",
            "What you deleted in the chat I have read already. /data shows what is kept and deletes it.",
        ),
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
