"""What people hear about their own data from others than a conversation."""

from __future__ import annotations

from datetime import date

from handlers import subject_words
from handlers.talk import speaking


def test_who_answers_hears_numbers_and_how_many_are_late() -> None:
    with speaking("en"):
        words = subject_words.due([3, 4], 1).words
        assert "no. 3, 4" in words
        assert "1 of them is late already" in words
        assert "late" not in subject_words.due([3], 0).words


def test_an_answer_says_what_it_is_about() -> None:
    with speaking("en"):
        assert subject_words.answered("It is done.").words.endswith("It is done.")


def test_a_leak_is_told_with_its_days_and_what_to_be_careful_of() -> None:
    with speaking("en"):
        words = subject_words.breach("Kota Serang", date(2026, 11, 1), date(2026, 11, 3)).words
        assert "Kota Serang" in words
        assert "between" in words
        assert "between" not in subject_words.breach("X", date(2026, 11, 1), date(2026, 11, 1)).words
