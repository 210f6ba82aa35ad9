"""How many to ask: the regulation's table, what is answered already, and the share that answers."""

from __future__ import annotations

import pytest

from analytics.sampling import LEAST_RATE, Response, by_group, sample_size, to_ask


@pytest.mark.parametrize(
    ("population", "sample"),
    [
        (10, 10),
        (50, 44),
        (100, 80),
        (200, 132),
        (500, 217),
        (1000, 278),
        (5000, 357),
        (10_000, 370),
        (1_000_000, 384),
        (1, 1),
        (0, 0),
    ],
)
def test_the_sample_follows_the_table_of_krejcie_and_morgan(population: int, sample: int) -> None:
    assert sample_size(population) == sample


def test_a_population_below_zero_cannot_be() -> None:
    with pytest.raises(ValueError, match="-1 people"):
        sample_size(-1)


@pytest.mark.parametrize(
    ("served", "answered", "rate", "asked"),
    [
        (1000, 0, 1.0, 278),
        (1000, 78, 0.5, 400),
        (1000, 78, 0.3, 667),
        (1000, 277, 0.9, 2),
        (1000, 278, 0.5, 0),
        (1000, 900, 0.5, 0),
        (None, 0, 0.2, 1920),
        (1000, 0, 2.0, 278),
    ],
)
def test_so_many_are_asked_that_the_sample_is_reached(
    served: int | None, answered: int, rate: float, asked: int
) -> None:
    assert to_ask(served, answered, rate) == asked


def test_a_survey_that_nobody_answered_does_not_ask_everybody_the_next_time() -> None:
    assert to_ask(1000, 0, 0.0) == to_ask(1000, 0, LEAST_RATE) == 5560


def test_the_share_that_answered_is_told_of_large_groups_only() -> None:
    found = by_group({"telegram": (100, 25), "web": (40, 4), "whatsapp": (7, 2)}, 5)
    assert found == {"telegram": Response(100, 25), "web": Response(40, 4), "whatsapp": Response(7, 2)}
    assert found["telegram"].rate == 0.25


def test_a_small_group_takes_along_the_one_from_which_it_would_follow() -> None:
    found = by_group({"id": (90, 30), "en": (12, 6), "su": (3, 3)}, 5)
    assert found == {"id": Response(90, 30), "en": Response(None, None), "su": Response(None, None)}
    assert found["su"].rate is None


def test_of_too_few_nothing_is_told_and_of_nobody_no_rate() -> None:
    assert by_group({"telegram": (4, 1)}, 5) == {"telegram": Response(None, None)}
    assert by_group({}, 5) == {}
    assert Response(0, 0).rate is None
