"""Messages that belong to an answer are stored and put together again without a loss."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.talk import Input, Media, Place, Words
from handlers.talk.parts import in_short, is_more_than_a_choice, part_of, parts_of, says_something, words_of
from handlers.talk.words import speaking

PHOTO = Media("photo", "p1", "u1", "image/jpeg", 3, "a.jpg")
VOICE = Media("voice", "v1")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a", True),
        ("7", True),
        ("😀", True),
        ("+", True),
        ("سلام", True),
        ("", False),
        ("...", False),
        (" \u200b\u202e", False),
    ],
)
def test_a_message_says_something_by_a_letter_a_digit_or_a_symbol(text: str, says: bool) -> None:
    assert says_something(text) is says


@pytest.mark.parametrize(
    ("text", "more"),
    [("a b c", True), ("a b", False), ("x" * 41, True), ("x" * 40, False), ("\u200b " * 30, False)],
)
def test_more_than_two_words_or_forty_characters_are_more_than_a_choice(text: str, more: bool) -> None:
    assert is_more_than_a_choice(text) is more


def test_a_message_is_stored_with_only_what_it_has() -> None:
    assert part_of(Input("hi")) == {"text": "hi"}
    assert part_of(Input(media=VOICE)) == {
        "media": {"kind": "voice", "ref": "v1", "unique": "", "mime": "", "size": None, "name": ""}
    }
    assert part_of(Input(place=Place(-6.1, 106.2))) == {"place": [-6.1, 106.2]}
    assert part_of(Input(other="sticker")) == {}
    assert part_of(Input(tap="x")) == {}


def test_only_a_written_answer_has_parts() -> None:
    assert parts_of({"parts": [{"text": "a"}], "done": True}) == ({"text": "a"},)
    for stored in (None, "text", 4, {}, {"done": True}, {"parts": None}):
        assert parts_of(stored) == ()


def test_messages_stand_below_each_other_with_everything_sent_along() -> None:
    parts = (
        part_of(Input("one", media=PHOTO)),
        part_of(Input(media=VOICE)),
        part_of(Input(place=Place(1, 2))),
        part_of(Input("two", place=Place(3, 4))),
    )
    assert words_of(json.loads(json.dumps(parts))) == Words("one\ntwo", (PHOTO, VOICE), Place(3, 4))
    assert words_of(()) == Words()


@pytest.mark.parametrize(
    ("first", "joint"),
    [
        ("x" * 3999, "\n"),
        ("x" * 4000, ""),
        ("x" * 4096, ""),
        ("😀" * 1999, "\n"),
        ("😀" * 2000, ""),
        ("\ud83d" * 4000, ""),
    ],
)
def test_a_message_cut_by_the_network_goes_on_without_a_break(first: str, joint: str) -> None:
    assert words_of(({"text": first}, {"text": "y"})).text == f"{first}{joint}y"


def test_after_a_cut_message_and_its_end_the_next_begins_a_line() -> None:
    assert words_of(({"text": "x" * 4096}, {"media": vars(VOICE)}, {"text": "y"}, {"text": "z"})).text == (
        "x" * 4096 + "y\nz"
    )


@given(
    st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=7), min_size=1),
    st.integers(4096, 9000),
)
def test_any_text_the_network_cuts_is_put_together_exactly(pieces_of_it: list[str], length: int) -> None:
    text, most = ("".join(pieces_of_it) * length)[:length], 4096
    units = text.encode("utf-16-le")
    pieces, at = [], 0
    while at < len(units):
        end = min(at + 2 * most, len(units))
        if end < len(units) and 0xDC <= units[end + 1] <= 0xDF:
            end -= 2  # never in the middle of a pair
        pieces.append(units[at:end].decode("utf-16-le"))
        at = end
    assert words_of(tuple({"text": piece} for piece in pieces)).text == text


def test_in_short_is_the_beginning_and_what_was_sent_along() -> None:
    with speaking("en"):
        assert in_short(Words("a  b\nc")) == "a b c"
        assert in_short(Words("", (PHOTO, VOICE), Place(1, 2))) == "2 attachments + a place"
        assert in_short(Words("hello", (PHOTO,))) == "hello + 1 attachments"
        assert in_short(Words()) == ""
        assert in_short(Words("abc def ghi"), 8) == "abc def…"
        assert in_short(Words("abc def"), 7) == "abc def"
        assert in_short(Words("abcdefgh"), 4) == "abcd…"
        assert in_short(Words("x" * 200)) == "x" * 160 + "…"
