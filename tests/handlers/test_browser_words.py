"""What only a browser needs to be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handlers import browser_words
from handlers.facts import Facts
from handlers.talk import speaking
from tests.handlers.city import CITY

FACTS = Facts(CITY, date(2026, 11, 24))
UNIT = next(iter(CITY.units.values()))


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_problem_says_what_to_do(language: str) -> None:
    with speaking(language):
        words = [browser_words.problem(name) for name in browser_words.PROBLEMS]
    assert len(set(words)) == len(words)
    assert all(len(each) > 15 for each in words)


def test_the_first_words_greet_and_offer_everything() -> None:
    with speaking("en"):
        say = browser_words.first(FACTS)
    assert say.words.startswith("Hello! This is Suara Warga of")
    assert [choice.id for choice in say.choices][:2] == ["go.rate", "go.comp"]


def test_the_button_of_a_link_says_where_it_leads() -> None:
    with speaking("en"):
        assert browser_words.start(CITY, f"u-{UNIT.key}") == f"⭐ Rate {UNIT.label}"
        assert browser_words.start(CITY, UNIT.key) == f"⭐ Rate {UNIT.label}"
        assert browser_words.start(CITY, "i-code") == browser_words.started() == "Start"
        shut = replace(CITY, units={UNIT.key: replace(UNIT, closed=True)})
        assert browser_words.start(shut, f"u-{UNIT.key}") == "Start"
