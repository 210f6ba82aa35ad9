"""Messages as WhatsApp takes them: nothing is lost, nothing too long, and the choices come last."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.layout import units
from bot.channels.whatsapp_layout import BODY, LIST_BUTTON, TEXT, interactive, parts, pieces, weight
from handlers.talk import Media, Say
from handlers.talk.model import Choice, File

BACK, OUT = Choice("t.q:back~abcd.1", "‹ Kembali", nav=True), Choice("t.q:out~abcd.1", "Batal", nav=True)


def answers(count: int) -> tuple[Choice, ...]:
    return tuple(Choice(f"t.q:{number}~abcd.1", f"Pilihan {number}") for number in range(count))


def laid(say: Say) -> tuple[str, list[str], list[str]]:
    """Kind, titles and ids of what is to be chosen from."""
    made = interactive(say)
    assert made is not None
    if made["type"] == "button":
        shown = [button["reply"] for button in made["action"]["buttons"]]
    else:
        (section,) = made["action"]["sections"]
        shown = section["rows"]
    return made["type"], [one["title"] for one in shown], [one["id"] for one in shown]


def test_words_alone_are_one_text() -> None:
    assert parts(Say("Halo")) == (Say("Halo"),)
    assert interactive(Say("Halo")) is None
    assert weight(Say("Halo")) == 1


@pytest.mark.parametrize("words", ["", "  \n "])
def test_no_words_and_nothing_else_is_no_message(words: str) -> None:
    assert parts(Say(words)) == ()


@pytest.mark.parametrize("words", ["", "  \n "])
def test_choices_without_words_have_a_sign_above_them(words: str) -> None:
    (part,) = parts(Say(words, answers(2)))
    made = interactive(part)
    assert made is not None
    assert made["body"] == {"text": LIST_BUTTON}


@pytest.mark.parametrize(("count", "kind"), [(1, "button"), (3, "button"), (4, "list"), (10, "list")])
def test_up_to_three_are_buttons_and_up_to_ten_a_list(count: int, kind: str) -> None:
    (part,) = parts(Say("Pilih:", answers(count)))
    assert laid(part) == (
        kind,
        [choice.label for choice in answers(count)],
        [choice.id for choice in answers(count)],
    )


@pytest.mark.parametrize(
    ("count", "ways"), [(7, [BACK, OUT]), (8, [BACK, OUT]), (9, [BACK]), (10, []), (12, [])]
)
def test_ways_back_go_first_where_there_is_no_room(count: int, ways: list[Choice]) -> None:
    kept = [choice for part in parts(Say("Pilih:", (*answers(count), BACK, OUT))) for choice in part.choices]
    assert kept == [*answers(count), *ways]


def test_more_than_ten_answers_are_several_lists_and_the_first_has_the_words() -> None:
    made = parts(Say("Kelurahan mana?", answers(23)))
    assert [(part.words, len(part.choices)) for part in made] == [
        ("Kelurahan mana?", 10),
        ("2/3", 10),
        ("3/3", 3),
    ]
    assert tuple(choice for part in made for choice in part.choices) == answers(23)


def test_a_row_whose_title_was_shortened_has_the_whole_label_below_it() -> None:
    long = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, dan Keluarga Berencana Kota"
    made = interactive(Say("Pilih:", (Choice("a", long), *answers(4))))
    assert made is not None
    first, second, *_ = made["action"]["sections"][0]["rows"]
    assert first["title"] == "Dinas Pemberdayaan…"
    assert long.startswith(first["description"].rstrip("…"))
    assert units(first["description"]) <= 72
    assert "description" not in second


def test_a_choice_without_a_label_has_a_number_and_nothing_below_it() -> None:
    made = interactive(Say("Pilih:", (*answers(3), Choice("e", " "))))
    assert made is not None
    assert made["action"]["sections"][0]["rows"][-1] == {"id": "e", "title": "4."}


def test_files_come_one_by_one_before_the_words() -> None:
    photos = (Media("photo", "1"), Media("document", "2"))
    made = parts(Say("Lihat ini", answers(2), media=photos, unshown="Ada foto", file=File("data.json", "{}")))
    assert [part.media for part in made] == [(photos[0],), (photos[1],), (), ()]
    assert [part.unshown for part in made] == ["Ada foto", "Ada foto", "", ""]
    assert [part.file is not None for part in made] == [False, False, True, False]
    assert (made[-1].words, made[-1].choices) == ("Lihat ini", answers(2))


def test_long_text_is_cut_after_a_paragraph() -> None:
    first, second = "Kata demi kata. " * 180, "Bagian kedua. " * 200
    made = parts(Say(f"{first.strip()}\n\n{second.strip()}"))
    assert [part.words for part in made] == [first.strip(), second.strip()]


def test_else_after_a_sentence() -> None:
    made = parts(Say("Ini satu kalimat yang sedang. " * 400))
    assert len(made) == 3
    assert all(part.words.endswith("sedang.") for part in made)


def test_a_point_inside_a_number_ends_no_sentence() -> None:
    text = "Ini awalnya. " + "Rp1.000.000 lagi " * 400
    first = pieces(text, TEXT)[0]
    assert first.endswith(("lagi", "Rp1.000.000"))


def test_a_long_question_keeps_its_last_piece_with_the_choices() -> None:
    words = "Ini satu kalimat yang sedang. " * 60 + "Setuju?"
    *before, last = parts(Say(words, answers(3)))
    assert [part.choices for part in before] == [()]
    assert last.words.endswith("Setuju?")
    assert units(last.words) <= BODY
    assert " ".join([*(part.words for part in before), last.words]) == words


def test_words_with_spaces_behind_them_are_said_once() -> None:
    words = "Ini satu kalimat yang sedang. " * 34 + " " * 3000
    assert [part.words for part in parts(Say(words, answers(2)))] == [words.strip()]


@pytest.mark.parametrize("emoji", ["😀", "👩‍👩‍👧", "👍🏽", "❤️"])
@pytest.mark.parametrize("before", range(12))
def test_a_cut_falls_between_emoji(emoji: str, before: int) -> None:
    for piece in pieces("a" * before + emoji * 2000, TEXT)[:-1]:
        assert units(piece) <= TEXT
        assert not piece.lstrip("a").replace(emoji, "")


@given(
    st.lists(st.text("ab.!? \n😀é", min_size=1, max_size=900), max_size=9).map("".join),
    st.integers(0, 25),
    st.booleans(),
)
def test_nothing_is_lost_and_nothing_too_long(words: str, count: int, ways: bool) -> None:
    say = Say(words, (*answers(count), *((BACK, OUT) if ways else ())))
    made = parts(say)
    told = "".join(part.words for part in made if "/" not in part.words)
    assert "".join(told.split()) == "".join(words.split())
    assert {choice for part in made for choice in part.choices} >= set(answers(count))
    for part in made:
        assert parts(part) == (part,) or part == replace(say, words=words.strip(), choices=part.choices)
        if part.choices:
            kind, titles, ids = laid(part)
            assert units(part.words) <= BODY
            assert len(set(titles)) == len(set(ids)) == len(ids) <= (3 if kind == "button" else 10)
        else:
            assert 0 < units(part.words) <= TEXT
