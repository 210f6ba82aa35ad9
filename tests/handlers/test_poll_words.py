"""What people read of polls: the question with its buttons, results with and without what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from handlers import poll_words
from handlers.poll_views import Ballot, Result
from handlers.talk import Media, speaking

UNTIL = datetime(2026, 12, 4, 10, 35, tzinfo=UTC)
BALLOT = Ballot(7, "fkp234", "Antrean KTP", "Kapan?", ("Pagi", "Siang"), UNTIL, mine=1)
WHOLE = Result("Kapan?", {"Pagi": 18, "Siang": 5}, 23, 24)
FOLDED = Result("Kapan?", {"Pagi": 18, "Siang": None, "Malam": None}, 25, 30, rest=7)
MOST = Result("Kapan?", {"Pagi": None, "Siang": None}, 25, 30, leading="Pagi")
FEW = Result("Kapan?", {"Pagi": None, "Siang": None}, 3, 30)
PICTURE = Media("photo", "doc:1")


@pytest.fixture(autouse=True)
def indonesian() -> Iterator[None]:
    with speaking("id"):
        yield


def test_the_question_comes_with_a_button_for_each_answer_that_never_grows_old() -> None:
    say = poll_words.asked(BALLOT)
    assert "Kapan?\n\n1. Pagi\n2. Siang" in say.words
    assert "10.35 UTC" in say.words
    assert [(one.id, one.label) for one in say.choices] == [
        ("go.vote:7.0", "Pagi"),
        ("go.vote:7.1", "✅ Siang"),
    ]


def test_a_whole_result_has_all_numbers() -> None:
    text = poll_words.result(WHOLE)
    assert "Pagi: 18 (78%)\nSiang: 5 (22%)" in text
    assert "23 dari 24 orang ikut menjawab" in text
    assert "“–”" not in text


def test_what_few_said_is_told_together() -> None:
    text = poll_words.result(FOLDED)
    assert "Siang: –\nMalam: –" in text
    assert "Semuanya berjumlah 7" in text


def test_where_no_number_can_be_shown_most_may_be_said() -> None:
    assert "Terbanyak menjawab: Pagi" in poll_words.result(MOST)
    few = poll_words.result(FEW)
    assert "menebak siapa menjawab apa" in few
    assert "Terbanyak" not in few


def test_a_result_that_says_nothing_cannot_be_sent_on() -> None:
    whole, few = poll_words.told("fkp234", 7, WHOLE, PICTURE), poll_words.told("fkp234", 7, FEW, None)
    assert [one.id for one in whole.choices] == ["go.poll:fkp234.share.7", "go.poll:fkp234"]
    assert whole.media == (PICTURE,)
    assert [one.id for one in few.choices] == ["go.poll:fkp234"]
    assert few.media == ()


def test_those_who_took_part_read_the_same_numbers() -> None:
    shared = poll_words.shared("Antrean KTP", WHOLE, PICTURE)
    assert poll_words.result(WHOLE) in shared.words
    assert (shared.media, shared.choices) == ((PICTURE,), ())
    assert poll_words.shared("Antrean KTP", MOST, None).media == ()


def test_the_picture_says_whose_poll_it_was_and_what_is_hidden() -> None:
    words = poll_words.picture("Antrean KTP", date(2026, 12, 4), FOLDED)
    assert words["title"] == "Kapan?"
    assert words["subtitle"] == "Antrean KTP · Jumat, 4 Desember 2026"
    assert words["note"].startswith("25 dari 30 orang ikut menjawab.")
    assert "berjumlah 7" in words["note"]


def test_a_problem_nobody_has_heard_of_is_told_all_the_same() -> None:
    assert "saya temukan" in poll_words.problem("unheard of")


def test_the_report_of_a_forum_has_all_its_polls() -> None:
    assert poll_words.chapter([])[0].text == "Tidak ada jajak pendapat."
    blocks = poll_words.chapter([FOLDED, MOST, FEW])
    (table,) = [block for block in blocks if block.rows]
    assert table.rows == (("Pagi", "18 (72%)"), ("Siang", "–"), ("Malam", "–"))
    texts = [block.text for block in blocks if block.text]
    assert texts[1] == "25 dari 30 orang ikut menjawab. “–”: terlalu sedikit untuk ditampilkan sendiri. " + (
        "Semuanya berjumlah 7."
    )
    assert "Terbanyak menjawab: Pagi" in texts
    assert texts[-1] == "3 dari 30 orang ikut menjawab."
