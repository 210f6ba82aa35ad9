"""A change is only called one when the numbers carry it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.discovery import Word
from analytics.trends import ENOUGH, Scores, change, change_words, p_value

counts = st.tuples(*[st.integers(0, 200)] * 4)


def change_word(now: Scores, before: Scores) -> Word:
    """One unit looked at alone."""
    return change_words({"alone": (now, before)})["alone"]


def test_an_empty_week_has_no_mean_and_no_change() -> None:
    assert Scores().mean is None
    assert change(Scores(), Scores.of([0, 0, 0, 40])) is None
    assert change(Scores.of([0, 0, 0, 40]), Scores()) is None
    assert change_word(Scores(), Scores()) == "too_few"


def test_the_mean_is_weighted_by_how_often_a_score_was_given() -> None:
    assert Scores.of([1, 0, 0, 3]).mean == pytest.approx(3.25)


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        ([0, 0, 0, ENOUGH - 1], [400, 0, 0, 0], "too_few"),
        ([0, 0, 0, 400], [ENOUGH - 1, 0, 0, 0], "too_few"),
        ([0, 0, 0, ENOUGH], [ENOUGH, 0, 0, 0], "up"),
        ([10, 20, 40, 30], [5, 10, 35, 50], "down"),
        ([5, 10, 35, 50], [10, 20, 40, 30], "up"),
        ([5, 10, 15, 20], [6, 10, 15, 19], "unclear"),
        ([0, 0, 30, 0], [0, 0, 30, 0], "unclear"),
    ],
)
def test_the_word_is_no_bolder_than_the_numbers(now: list[int], before: list[int], word: str) -> None:
    assert change_word(Scores.of(now), Scores.of(before)) == word


def test_the_interval_is_the_one_of_welch() -> None:
    # Half 1 and half 4: variance 2.25 * n / (n - 1), so the error of a difference at n = 100 is 0.2132.
    before = Scores.of([50, 0, 0, 50])
    assert change_word(Scores.of([36, 0, 0, 64]), before) == "up"  # a difference of 0.42 against 0.413
    assert change_word(Scores.of([37, 0, 0, 63]), before) == "unclear"  # 0.39


@given(counts, counts)
def test_turned_around_up_becomes_down(one: tuple[int, ...], two: tuple[int, ...]) -> None:
    opposite = {"up": "down", "down": "up"}
    word = change_word(Scores.of(one), Scores.of(two))
    assert change_word(Scores.of(two), Scores.of(one)) == opposite.get(word, word)


def test_a_move_that_is_sure_alone_may_be_chance_among_many() -> None:
    moved = (Scores.of([36, 0, 0, 64]), Scores.of([50, 0, 0, 50]))
    still = (Scores.of([50, 0, 0, 50]), Scores.of([50, 0, 0, 50]))
    assert change_words({"a": moved})["a"] == "up"
    among = change_words({"a": moved, **{str(n): still for n in range(99)}})
    assert set(among.values()) == {"unclear"}


def test_scores_that_are_all_the_same_have_moved_for_sure_or_not_at_all() -> None:
    assert p_value(Scores.of([0, 0, 0, 40]), Scores.of([0, 0, 40, 0])) == 0
    assert p_value(Scores.of([0, 0, 0, 40]), Scores.of([0, 0, 0, 40])) == 1
    assert p_value(Scores.of([0, 0, 0, 40]), Scores()) is None
