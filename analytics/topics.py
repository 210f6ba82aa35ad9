"""Finds the themes of a text by what was learned from labelled sentences; in doubt the keywords decide.

One logistic regression a theme (one against the rest) over words, pairs of words and pieces of words, each
weighted by tf-idf, with what the keywords say beside them. Pieces of words carry over chat spelling and
affixes. All settings were chosen by cross-validation on the sentences it learns from (docs/themes.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, islice
from typing import Any

import numpy as np
from scipy.sparse import hstack
from sklearn.linear_model import LogisticRegression

from analytics.features import Matrix, Words
from analytics.labelled import Labelled
from analytics.themes import Lexicon
from analytics.wording import NEGATED, Wording

FEWEST = 5  # a theme with fewer sentences is left to the keywords
AT_ONCE = 5000  # texts read at a time: what a week needs of memory does not grow with it


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


@dataclass(frozen=True)
class Topics:
    """Finds themes as `Lexicon` does, after learning from `sentences` (on first use, in under a second).

    Themes the lexicon does not know are never found: which there are is the city's to say.

    denials  themes that are not meant where all of their keywords are negated: "no bribes here" is praise
    """

    lexicon: Lexicon
    wording: Wording
    sentences: Sequence[Labelled]
    denials: frozenset[str] = frozenset()
    tuning: Tuning = Tuning()

    def themes_of(self, text: str) -> frozenset[str]:
        """The themes of one text. For many texts `themes_of_all` is much faster."""
        return self.themes_of_all([text])[0]

    def themes_of_all(self, texts: Iterable[str]) -> list[frozenset[str]]:
        """The themes of every text, in their order; a text that comes again is looked at once."""
        asked = list(texts)
        different = iter(dict.fromkeys(asked))
        found: dict[str, frozenset[str]] = {}
        while some := list(islice(different, AT_ONCE)):
            found.update(zip(some, self._look_at(some), strict=True))
        return [found[text] for text in asked]

    def _look_at(self, texts: list[str]) -> Iterator[frozenset[str]]:
        named = [self.lexicon.themes_of(text) for text in texts]
        likely, said_so = self._probabilities(texts, named), self._said(named)
        believed = (likely >= self.tuning.sure) | (said_so & (likely >= self.tuning.unsure))
        for text, said, row in zip(texts, named, believed.tolist(), strict=True):
            # What the model has not learned it is neither for nor against: the keywords decide.
            meant = said.difference(self._learned).union(compress(self._learned, row))
            yield meant - self._denied(text, said)

    def _denied(self, text: str, said: frozenset[str]) -> frozenset[str]:
        """Themes whose keywords stand behind a negation, all of them."""
        if not (asked := said & self.denials):
            return asked
        kept = " ".join(word for word in self.wording.marked(text) if not word.startswith(NEGATED))
        return asked - self.lexicon.themes_of(kept)

    @cached_property
    def _learned(self) -> tuple[str, ...]:
        """The themes there are sentences enough for, with and without them."""
        marked = {theme: sum(theme in one.themes for one in self.sentences) for theme in self.lexicon.themes}
        most = len(self.sentences) - FEWEST
        return tuple(theme for theme, number in marked.items() if FEWEST <= number <= most)

    def _probabilities(self, texts: list[str], named: list[frozenset[str]]) -> Any:
        """Texts by themes: how likely each of the learned themes is, 0..1."""
        if not self._learned:
            return np.empty((len(texts), 0))
        words, model = self._model
        marks = self.tuning.keyword * self._said(named)
        odds = words.of(texts) @ model.weights + marks * model.keyword + model.base
        return 1 / (1 + np.exp(-odds))

    def _said(self, named: list[frozenset[str]]) -> Any:
        """Texts by learned themes: whether the keywords name it."""
        row = {said: [theme in said for theme in self._learned] for said in set(named)}
        return np.array([row[said] for said in named], dtype=bool).reshape(len(named), len(self._learned))

    @cached_property
    def _model(self) -> tuple[Words, _Model]:
        entries = [
            Labelled(entry.replace("*", ""), frozenset([theme]))
            for theme, its in self.lexicon.themes.items()
            for entry in its
        ]
        examples = [*self.sentences, *entries]
        words = Words.of_texts([one.text for one in examples], self.wording)
        # An entry is an example of itself: it must not teach that keywords are always right.
        named = [self.lexicon.themes_of(one.text) for one in self.sentences] + [frozenset()] * len(entries)
        much = np.repeat([1.0, self.tuning.entry], [len(self.sentences), len(entries)])
        seen, marks = words.of([one.text for one in examples]), self.tuning.keyword * self._said(named)
        fits = [
            self._fit(
                hstack([seen, marks[:, [place]]]).tocsr(), [theme in one.themes for one in examples], much
            )
            for place, theme in enumerate(self._learned)
        ]
        weights = np.array([fit.coef_[0] for fit in fits])
        base = np.array([fit.intercept_[0] for fit in fits])
        return words, _Model(weights[:, :-1].T, weights[:, -1], base)

    def _fit(self, seen: Matrix, meant: list[bool], much: Any) -> Any:
        # liblinear: the fastest for a few hundred rows, and the same on every run.
        learner = LogisticRegression(
            C=self.tuning.strength, class_weight="balanced", solver="liblinear", random_state=0, max_iter=1000
        )
        return learner.fit(seen, meant, sample_weight=much)


@dataclass(frozen=True)
class _Model:
    """Linear log-odds: weights (features by themes), one weight a theme for its keywords, and the base."""

    weights: Any
    keyword: Any
    base: Any
