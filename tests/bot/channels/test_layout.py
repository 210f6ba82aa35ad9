"""Long texts are cut where people would cut them, buttons keep their places, and nothing gets lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.layout import TEXT_UNITS, albums, parts, pieces, rows, shortened, units, weight
from handlers.talk import Say
from handlers.talk.model import Choice, File, Media

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


def sent(kinds: str) -> tuple[Media, ...]:
    """Files by their initials: p, v (video), o (voice), d."""
    names = {"p": "photo", "v": "video", "o": "voice", "d": "document"}
    return tuple(Media(names[kind], f"{kind}{place}") for place, kind in enumerate(kinds))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kinds", "together"),
    [
        ("", []),
        ("p", ["p"]),
        ("ppv", ["ppv"]),
        ("pdd", ["p", "dd"]),
        ("oo", ["o", "o"]),
        ("pop", ["p", "o", "p"]),
        ("p" * 11, ["p" * 10, "p"]),
        ("d" * 20, ["d" * 10, "d" * 10]),
    ],
)
def test_albums_hold_what_can_stand_together_in_the_order_given(kinds: str, together: list[str]) -> None:
    cut = list(albums(sent(kinds)))
    assert ["".join(one.ref[0] for one in album) for album in cut] == together
    assert [one for album in cut for one in album] == list(sent(kinds))


def test_photos_come_before_the_words_and_the_buttons_stay_with_these() -> None:
    say = Say("Sudah selesai?", buttons("Sudah"), media=sent("pp"))
    album, words = parts(say)
    assert (album.media, album.words, album.choices) == (say.media, "", ())
    assert (words.words, words.choices, words.media) == ("Sudah selesai?", say.choices, ())
    assert album.unshown == say.unshown != ""
    assert [weight(part) for part in parts(say)] == [2, 1]


def test_a_part_is_not_cut_again() -> None:
    say = Say("w" * 5000, buttons("ya"), media=sent("ppod"), file=File("data.json", "{}"))
    cut = parts(say)
    assert [part for one in cut for part in parts(one)] == list(cut)
    assert [weight(part) for part in cut] == [2, 1, 1, 1, 1, 1]
