"""Finds the themes that grow: more of a unit's texts are about them this week than in the eight weeks before.

Counted are shares of the texts, not numbers: when twice as many people write, nothing has grown. The test is
exact given the margins (hypergeometric; Fisher 1935). Where a theme's share swings between weeks more than
chance makes it, the p-value under a log-normal share counts if it is larger, its variation estimated from the
eight weeks (compare Aitchison & Ho 1989, Biometrika 76; its tail is the heavier one, so the safer). All units
and themes are looked at together, and chance among what is called growing is held at 5 % (see `discovery`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import Any

import numpy as np
import pandas as pd

from analytics.discovery import RATE, findings
from analytics.folding import folded
from analytics.period import Week
from analytics.tails import binomial, hypergeometric

WEEKS = 8  # so many weeks before this one are compared
LEAST = 3  # fewer texts about a theme in all nine weeks are too few to tell
# Where a standard normal variable is looked at to average over it, and how much each place weighs.
_GRID = np.linspace(-7, 7, 281)
_DENSITY = np.exp(-(_GRID**2) / 2) / np.sqrt(2 * np.pi)
_WEIGHTS = _DENSITY / _DENSITY.sum()


@dataclass(frozen=True)
class Growing:
    """A theme of a unit: `now` of this week's `texts`, `before` of `texts_before`; copies count once.

    `p` is the chance of so many or more if nothing had changed; `new` is: never in the eight weeks before.
    """

    unit: str
    theme: str
    now: int
    texts: int
    before: int
    texts_before: int
    p: float

    @property
    def new(self) -> bool:
        return self.before == 0

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "new": self.new}


def recent(texts: pd.DataFrame, week: Week, words: Callable[[str], Sequence[str]]) -> pd.DataFrame:
    """The texts of the week and of the eight before, copies within a unit and week folded.

    texts  unit, words, given_at (UTC) and whatever else, which stays; rows of other weeks are left out
    Added: `age` (0 this week, 1..8 before it) and `copies` (how many were the same, the row itself included).
    """
    kept = texts.assign(age=_ages(texts["given_at"], week)).dropna(subset=["age"]).astype({"age": int})
    groups: Any = kept.groupby(["unit", "age"], observed=True).indices
    said, stay, copies = kept["words"].tolist(), [], []
    for group in sorted(groups):
        places = groups[group].tolist()
        for one in folded([said[place] for place in places], words):
            stay.append(places[one.place])
            copies.append(one.copies)
    return kept.iloc[stay].assign(copies=np.array(copies, dtype=int)).reset_index(drop=True)


def growing(texts: pd.DataFrame, rate: float = RATE) -> list[Growing]:
    """What grows, by unit, the least likely to be chance first.

    texts  unit, age (0..8), themes (a collection of keys): as `recent` returns it
    """
    looked_at = list(_looked_at(texts))
    found = findings({_key(one): one.p for one in looked_at}, rate)
    return sorted(
        (one for one in looked_at if _key(one) in found), key=lambda one: (one.unit, one.p, one.theme)
    )


def _key(one: Growing) -> str:
    return f"{one.unit}\t{one.theme}"


def _ages(moments: pd.Series[Any], week: Week) -> pd.Series[Any]:
    """How many weeks before this one each moment lies, 0..8; missing where it lies in none of them."""
    edges = [week.end, week.start]
    for _ in range(WEEKS):
        week = week.previous()
        edges.append(week.start)
    edges.reverse()
    instants = pd.DatetimeIndex([edge.astimezone(UTC) for edge in edges])
    return pd.cut(
        pd.to_datetime(moments, utc=True), instants, right=False, labels=range(WEEKS, -1, -1)
    ).astype(float)


def _looked_at(texts: pd.DataFrame) -> Iterable[Growing]:
    """Every unit and theme that enough texts are about, with its p-value."""
    written = _weekly(texts, ["unit"])
    about = _weekly(texts.explode("themes").dropna(subset=["themes"]), ["unit", "themes"])
    about = about[about.sum(axis=1) >= LEAST]
    swings = _swings(about, written)
    sizes = written.loc[about.index.get_level_values("unit")].to_numpy()
    now, before = about.to_numpy()[:, 0], about.to_numpy()[:, 1:].sum(axis=1)
    all_now, all_before = sizes[:, 0], sizes[:, 1:].sum(axis=1)
    counts = np.column_stack([now, all_now, before, all_before]).tolist()
    for (unit, theme), (n, of, n_before, of_before) in zip(about.index, counts, strict=True):
        exact = hypergeometric(n, of, n + n_before, of + of_before)
        swinging = _swinging(n, of, (n + n_before) / (of + of_before), swings[theme])
        yield Growing(unit, theme, n, of, n_before, of_before, max(exact, swinging))


def _weekly(texts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Texts of each of `keys` (rows) in each of the nine weeks (columns 0..8)."""
    counts = texts.groupby([*keys, "age"]).size().unstack("age", fill_value=0)
    return counts.reindex(columns=range(WEEKS + 1), fill_value=0)


def _swings(about: pd.DataFrame, written: pd.DataFrame) -> dict[str, float]:
    """Per theme, the squared coefficient of variation of its share between weeks; 0 is nothing but chance."""
    return {
        str(theme): _swing(rows.to_numpy()[:, 1:], written.loc[rows.index.get_level_values("unit")])
        for theme, rows in about.groupby(level="themes")
    }


def _swing(counts: Any, written: pd.DataFrame) -> float:
    sizes = written.to_numpy()[:, 1:]
    shares = counts.sum(axis=1, keepdims=True) / np.maximum(1, sizes.sum(axis=1, keepdims=True))
    # The share was estimated from the same eight weeks: that takes one of eight degrees of freedom.
    seen = ((counts - sizes * shares) ** 2).sum() * WEEKS / (WEEKS - 1)
    by_chance = (sizes * shares * (1 - shares)).sum()
    swinging = (sizes * (sizes - 1) * shares**2).sum()
    return max(0.0, float((seen - by_chance) / swinging)) if swinging else 0.0


def _swinging(now: int, texts: int, share: float, swing: float) -> float:
    """How likely so many are for a share that swings; 0 where none does, as `exact` is larger then.

    The mean of eight swinging weeks is uncertain by an eighth more.
    """
    if not (swing and now):
        return 0.0
    spread = np.log1p(swing * (1 + 1 / WEEKS))
    shares = np.minimum(1, share * np.exp(np.sqrt(spread) * _GRID - spread / 2))
    return float(binomial(now, texts, shares) @ _WEIGHTS)
