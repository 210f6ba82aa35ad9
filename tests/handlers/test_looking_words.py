"""What overseers hear of words shown on the command line, and of keys."""

from __future__ import annotations

import pytest

from handlers import key_words, looking_words
from handlers.talk import speaking


@pytest.mark.parametrize("what", looking_words.WHAT)
def test_overseers_hear_who_read_what_and_why(what: str) -> None:
    with speaking("en"):
        words = looking_words.looked("Tono", "overseer", what, "an audit").words
    assert "Tono" in words
    assert looking_words.WHAT[what] in words
    assert "an audit" in words


def test_overseers_hear_of_a_new_key_by_its_id_and_of_the_reason_if_there_is_one() -> None:
    with speaking("en"):
        assert "a1b2c3d4" in key_words.changed("a1b2c3d4", "").words
        assert "Why" not in key_words.changed("a1b2c3d4", "").words
        assert "Why: yearly" in key_words.changed("a1b2c3d4", "yearly").words
        assert "Why: yearly" in key_words.retired("a1b2c3d4", "yearly").words
        assert "taken away" in key_words.retired("a1b2c3d4", "").words


def test_who_was_named_hears_the_reason_and_whom_to_tell() -> None:
    with speaking("en"):
        words = looking_words.in_your_name("an audit").words
    assert "an audit" in words
    assert "tell the oversight team" in words
