"""The survey of a forum in numbers: the rate beside the means, and nothing where few answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from handlers import opinion_words
from handlers.poll_views import Opinions
from handlers.talk import speaking

ALL = Opinions(20, 12, 3.4166, 3.0, ("Terlalu singkat",))
FEW = Opinions(20, 3)


@pytest.fixture(autouse=True)
def indonesian() -> Iterator[None]:
    with speaking("id"):
        yield


def test_the_sheet_tells_the_rate_and_the_means() -> None:
    line = opinion_words.line(ALL)
    assert "12 dari 20 menjawab (60%), 8 tidak" in line
    assert "bermanfaat 3,42 dari 4 · didengar 3,00 dari 4" in line


def test_few_answers_are_hidden_and_their_number_is_not() -> None:
    line = opinion_words.line(FEW)
    assert "3 dari 20 menjawab (15%), 17 tidak" in line
    assert "dari 4" not in line
    assert "didengar –" in opinion_words.line(replace(ALL, heard=None))


def test_while_nobody_was_asked_there_is_nothing_to_tell() -> None:
    assert opinion_words.line(None) == opinion_words.line(Opinions(0, 0)) == ""
    assert opinion_words.chapter(Opinions(0, 0))[0].text == "Belum ada yang ditanya."
    assert Opinions(0, 0).rate is None


def test_the_report_shows_who_did_not_answer() -> None:
    note, table = opinion_words.chapter(ALL)
    assert "bukan contoh acak" in note.text
    assert [row[1] for row in table.rows] == ["20", "12", "8", "60%", "3,42", "3,00"]
    assert [row[0] for row in table.rows[:3]] == ["Ditanya", "Menjawab", "Tidak menjawab"]
    few, counts = opinion_words.chapter(FEW)
    assert "Terlalu sedikit" in few.text
    assert [row[1] for row in counts.rows] == ["20", "3", "17", "15%"]


def test_words_are_listed_without_a_name() -> None:
    assert "• Terlalu singkat" in opinion_words.said(ALL)
    assert "Tidak ada yang menulis" in opinion_words.said(FEW)


def test_more_answers_than_messages_are_no_more_than_all() -> None:
    assert Opinions(5, 6, 4.0).rate == 1.0
