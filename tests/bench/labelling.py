"""Measures how well labels agree: of two people, or of a program with people."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analytics.labelled import Labelled, sentences
from analytics.themes import Lexicon
from bot.settings import CHECKOUT, load_settings

FOLDER = CHECKOUT / "tests" / "data" / "themes"
Labels = Sequence[frozenset[str]]
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Score:
    """Micro-F1 over all (text, theme), share of texts with exactly the right set, mean F1 of themes."""

    micro: float
    exact: float
    macro: float


def unseen_half() -> tuple[Labelled, ...]:
    return sentences(FOLDER / "test.csv")


def keywords() -> Lexicon:
    """The baseline: the words of config.yaml and nothing learned."""
    settings = load_settings(CHECKOUT / "config.yaml", environ={})
    return Lexicon({theme.key: theme.words for theme in settings.themes}, dict(settings.spelling))


def passes(name: str) -> dict[str, frozenset[str]]:
    """What one pass of labelling said: id of the sentence -> themes."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return {row["id"]: frozenset(row.get("themes", "").split()) for row in csv.DictReader(lines)}


@cache
def both_halves() -> frozenset[str]:
    """The texts of sentences.csv: those labelled twice, before there was a model."""
    with (FOLDER / "sentences.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(row["text"] for row in csv.DictReader(lines))


def marks(labels: Labels, themes: Sequence[str]) -> Marks:
    """Texts by themes."""
    return np.array([[theme in one for theme in themes] for one in labels])


def f1_of_each(truth: Marks, found: Marks) -> NDArray[np.float64]:
    """2 tp / (2 tp + fp + fn) of every theme."""
    both = (truth & found).sum(axis=0)
    return np.asarray(2 * both / np.maximum(1, truth.sum(axis=0) + found.sum(axis=0)), dtype=np.float64)


def score(truth: Marks, found: Marks) -> Score:
    micro = 2 * (truth & found).sum() / max(1, truth.sum() + found.sum())
    exact = (truth == found).all(axis=1).mean()
    return Score(float(micro), float(exact), float(f1_of_each(truth, found).mean()))


def kappa(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Cohen's kappa: agreement beyond what chance would give (Cohen 1960)."""
    seen = float((one == other).mean())
    chance = float(one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean()))
    return (seen - chance) / (1 - chance)


def drawn_again(
    truth: Marks, found: Marks, baseline: Marks, draws: int, seed: int
) -> list[tuple[Score, Score]]:
    """Both scores on texts drawn again with replacement (paired bootstrap; Efron & Tibshirani 1993)."""
    random = np.random.default_rng(seed)
    rows = random.integers(0, len(truth), (draws, len(truth)))
    return [(score(truth[some], found[some]), score(truth[some], baseline[some])) for some in rows]
