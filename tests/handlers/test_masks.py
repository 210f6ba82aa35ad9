"""The words of masking are what the counting room accepts, and no more is masked than names."""

from __future__ import annotations

import re

from handlers import masks


def test_every_label_is_words_in_brackets() -> None:
    labels = masks.labels()
    assert set(labels) == {"number", "phone", "email", "link", "username", "name"}
    assert all(re.fullmatch(r"\[[a-z ]+\]", label) for label in labels.values())


def test_words_that_are_no_name_and_words_that_tell_a_home_are_in_small_letters() -> None:
    words = (*masks.not_names(), *masks.hints())
    assert words
    assert all(word == word.casefold() for word in words)
