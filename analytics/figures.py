"""The public numbers of a period, per unit, category and channel, with small counts hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.figure_counts import CLOSED, JUDGED, Account, account, accounts, became, pooled
from analytics.figure_lines import Line, line, too_few
from analytics.suppression import folded, hidden, is_small, shown_parts, withheld

__all__ = ["BY", "REST", "figures"]

BY = ("unit", "category", "channel")
OTHER_KINDS = ("suggestion", "question", "praise")
OVERSIGHT = "overseers"
REST = "*"  # the line of the rows that are only told of together; no key is called so
_GROUP = "*"  # the withheld columns in one

Hidden = frozenset[str]


def figures(cases: pd.DataFrame, listed: Mapping[str, Sequence[str]], smallest: int) -> dict[str, Any]:
    """The numbers of these cases as JSON has them; None is hidden, or nobody is there to be counted.

    cases   kind, unit (NA: not known), category, channel, route, state, closed_by, reopened (how often),
            handling (1..4 or NA), answer_days and fix_days (working days to the first answer, and to what
            the reporter confirmed; NA where there is none): the cases opened in the period
    listed  for each of BY: the keys that exist, in order; what else is found follows them

    Complaints in all and BY, what bypasses the units apart, each other kind in one line. A unit's line holds
    what was on its own desk alone: one report more would tell its head that somebody went past them.
    """
    cases = cases.assign(became=became(cases), **{by: cases[by].fillna("") for by in BY})
    complaints = cases[cases["kind"] == "complaint"]
    bypassing = complaints["route"] == OVERSIGHT
    desks, oversight = _Reports(complaints[~bypassing], smallest), _Reports(complaints[bypassing], smallest)
    return {
        "complaints": desks.line("complaints"),
        **{f"by_{by}": desks.table(by, listed[by]) for by in BY},
        "oversight": oversight.line("oversight"),
        "oversight_by_category": oversight.table("category", listed["category"]),
        "other_kinds": [_Reports(cases[cases["kind"] == kind], smallest).line(kind) for kind in OTHER_KINDS],
    }


@dataclass(frozen=True)
class _Part:
    """A count within a whole of some cells; `needed` are the cells that must be shown for it."""

    count: Callable[[Account], int]
    whole: Sequence[str]
    needed: Sequence[str]
    both: bool


_AGAIN = _Part(lambda one: one.again, CLOSED, JUDGED, both=True)
_RATED = _Part(lambda one: len(one.handling), ("fixed",), ("fixed",), both=False)


class _Reports:
    """Reports under one total, of which several tables are published."""

    def __init__(self, cases: pd.DataFrame, smallest: int) -> None:
        self.cases, self.smallest = cases, smallest
        self.total = account(cases)
        self.too_few = is_small(self.total.reports, smallest)
        self.withheld = frozenset() if self.too_few else withheld(self.total.cells, smallest)

    def line(self, key: str) -> Line:
        """All of them in one line."""
        return too_few(key) if self.too_few else self._lines({key: self.total}, {key: self.withheld})[0]

    def table(self, by: str, listed: Sequence[str]) -> dict[str, Any]:
        """A line for each key; `together` are the keys that are only told of in the line REST."""
        if self.too_few:
            return {"lines": [], "together": []}
        found = accounts(self.cases, by)
        none = account(self.cases[:0])
        rows = {key: found.get(key, none) for key in (*listed, *sorted(found.keys() - set(listed)))}
        few = folded({key: row.reports for key, row in rows.items()}, self.smallest)
        told = {key: row for key, row in rows.items() if key not in few}
        told |= {REST: pooled(rows[key] for key in few)} if few else {}
        return {
            "lines": self._lines(told, self._hidden(told)),
            "together": [key for key in rows if key in few],
        }

    def _lines(self, rows: Mapping[str, Account], out: Mapping[str, Hidden]) -> list[Line]:
        again, rated = (self._shown(rows, out, part) for part in (_AGAIN, _RATED))
        return [
            line(key, row, out[key], again=key in again, rated=key in rated, smallest=self.smallest)
            for key, row in rows.items()
        ]

    def _hidden(self, rows: Mapping[str, Account]) -> dict[str, Hidden]:
        """Of each row: the cells withheld everywhere, and those that would tell of a small one."""
        cells = hidden({key: self._columns(row) for key, row in rows.items()}, self.smallest)
        return {
            key: self.withheld | {column for row, column in cells if row == key and column != _GROUP}
            for key in rows
        }

    def _columns(self, row: Account) -> dict[str, int]:
        shown = {cell: count for cell, count in row.cells.items() if cell not in self.withheld}
        return shown | ({_GROUP: row.of(self.withheld)} if self.withheld else {})

    def _shown(self, rows: Mapping[str, Account], out: Mapping[str, Hidden], part: _Part) -> Hidden:
        """The rows of which this part may be told."""
        if self.withheld & set(part.needed):
            return frozenset()
        parts = {
            key: (part.count(row), row.of(part.whole))
            for key, row in rows.items()
            if not out[key] & set(part.needed)
        }
        total = (part.count(self.total), self.total.of(part.whole))
        return shown_parts(parts, total, self.smallest, both=part.both) or frozenset()
