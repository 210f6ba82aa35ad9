"""Finds the themes of a text by what was learned from labelled sentences; in doubt the keywords decide.

What is learned is told in `lessons`. Pieces of words carry over chat spelling and affixes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, islice
from typing import Any

import numpy as np

from analytics.features import Words
from analytics.labelled import Labelled
from analytics.learned import Learned
from analytics.lessons import CHOSEN, Lessons, Tuning, learned
from analytics.themes import Lexicon
from analytics.wording import NEGATED, Wording

__all__ = ["Topics", "Tuning"]

AT_ONCE = 5000  # texts read at a time: what a week needs of memory does not grow with it


@dataclass(frozen=True)
class Topics:
    """Finds themes as `Lexicon` does, after learning from `sentences` (on first use, in about a second).

    Themes the lexicon does not know are never found: which there are is the city's to say.

    denials  themes that are not meant where all of their keywords are negated: "no bribes here" is praise
    learn    whoever keeps what was learned hands in how it is come by
    """

    lexicon: Lexicon
    wording: Wording
    sentences: Sequence[Labelled]
    denials: frozenset[str] = frozenset()
    tuning: Tuning = CHOSEN
    learn: Callable[[Lessons], Learned] = learned

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
        named, themes = [self.lexicon.themes_of(text) for text in texts], self._lessons.themes
        likely, said_so = self._probabilities(texts, named), self._lessons.said(named)
        believed = (likely >= self.tuning.sure) | (said_so & (likely >= self.tuning.unsure))
        for text, said, row in zip(texts, named, believed.tolist(), strict=True):
            # What the model has not learned it is neither for nor against: the keywords decide.
            meant = said.difference(themes).union(compress(themes, row))
            yield meant - self._denied(text, said)

    def _denied(self, text: str, said: frozenset[str]) -> frozenset[str]:
        """Themes whose keywords stand behind a negation, all of them."""
        if not (asked := said & self.denials):
            return asked
        kept = " ".join(word for word in self.wording.marked(text) if not word.startswith(NEGATED))
        return asked - self.lexicon.themes_of(kept)

    @cached_property
    def _lessons(self) -> Lessons:
        return Lessons(self.lexicon, self.wording, self.sentences, self.tuning)

    def _probabilities(self, texts: list[str], named: list[frozenset[str]]) -> Any:
        """Texts by themes: how likely each of the learned themes is, 0..1."""
        if not self._lessons.themes:
            return np.empty((len(texts), 0))
        words, model = self._model
        marks = self.tuning.keyword * self._lessons.said(named)
        odds = words.of(texts) @ model.weights + marks * model.keyword + model.base
        return 1 / (1 + np.exp(-odds))

    @cached_property
    def _model(self) -> tuple[Words, Learned]:
        model = self.learn(self._lessons)
        return Words(self.wording, model.whole, model.pieces), model
