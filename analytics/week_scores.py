"""How a unit was rated in a week: its scores, against last week and its peers, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.discovery import Word
from analytics.skm import ELEMENTS, Weight
from analytics.standing import Standing, standing
from analytics.trends import Scores, change


@dataclass(frozen=True)
class About:
    """What is known of a unit besides: its group, and how many people it served (None: not known)."""

    group: str = ""
    served: int | None = None


def scores(ratings: pd.DataFrame) -> dict[str, Scores]:
    table = (
        ratings.groupby(["unit", "score"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=[1, 2, 3, 4], fill_value=0)
    )
    return {
        str(unit): Scores.of(counts)
        for unit, counts in zip(table.index, table.to_numpy(dtype=int).tolist(), strict=True)
    }


def form_sums(surveys: pd.DataFrame) -> dict[str, list[int]]:
    """The sum of the nine answers of each complete form, by unit."""
    answers = surveys[list(ELEMENTS)]
    complete = answers.notna().all(axis=1)
    sums = answers[complete].sum(axis=1).astype(int)
    return {str(unit): some.tolist() for unit, some in sums.groupby(surveys.loc[complete, "unit"])}


def stands(sums: Sequence[int], about: About, weight: Weight) -> Standing:
    """How sure the index of these forms is."""
    return standing(sums, about.served, weight)


NO_PEERS: dict[str, Any] = {"peers_mean": None, "peers_n": 0}


def peers(scores: Mapping[str, Scores], about: Mapping[str, About]) -> dict[str, dict[str, Any]]:
    """The ratings of the other units of each unit's group, pooled."""
    groups: dict[str, list[int]] = {}
    for unit, one in about.items():
        so_far = groups.setdefault(one.group, [0, 0, 0, 0])
        groups[one.group] = [a + b for a, b in zip(so_far, scores.get(unit, Scores()).counts, strict=True)]
    return {unit: _others(scores.get(unit, Scores()), groups[one.group]) for unit, one in about.items()}


def _others(own: Scores, group: Sequence[int]) -> dict[str, Any]:
    others = Scores.of(all_of - mine for all_of, mine in zip(group, own.counts, strict=True))
    return {"peers_mean": others.mean, "peers_n": others.n}


def rated(now: Scores, before: Scores, word: Word) -> dict[str, Any]:
    return {
        "n": now.n,
        "mean": now.mean,
        "distribution": now.counts,
        "previous_n": before.n,
        "previous_mean": before.mean,
        "change": change(now, before),
        "change_word": word,
    }
