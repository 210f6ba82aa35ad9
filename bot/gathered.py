"""What the turns of a batch write and nobody waits for: put off, so that it is one statement for all."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage import ratings
from storage.ratings import Explanation, NewRating
from storage.store import Tx


@dataclass
class Gathered:
    """Ratings and their explanations, in the order in which they were given.

    Whoever reads what was recorded, or records anything that could depend on it, has it written first.
    """

    _given: list[NewRating] = field(default_factory=list)
    _explained: list[Explanation] = field(default_factory=list)

    def give(self, _tx: Tx, rating: NewRating) -> None:
        self._given.append(rating)

    def explain(self, _tx: Tx, explanation: Explanation) -> None:
        self._explained.append(explanation)

    def write(self, tx: Tx) -> None:
        """Store it, in the transaction that the turns share."""
        given, self._given = self._given, []
        explained, self._explained = self._explained, []
        ratings.give_many(tx, given)
        ratings.explain_many(tx, explained)


class AtOnce(Gathered):
    """Puts nothing off."""

    def give(self, tx: Tx, rating: NewRating) -> None:
        ratings.give_many(tx, [rating])

    def explain(self, tx: Tx, explanation: Explanation) -> None:
        ratings.explain_many(tx, [explanation])
