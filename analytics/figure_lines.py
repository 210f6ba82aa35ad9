"""One line of the public numbers: what of an account may be told, with shares, days and satisfaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from analytics.figure_counts import CELLS, JUDGED, OPEN, Account

Line = Mapping[str, Any]  # as JSON has it; None is hidden, or nobody is there to be counted
UNHEARD = ("archived", "unanswered")  # nobody followed these up


def line(key: str, of: Account, out: Collection[str], *, again: bool, rated: bool, smallest: int) -> Line:
    """The line of an account of which the cells in `out` are hidden.

    `again`, `rated`: whether it may be told how many were opened again, and how many rated the handling.
    Days are told where at least `smallest` reports stand behind them: median and 90th percentile.
    """
    n = of.reports
    told = {cell: None if cell in out else _share(of.cells[cell], n) for cell in CELLS}
    heard = not set(UNHEARD) & set(out)
    fixed = "fixed" not in out
    return {
        "key": key,
        "reports": n,
        "followed_up": _share(n - of.of(UNHEARD), n) if heard else None,
        **told,
        "open": None if set(OPEN) & set(out) else _share(of.of(OPEN), n),
        "opened_again": _share(of.again + of.cells["reopened"], of.of(JUDGED)) if again else None,
        "days_to_first_answer": _days(of.answer_days, smallest) if heard else None,
        "days_to_confirmed_fix": _days(of.fix_days, smallest) if fixed else None,
        "handling": _mean(of.handling, smallest) if fixed and rated else None,
    }


def too_few(key: str) -> Line:
    """The line of so few reports that not even their number is told."""
    names = ("reports", "followed_up", *CELLS, "open", "opened_again")
    return {
        "key": key,
        **dict.fromkeys((*names, "days_to_first_answer", "days_to_confirmed_fix", "handling")),
    }


def _share(count: int, whole: int) -> Mapping[str, Any]:
    percent = round(100 * count / whole, 1) if whole else None
    return {"count": count, "of": whole, "percent": percent}


def _days(days: Sequence[int], smallest: int) -> Mapping[str, Any] | None:
    if len(days) < smallest:
        return None
    return {"median": float(np.median(days)), "p90": round(float(np.percentile(days, 90)), 1)}


def _mean(scores: Sequence[int], smallest: int) -> Mapping[str, Any] | None:
    if len(scores) < smallest:
        return None
    return {"mean": round(sum(scores) / len(scores), 2), "count": len(scores)}
