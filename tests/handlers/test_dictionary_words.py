"""Every column has a meaning in both languages."""

import pytest

from handlers.dictionary_words import MEANINGS, meaning, meanings
from handlers.element_names import ELEMENT_NAMES
from handlers.talk import speaking


@pytest.mark.parametrize("column", [*MEANINGS, *ELEMENT_NAMES, *(f"nrr_{key}" for key in ELEMENT_NAMES)])
def test_a_column_is_told_in_indonesian_and_in_english(column: str) -> None:
    (said,) = meanings([column], ("id", "en")).values()
    assert all(said)
    assert said[0] != said[1]
    assert "{" not in "".join(said)


def test_a_column_that_nobody_knows_is_an_error() -> None:
    with speaking("id"), pytest.raises(KeyError):
        meaning("unheard_of")
