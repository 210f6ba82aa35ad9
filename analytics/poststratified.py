"""The index as the visitors would have given it, where those who answer are others than those who come.

Forms are weighted so that the shares of a profile question (sex, age, education, occupation) are those of
the people served (Little 1993, Journal of the American Statistical Association 88, 1001-1012); with several
questions by raking, one after the other until all hold (Deming & Stephan 1940). Shown beside the official
figure, never instead of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from analytics.skm import BEST, ELEMENTS

ROUNDS = 100
CLOSE = 1e-6  # of a share: the weights hold
FEWEST = 5  # forms of a kind of people; fewer would speak for too many
HEAVIEST = 5.0  # a form may speak for at most so many times its own part

Profile = Mapping[str, Mapping[str, float]]  # question -> answer -> share of those served


@dataclass(frozen=True)
class Weighted:
    """The weighted index and the forms it rests on; `worth`: how many unweighted ones that equals (Kish)."""

    ikm: float
    n: int
    worth: float


def weighted(forms: pd.DataFrame, profile: Profile) -> Weighted | None:
    """The weighted IKM of complete forms (nine columns 1..4, and a column for each question of the profile).

    None without a profile, when a kind of people that was served hardly answered (`FEWEST`), or when no
    weights make all questions hold at once.
    """
    told = forms[[*ELEMENTS, *profile]].dropna()
    if not profile or not _everybody_answered(told, profile):
        return None
    weights = _raked(told, profile)
    if weights is None:
        return None
    values = told[list(ELEMENTS)].astype(float).mean(axis=1) * 100 / BEST
    total = float(weights.sum())
    return Weighted(
        ikm=float((values * weights).sum()) / total,
        n=len(told),
        worth=total**2 / float((weights**2).sum()),
    )


def _everybody_answered(told: pd.DataFrame, profile: Profile) -> bool:
    counts = {question: told[question].value_counts() for question in profile}
    return all(
        counts[question].get(answer, 0) >= FEWEST for question, shares in profile.items() for answer in shares
    )


def _raked(told: pd.DataFrame, profile: Profile) -> "pd.Series[Any] | None":
    """One weight a form, 1 on average; answers that the profile does not know keep theirs."""
    weights = pd.Series(1.0, index=told.index)
    for _ in range(ROUNDS):
        scaled = [weights]
        for question, shares in profile.items():
            scaled.append(_towards(scaled[-1], told[question], shares))
        weights = scaled[-1]
        # When the round changed nothing anywhere, every question holds; in a circle none ever does.
        if max(float((one - other).abs().max()) for one, other in pairwise(scaled)) < CLOSE:
            return weights.clip(upper=HEAVIEST)
    return None


def _towards(
    weights: "pd.Series[Any]", answers: "pd.Series[Any]", shares: Mapping[str, float]
) -> "pd.Series[Any]":
    """The weights scaled so that the answers of one question have the shares they should have."""
    known = answers.isin(list(shares))
    held = weights[known].groupby(answers[known]).sum()
    total = float(weights[known].sum())
    factors = answers.map({answer: shares[answer] * total / held[answer] for answer in shares})
    return weights * factors.astype(float).fillna(1.0)
