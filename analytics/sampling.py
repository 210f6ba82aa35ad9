"""How many people to ask: the sample that the regulation wants, and how many of those asked will answer.

Nothing heavy is loaded here: whoever sends surveys reckons with it beside conversations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from analytics.suppression import withheld

MANY = 1_000_000  # people served, where nobody knows how many they were: more need no larger sample
LEAST_RATE = 0.05  # a response rate that was lower is not believed: it would ask everybody


@dataclass(frozen=True)
class Response:
    """Of people whom a survey reached, how many answered; None for both: too few to tell apart."""

    reached: int | None
    answered: int | None

    @property
    def rate(self) -> float | None:
        """The share that answered, 0 to 1; None where nobody was reached or it is not told."""
        return self.answered / self.reached if self.reached and self.answered is not None else None


def sample_size(population: int) -> int:
    """How many of `population` served people to ask (Krejcie & Morgan; 5 % error, 95 % confidence).

    S = X2 N P Q / (d2 (N - 1) + X2 P Q) with X2 = 3.841, P = Q = 0.5 and d = 0.05, to the nearest integer
    (Krejcie and Morgan 1970, Educational and Psychological Measurement 30, 607-610; PermenPANRB 14/2017).
    Raises ValueError for a population below 0.
    """
    if population < 0:
        raise ValueError(f"a population of {population} people cannot be")
    chi_square, spread, error = Fraction("3.841"), Fraction(1, 4), Fraction(1, 20)
    share = chi_square * spread
    return floor(share * population / (error**2 * (population - 1) + share) + Fraction(1, 2))


def to_ask(served: int | None, answered: int, rate: float) -> int:
    """How many to ask so that the sample is reached, where so many have answered already.

    served      people served in the period; None: not known, and then as for very many
    answered    complete forms of the period so far
    rate        share of those asked who can be expected to answer, 0 to 1; taken as LEAST_RATE at least
    """
    missing = sample_size(MANY if served is None else served) - answered
    return ceil(missing / min(1.0, max(LEAST_RATE, rate))) if missing > 0 else 0


def by_group(groups: Mapping[str, tuple[int, int]], smallest: int) -> dict[str, Response]:
    """The response of each group, given as reached and answered, none of fewer than `smallest` people.

    A small group is not told, nor is what would give it away beside the total (`suppression.withheld`).
    """
    sizes = {name: reached for name, (reached, _) in groups.items()}
    out = withheld(sizes, smallest) if sum(sizes.values()) >= smallest else frozenset(sizes)
    return {name: Response(None, None) if name in out else Response(*both) for name, both in groups.items()}
