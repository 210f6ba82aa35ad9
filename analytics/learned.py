"""What was learned about themes: weights, and how they are written down and read back to the last bit."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from analytics.features import Kind

__all__ = ["Learned", "NotLearned"]


class NotLearned(ValueError):
    """Bytes that hold nothing learned, or something learned from other lessons."""


@dataclass(frozen=True)
class Learned:
    """Linear log-odds: weights (features by themes), one weight a theme for its keywords, and the base.

    whole, pieces  the terms that are looked for, and how much each weighs; the features are first all of
                   `whole`, then all of `pieces`
    """

    whole: Kind
    pieces: Kind
    weights: Any
    keyword: Any
    base: Any

    def written(self, lessons: str) -> bytes:
        """As bytes, with the mark of the lessons that it was learned from (`Lessons.mark`)."""
        place = io.BytesIO()
        terms = {kind: _terms(getattr(self, kind)) for kind in ("whole", "pieces")}
        np.savez(
            place,
            lessons=_bytes(lessons),
            terms=_bytes(json.dumps(terms)),
            whole=self.whole.weights,
            pieces=self.pieces.weights,
            weights=self.weights,
            keyword=self.keyword,
            base=self.base,
        )
        return place.getvalue()

    @classmethod
    def read(cls, written: bytes, lessons: str) -> Learned:
        """What `written` made, if it was of the same lessons. Raises NotLearned."""
        try:
            # Without pickles: what a file says is numbers and never a program.
            with np.load(io.BytesIO(written), allow_pickle=False) as kept:
                if kept["lessons"].tobytes().decode() != lessons:
                    raise NotLearned("of other lessons")
                terms = json.loads(kept["terms"].tobytes())
                kinds = {kind: Kind(_columns(terms[kind]), kept[kind]) for kind in ("whole", "pieces")}
                return cls(**kinds, weights=kept["weights"], keyword=kept["keyword"], base=kept["base"])
        except (BadZipFile, EOFError, KeyError, OSError, TypeError, ValueError) as error:
            raise NotLearned(str(error)) from error


def _terms(kind: Kind) -> list[str]:
    """The terms in the order of their columns."""
    return sorted(kind.columns, key=lambda term: kind.columns[term])


def _columns(terms: list[str]) -> dict[str, int]:
    return {term: column for column, term in enumerate(terms)}


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)
