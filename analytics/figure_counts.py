"""Counts what became of reports: out of a frame of cases, one plain account for each group of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

# What can have become of a report; together they are all reports.
CLOSED = ("fixed", "silent", "unfixed", "not_ours")  # put before the reporter, and closed
OPEN = ("reopened", "in_work", "unanswered")
CELLS = (*CLOSED, "archived", *OPEN)
JUDGED = (*CLOSED, "reopened")  # closings that were put before a reporter


@dataclass(frozen=True)
class Account:
    """A group of reports: what became of them, how long it took, how their reporters found it.

    `again`: how many of the closed ones had been opened again before. `handling`: the ratings given, 1 to 4,
    by reporters who confirmed. `answer_days`, `fix_days`: working days to the first answer, and to what the
    reporter confirmed.
    """

    cells: Mapping[str, int]
    again: int = 0
    handling: tuple[int, ...] = ()
    answer_days: tuple[int, ...] = ()
    fix_days: tuple[int, ...] = ()

    @property
    def reports(self) -> int:
        return sum(self.cells.values())

    def of(self, cells: Iterable[str]) -> int:
        return sum(self.cells[cell] for cell in cells)


def account(cases: pd.DataFrame) -> Account:
    """All of these cases; `became` is their column of CELLS."""
    closed = cases["became"].isin(CLOSED)
    fixed = cases[cases["became"] == "fixed"]
    counts = Counter(cases["became"])
    return Account(
        {cell: counts[cell] for cell in CELLS},
        int((closed & (cases["reopened"] > 0)).sum()),
        _numbers(fixed["handling"]),
        _numbers(cases.loc[~cases["became"].isin(("archived", "unanswered")), "answer_days"]),
        _numbers(fixed["fix_days"]),
    )


def accounts(cases: pd.DataFrame, column: str) -> dict[str, Account]:
    """One account for each value of the column."""
    return {str(key): account(rows) for key, rows in cases.groupby(column)}


def pooled(some: Iterable[Account]) -> Account:
    """Several groups as one."""
    every = list(some)
    return Account(
        {cell: sum(one.cells[cell] for one in every) for cell in CELLS},
        sum(one.again for one in every),
        *(
            tuple(number for one in every for number in getattr(one, name))
            for name in ("handling", "answer_days", "fix_days")
        ),
    )


def became(cases: pd.DataFrame) -> pd.Series[str]:
    """What became of each case: one of CELLS."""
    state = cases["state"].astype(object)
    # Only its reporter confirms that a case is settled; nobody else's word counts as that.
    unheard = (state == "fixed") & (cases["closed_by"].fillna("") != "reporter")
    over = state.isin((*CLOSED, "archived"))
    still = np.where(cases["reopened"] > 0, "reopened", np.where(cases["answer_days"].notna(), *OPEN[1:]))
    found = np.where(unheard, "silent", np.where(over, state, still))
    return pd.Series(found, index=cases.index, dtype="string")


def _numbers(column: pd.Series[Any]) -> tuple[int, ...]:
    return tuple(int(number) for number in column.dropna())
