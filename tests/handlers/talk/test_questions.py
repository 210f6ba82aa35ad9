"""Each question reads, takes and shows its own kind of answer, and refuses kindly what is none."""

import pytest

from handlers.events import RatingGiven
from handlers.talk import Input, Media, Place, Words, choose, confirm, record, so_far, write
from handlers.talk.model import Note
from handlers.talk.questions import (
    MOST_PARTS,
    UNANSWERED,
    Choose,
    Missed,
    SoFar,
    Took,
    Write,
)
from handlers.talk.words import speaking

PHOTO = Media("photo", "p1", "u1", "image/jpeg", 3, "a.jpg")
KIND = Choose("kind", "What is it?", {"a": "Complaint", "b": "Praise of somebody"}, also={"z": "Nothing"})
WHAT = Write("what", "What happened?", many=True)
NAME = Write("name", "Your name?", may_skip=True)
BEGUN = {"parts": [{"text": "one"}], "done": False}
DONE = {"parts": [{"text": "one"}], "done": True}


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with speaking("en"):
        yield


# --- choose ---


def test_a_choice_reads_only_what_is_one_of_its_options() -> None:
    assert KIND.read("a", ()) == "a"
    assert KIND.read("z", ()) == "z"
    for stored in ("c", None, 4, DONE, ["a"]):
        assert KIND.read(stored, ()) is UNANSWERED


def test_a_tapped_option_is_taken_and_a_vanished_one_is_not() -> None:
    assert KIND.tap("a", None) == Took("a")
    assert KIND.tap("z", None) == Took("z")
    assert KIND.tap("c", None) == Missed("That choice is no longer there.")
    assert KIND.options(None) == {"a": "Complaint", "b": "Praise of somebody"}
    assert KIND.screen("a") == "What is it?"


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        (Input("complaint"), Took("a")),
        (Input("nothing"), Took("z")),
        (Input("2"), Took("b")),
        (Input("complaint", media=PHOTO), Took("a", keep=True)),
        (Input("complaint", place=Place(1, 2)), Took("a", keep=True)),
        (Input(media=PHOTO), Missed("I have kept that. Please also choose one:", keep=True)),
        (Input(place=Place(1, 2)), Missed("I have kept that. Please also choose one:", keep=True)),
        (Input("of somebody"), Missed("Which one do you mean?", narrowed=("b",))),
        (Input("of somebody", media=PHOTO), Missed("Which one do you mean?", keep=True, narrowed=("b",))),
        (Input("it is broken"), Missed("I have kept your words. Please also choose one:", keep=True)),
        (Input("so slow", media=PHOTO), Missed("I have kept your words. Please also choose one:", keep=True)),
        (Input("x" * 41), Missed("I have kept your words. Please also choose one:", keep=True)),
        (Input("x" * 40), Missed("I did not find that choice. Please tap one, or type its number or name.")),
        (Input("so slow"), Missed("I did not find that choice. Please tap one, or type its number or name.")),
        (
            Input("\u200b " * 50),
            Missed("I did not find that choice. Please tap one, or type its number or name."),
        ),
    ],
)
def test_whatever_is_sent_to_a_choice_chooses_or_is_kept_or_is_said_to_be_missed(
    said: Input, taken: Took | Missed
) -> None:
    assert KIND.take(said, None, ("a", "b")) == taken


def test_choose_gives_the_option_back_in_its_own_type() -> None:
    asking = choose("score", "How was it?", {4: "Good", 1: "Bad"}, also={"none": "None of it"}, columns=2)
    assert next(asking) == Choose(
        "score", "How was it?", {"4": "Good", "1": "Bad"}, also={"none": "None of it"}, columns=2
    )
    with pytest.raises(StopIteration) as stop:
        asking.send("4")
    assert stop.value.value == 4


def test_choose_asks_in_one_column_unless_told_otherwise() -> None:
    assert next(choose("kind", "What?", {"a": "A"})) == Choose("kind", "What?", {"a": "A"})
    assert Choose("kind", "What?", {"a": "A"}).columns == 1


def test_choose_gives_an_option_that_is_not_shown_as_text() -> None:
    asking = choose("score", "How was it?", {4: "Good"}, also={"none": "None of it"})
    next(asking)
    with pytest.raises(StopIteration) as stop:
        asking.send("none")
    assert stop.value.value == "none"


# --- confirm ---


def confirmation(words: str) -> Choose:
    question = next(confirm("sure", words, "Yes, send", "No"))
    assert isinstance(question, Choose)
    return question


def test_a_confirmation_holds_to_exactly_what_is_shown() -> None:
    one, other = confirmation("Send 1?"), confirmation("Send 2?")
    yes, no = one.options(None)
    assert yes.removeprefix("yes.") == no.removeprefix("no.")
    assert len(yes.removeprefix("yes.")) == 8
    assert one.read(yes, ()) == yes
    assert other.read(yes, ()) is UNANSWERED
    assert one.columns == 2
    assert list(one.options(None).values()) == ["Yes, send", "No"]


@pytest.mark.parametrize(
    ("typed", "means"),
    [("ya", "y"), ("Iya!", "y"), ("ok", "y"), ("yes, send", "y"), ("tidak", "n"), ("no", "n")],
)
def test_yes_and_no_are_understood_as_people_say_them(typed: str, means: str) -> None:
    taken = confirmation("Send?").take(Input(typed), None, ())
    assert isinstance(taken, Took)
    assert taken.stored.startswith(means)
    assert not taken.keep


def test_yes_under_a_photo_keeps_the_photo() -> None:
    for said in (Input("ya", media=PHOTO), Input("ya", place=Place(1, 2))):
        taken = confirmation("Send?").take(said, None, ())
        assert isinstance(taken, Took)
        assert taken.keep


@pytest.mark.parametrize(("typed", "option"), [("iya", "yes"), ("Bukan", "no"), ("later", "nothing")])
def test_yes_and_no_are_understood_wherever_they_are_options(typed: str, option: str) -> None:
    question = Choose("agree", "May we?", {"nothing": "Later", "no": "Rather not", "yes": "You may"})
    assert question.take(Input(typed), None, ()) == Took(option)
    assert isinstance(KIND.take(Input("ya"), None, ()), Missed)


def test_neither_yes_nor_no_is_no_answer() -> None:
    assert isinstance(confirmation("Send?").take(Input("hm"), None, ()), Missed)


@pytest.mark.parametrize(("option", "sure"), [(0, True), (1, False)])
def test_confirm_says_yes_or_no(option: int, sure: bool) -> None:
    asking = confirm("sure", "Send?", "Yes", "No")
    question = next(asking)
    assert isinstance(question, Choose)
    with pytest.raises(StopIteration) as stop:
        asking.send(list(question.options(None))[option])
    assert stop.value.value is sure


# --- write ---


def test_a_written_answer_is_read_once_it_is_done() -> None:
    assert WHAT.read(DONE, ()) == Words("one")
    assert WHAT.read({"parts": [], "done": True}, ()) == Words()
    assert WHAT.read({"done": True}, ()) == Words()
    for stored in (None, BEGUN, "text", {"parts": [{"text": "one"}]}):
        assert WHAT.read(stored, ()) is UNANSWERED


def test_only_a_question_that_collects_takes_up_what_was_kept() -> None:
    kept = ({"text": "before"},)
    assert WHAT.read(DONE, kept) == Words("one")
    assert Write("what", "?", collects=True).read(DONE, kept) == Words("one\nbefore")


def test_what_can_be_tapped_depends_on_what_is_written() -> None:
    assert WHAT.options(None) == {}
    assert NAME.options(None) == {"-": "Skip"}
    assert NAME.options(BEGUN) == {"=": "Done", "!": "Write afresh"}


def test_the_screen_shows_what_is_written_so_far() -> None:
    assert WHAT.screen(None) == "What happened?"
    assert WHAT.screen(BEGUN) == "So far: one\n\nIs there more? Just send it, or tap Done."


@pytest.mark.parametrize(
    ("option", "stored", "taken"),
    [
        ("-", None, Took({"parts": [], "done": True})),
        ("-", BEGUN, Missed("Please write a few words first.")),
        ("=", BEGUN, Took(DONE)),
        ("=", None, Missed("Please write a few words first.")),
        ("!", BEGUN, Took({"parts": [], "done": False})),
        ("?", BEGUN, Missed("Please write a few words first.")),
    ],
)
def test_taps_skip_finish_or_start_afresh(option: str, stored: object, taken: Took | Missed) -> None:
    assert NAME.tap(option, stored) == taken


def test_what_must_be_written_cannot_be_skipped() -> None:
    assert WHAT.tap("-", None) == Missed("Please write a few words first.")
    assert WHAT.take(Input("skip"), None, ()) == Took({"parts": [{"text": "skip"}], "done": False})


@pytest.mark.parametrize(
    ("question", "said", "stored", "taken"),
    [
        (NAME, Input("Ani"), None, Took({"parts": [{"text": "Ani"}], "done": True})),
        (NAME, Input("Ani"), BEGUN, Took({"parts": [{"text": "one"}, {"text": "Ani"}], "done": False})),
        (WHAT, Input("Ani"), None, Took({"parts": [{"text": "Ani"}], "done": False})),
        (NAME, Input("lewati"), None, Took({"parts": [], "done": True})),
        (NAME, Input("lewati"), BEGUN, Took(DONE)),
        (WHAT, Input("selesai"), BEGUN, Took(DONE)),
        (WHAT, Input("selesai"), None, Took({"parts": [{"text": "selesai"}], "done": False})),
        (WHAT, Input("👍"), None, Took({"parts": [{"text": "👍"}], "done": False})),
        (WHAT, Input(place=Place(1, 2)), None, Took({"parts": [{"place": [1, 2]}], "done": False})),
        (
            WHAT,
            Input("...", media=PHOTO),
            None,
            Took({"parts": [{"text": "...", "media": vars(PHOTO)}], "done": False}),
        ),
        (WHAT, Input("..."), None, Missed("That message was empty. Please write a few words.")),
        (WHAT, Input(" \u200b"), BEGUN, Missed("That message was empty. Please write a few words.")),
    ],
)
def test_messages_become_parts_of_what_is_written(
    question: Write, said: Input, stored: object, taken: Took | Missed
) -> None:
    assert question.take(said, stored, ()) == taken


def test_done_and_skip_under_a_place_are_words_with_a_place() -> None:
    taken = NAME.take(Input("skip", place=Place(1, 2)), None, ())
    assert taken == Took({"parts": [{"text": "skip", "place": [1, 2]}], "done": True})


def test_more_messages_than_can_be_kept_are_refused_and_nothing_is_lost() -> None:
    full = {"parts": [{"text": "x"}] * MOST_PARTS, "done": False}
    assert WHAT.take(Input("more"), full, ()) == Missed(
        "That is as much as I can keep. Please tap Done to go on."
    )
    almost = {"parts": [{"text": "x"}] * (MOST_PARTS - 1), "done": False}
    taken = WHAT.take(Input("more"), almost, ())
    assert isinstance(taken, Took)
    assert len(taken.stored["parts"]) == MOST_PARTS == 100
    assert WHAT.take(Input("done"), full, ()) == Took({**full, "done": True})


def test_write_asks_as_it_was_told_to() -> None:
    asking = write("what", "What?", many=True, may_skip=True, collects=True)
    assert next(asking) == Write("what", "What?", many=True, may_skip=True, collects=True)
    assert next(write("what", "What?")) == Write("what", "What?")
    assert Write("what", "What?") == Write("what", "What?", many=False, may_skip=False, collects=False)
    with pytest.raises(StopIteration) as stop:
        asking.send(Words("so"))
    assert stop.value.value == Words("so")


# --- what is no question ---


def test_so_far_looks_at_what_was_kept() -> None:
    asking = so_far()
    demand = next(asking)
    assert isinstance(demand, SoFar)
    assert demand.of(({"text": "one"}, {"media": vars(PHOTO)})) == Words("one", (PHOTO,))
    assert demand.of(()) == Words()


def test_an_event_is_noted_under_its_name_or_a_key_of_its_own() -> None:
    event = RatingGiven("rsud", 4)
    assert next(record(event)) == Note("RatingGiven", event)
    assert next(record(event, "first")) == Note("first", event)


def test_no_button_of_ours_can_be_a_units_key() -> None:
    from handlers.talk import questions as q

    ours = [q.DONE, q.SKIP, q.AFRESH, q.BACK, q.CANCEL, q.ALL, q.PAGE_TO]
    assert len(set(ours)) == 7
    assert not any(one.isalnum() or one in "_~" for one in ours)
