"""Tails are what scipy.stats says they are."""

import numpy as np
import pytest
from scipy.stats import binom, hypergeom, nbinom

from analytics.tails import binomial, hypergeometric, negative_binomial

SEED = 20261125


def test_the_binomial_tail_is_that_of_scipy_to_the_last_bit() -> None:
    random = np.random.default_rng(SEED)
    for of in random.integers(1, 20_000, 300).tolist():
        count, shares = int(random.integers(1, of + 1)), random.random(5) ** 3
        assert binomial(count, of, shares).tolist() == binom.sf(count - 1, of, shares).tolist()


def test_the_negative_binomial_tail_is_that_of_scipy_to_the_last_bit() -> None:
    random = np.random.default_rng(SEED)
    for size, success in random.random((300, 2)).tolist():
        count = int(random.integers(-1, 500))
        assert negative_binomial(count, size * 50 + 0.01, success) == nbinom.sf(
            count - 1, size * 50 + 0.01, success
        )


def test_the_hypergeometric_tail_is_that_of_scipy_to_twelve_digits() -> None:
    random = np.random.default_rng(SEED)
    for all_of_them in random.integers(2, 30_000, 300).tolist():
        marked, drawn = random.integers(1, all_of_them + 1, 2).tolist()
        count = int(random.hypergeometric(marked, all_of_them - marked, drawn))
        exact = hypergeom.sf(count - 1, all_of_them, marked, drawn)
        assert hypergeometric(count, drawn, marked, all_of_them) == pytest.approx(exact, rel=1e-11)


@pytest.mark.parametrize(
    ("count", "drawn", "marked", "all_of_them", "chance"),
    [(0, 3, 2, 9, 1.0), (2, 3, 8, 9, 1.0), (1, 1, 1, 4, 0.25), (2, 2, 2, 4, 1 / 6), (3, 3, 3, 3, 1.0)],
)
def test_small_draws_have_the_chances_that_one_counts_by_hand(
    count: int, drawn: int, marked: int, all_of_them: int, chance: float
) -> None:
    assert hypergeometric(count, drawn, marked, all_of_them) == pytest.approx(chance, rel=1e-14)
