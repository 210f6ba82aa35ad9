"""Learns from labelled sentences what speaks for each theme: one logistic regression a theme.

One against the rest, over words, pairs of words and pieces of words, each weighted by tf-idf, with what the
keywords say beside them. All settings were chosen by cross-validation on the sentences (docs/themes.md).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import numpy as np
from scipy.sparse import hstack

from analytics.features import Matrix, Words
from analytics.labelled import Labelled
from analytics.learned import Learned
from analytics.themes import Lexicon
from analytics.wording import Wording

__all__ = ["CHOSEN", "Lessons", "Tuning", "learned"]

FEWEST = 5  # a theme with fewer sentences is left to the keywords
# Whoever changes how it is learned changes one of these, and what was learned before is learned anew.
LEARNS = ("features.py", "lessons.py", "themes.py", "wording.py")


@dataclass(frozen=True)
class Tuning:
    """The settings that cross-validation chose.

    sure      from here on the model's yes is believed (0..1; errors are weighted, so 0.5 is nothing special)
    unsure    from here to `sure` the keywords decide; below it is a no
    strength  inverse of the regularisation
    keyword   how large the mark of the keywords stands beside the tf-idf weights
    entry     how much an entry of the keywords counts as an example, against a sentence
    """

    sure: float = 0.30
    unsure: float = 0.20
    strength: float = 30.0
    keyword: float = 0.5
    entry: float = 0.3


CHOSEN = Tuning()


@dataclass(frozen=True)
class Lessons:
    """All that is learned from."""

    lexicon: Lexicon
    wording: Wording
    sentences: Sequence[Labelled]
    tuning: Tuning

    @cached_property
    def themes(self) -> tuple[str, ...]:
        """The themes there are sentences enough for, with and without them."""
        marked = {theme: sum(theme in one.themes for one in self.sentences) for theme in self.lexicon.themes}
        most = len(self.sentences) - FEWEST
        return tuple(theme for theme, number in marked.items() if FEWEST <= number <= most)

    def said(self, named: Sequence[frozenset[str]]) -> Any:
        """Texts by `themes`: whether the keywords name it."""
        row = {said: [theme in said for theme in self.themes] for said in set(named)}
        return np.array([row[said] for said in named], dtype=bool).reshape(len(named), len(self.themes))

    def mark(self) -> str:
        """The same for the same lessons, learned in the same way by the same library; else another."""
        told = {
            "themes": {key: list(its) for key, its in self.lexicon.themes.items()},
            "spelling": [dict(self.lexicon.synonyms), dict(self.wording.spelling)],
            "words": [sorted(some) for some in (self.lexicon.negations, *_word_lists(self.wording))],
            "sentences": [[one.text, sorted(one.themes)] for one in self.sentences],
            "tuning": asdict(self.tuning),
            "by": version("scikit-learn"),
            "how": [sha256((files("analytics") / name).read_bytes()).hexdigest() for name in LEARNS],
        }
        return sha256(json.dumps(told).encode()).hexdigest()


def _word_lists(wording: Wording) -> tuple[frozenset[str], ...]:
    return wording.negations, wording.breaks, wording.own


def learned(lessons: Lessons) -> Learned:
    """What the lessons teach, in about a second; the same every time."""
    entries = [
        Labelled(entry.replace("*", ""), frozenset([theme]))
        for theme, its in lessons.lexicon.themes.items()
        for entry in its
    ]
    examples = [*lessons.sentences, *entries]
    words = Words.of_texts([one.text for one in examples], lessons.wording)
    # An entry is an example of itself: it must not teach that keywords are always right.
    named = [lessons.lexicon.themes_of(one.text) for one in lessons.sentences]
    named += [frozenset()] * len(entries)
    much = np.repeat([1.0, lessons.tuning.entry], [len(lessons.sentences), len(entries)])
    seen, marks = words.of([one.text for one in examples]), lessons.tuning.keyword * lessons.said(named)
    fits = [
        _fit(
            hstack([seen, marks[:, [place]]]).tocsr(),
            [theme in one.themes for one in examples],
            much,
            lessons.tuning.strength,
        )
        for place, theme in enumerate(lessons.themes)
    ]
    weights, base = np.array([fit.coef_[0] for fit in fits]), np.array([fit.intercept_[0] for fit in fits])
    return Learned(words.whole, words.pieces, weights[:, :-1].T, weights[:, -1], base)


def _fit(seen: Matrix, meant: list[bool], much: Any, strength: float) -> Any:
    # Takes a second to load, and is not needed where what was learned is kept.
    from sklearn.linear_model import LogisticRegression

    # liblinear: the fastest for a few hundred rows, and the same on every run.
    learner = LogisticRegression(
        C=strength, class_weight="balanced", solver="liblinear", random_state=0, max_iter=1000
    )
    return learner.fit(seen, meant, sample_weight=much)
