"""Long texts are cut where people would cut them, buttons keep their places, and nothing gets lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.layout import TEXT_UNITS, parts, pieces, rows, shortened, units
from handlers.talk import Say
from handlers.talk.model import Choice, File

WORDS = st.text(st.sampled_from("abc \n😀👍\u200d\ufe0f🏽é"), max_size=300)


def buttons(*labels: str, nav: tuple[str, ...] = ()) -> tuple[Choice, ...]:
    return tuple([Choice(label, label) for label in labels] + [Choice(label, label, True) for label in nav])


@given(WORDS, st.integers(2, 40))
def test_every_piece_fits_and_no_letter_is_lost(text: str, limit: int) -> None:
    cut = pieces(text, limit)
    assert all(units(piece) <= limit for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


@given(WORDS)
def test_no_piece_is_blank_unless_the_text_is(text: str) -> None:
    cut = pieces(text, 12)
    assert all(piece.strip() for piece in cut) or cut == [text]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("satu dua\n\ntiga empat lima", ["satu dua", "tiga empat lima"]),
        ("satu dua tiga\nempat lima", ["satu dua tiga", "empat lima"]),
        ("satu dua tiga empat lima", ["satu dua tiga", "empat lima"]),
        ("x" * 20, ["x" * 16, "x" * 4]),
    ],
)
def test_a_text_is_cut_at_a_paragraph_else_a_line_else_a_word(text: str, cut: list[str]) -> None:
    assert pieces(text, 16) == cut


def test_an_emoji_of_several_characters_is_not_torn_apart() -> None:
    family = "👨\u200d👩\u200d👧"
    assert pieces(family * 3, 20) == [family * 2, family]


def test_ten_thousand_emoji_go_out_in_full() -> None:
    cut = pieces("😀" * 10_000)
    assert [units(piece) for piece in cut] == [4096, 4096, 4096, 4096, 3616]


def test_buttons_are_under_the_last_part() -> None:
    say = Say("a" * 3000 + "\n\n" + "b" * 3000, buttons("ya"))
    first, last = parts(say)
    assert (first.words, first.choices) == ("a" * 3000, ())
    assert (last.words, last.choices) == ("b" * 3000, say.choices)


def test_a_file_carries_short_words_with_it_and_follows_long_ones() -> None:
    file = File("data.json", "{}")
    assert parts(Say("Ini data Anda.", file=file)) == (Say("Ini data Anda.", file=file),)
    assert parts(Say("w" * 2000, buttons("ya"), file=file)) == (
        Say("w" * 2000),
        Say("", buttons("ya"), file=file),
    )


def test_answers_stand_in_columns_and_the_ways_out_in_one_last_row() -> None:
    say = Say("?", buttons("1", "2", "3", nav=("‹ Kembali", "Batal")), columns=2)
    assert [[choice.label for choice in row] for row in rows(say)] == [
        ["1", "2"],
        ["3"],
        ["‹ Kembali", "Batal"],
    ]


def test_a_long_label_is_never_cut() -> None:
    label = "Kartu identitas anak untuk yang berusia di bawah tujuh belas tahun " * 3
    assert rows(Say("?", buttons(label)))[0][0].label == label


def test_only_what_stands_over_a_button_is_shortened() -> None:
    assert shortened("pendek") == "pendek"
    assert units(shortened("😀" * 300)) <= 200
    assert shortened("😀" * 300).endswith("…")
    assert units("😀" * 2048) == TEXT_UNITS
