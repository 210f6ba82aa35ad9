"""A reader who knows everything that was published, and solves for what was not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Terms = Mapping[object, int]


@dataclass
class Reader:
    """Unknown counts, none of them negative, and the sums that are known of them."""

    names: dict[object, int] = field(default_factory=dict)
    sums: list[tuple[dict[int, int], float, float]] = field(default_factory=list)

    def unknown(self, name: object) -> object:
        self.names.setdefault(name, len(self.names))
        return name

    def knows(self, parts: Iterable[object], count: int) -> None:
        """These add up to so many."""
        self.bounded(dict.fromkeys(parts, 1), count, count)

    def bounded(self, terms: Terms, low: float, high: float) -> None:
        self.sums.append(({self.names[name]: times for name, times in terms.items()}, low, high))

    def range_of(self, parts: Sequence[object]) -> tuple[int, int]:
        """The least and the most that these can be together, in whole numbers."""
        goal = np.zeros(len(self.names))
        for part in parts:
            goal[self.names[part]] += 1
        return self._best(goal), -self._best(-goal)

    def _best(self, goal: np.ndarray) -> int:
        matrix = np.zeros((len(self.sums), len(self.names)))
        for row, (terms, _, _) in enumerate(self.sums):
            for place, times in terms.items():
                matrix[row, place] = times
        known = LinearConstraint(matrix, [low for _, low, _ in self.sums], [high for _, _, high in self.sums])
        # Nothing published here is larger; an open end would make a sum of nothing endless.
        found = milp(goal, constraints=known, integrality=np.ones(len(goal)), bounds=Bounds(0, 10_000))
        assert found.success, found.message
        return round(found.fun)
