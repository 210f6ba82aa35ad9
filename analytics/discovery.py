"""Many comparisons at once: of what is called a finding, at most a twentieth may be chance.

Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57, 289-300.
"""

from collections.abc import Mapping
from typing import Literal

from analytics.uncertainty import Change

Word = Literal["up", "down", "unclear", "too_few"]
RATE = 0.05


def findings(p_values: Mapping[str, float], rate: float = RATE) -> frozenset[str]:
    """The keys that may be called findings, so that at most `rate` of them are expected to be chance."""
    ranked = sorted(p_values, key=lambda key: p_values[key])
    last = 0
    for place, key in enumerate(ranked, 1):
        if p_values[key] <= rate * place / len(ranked):
            last = place
    return frozenset(ranked[:last])


def change_words(changes: Mapping[str, Change | None], rate: float = RATE) -> dict[str, Word]:
    """Which way each unit moved, all units looked at together; None is too few to tell."""
    known = {key: change for key, change in changes.items() if change is not None}
    found = findings({key: change.p for key, change in known.items()}, rate)
    return {key: _word(change, found=key in found) for key, change in changes.items()}


def _word(change: Change | None, *, found: bool) -> Word:
    if change is None:
        return "too_few"
    if not found:
        return "unclear"
    return "up" if change.points > 0 else "down"
