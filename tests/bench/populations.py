"""Made populations of people served, as such surveys find them: many forms say four nine times."""

from __future__ import annotations

import numpy as np

SERVED = 2000
STRAIGHT = (0.0, 0.3, 0.6, 0.8, 0.95)  # shares of forms with nine fours
Sums = np.ndarray[tuple[int], np.dtype[np.int64]]


def population(straight: float, seed: int, served: int = SERVED, mood: float = 0.6) -> Sums:
    """The sum of nine answers of everybody served; `mood` moves those who are not straight fours."""
    random = np.random.default_rng(seed)
    person = random.normal(0, 0.8, served)[:, None]
    answers = np.clip(np.round(2.6 + 0.6 * (person + random.normal(0, 0.7, (served, 9)) + mood)), 1, 4)
    sums: Sums = answers.sum(axis=1).astype(np.int64)
    sums[random.random(served) < straight] = 36
    return sums
