"""Full stretches of time in which nearly everybody beyond the usual number gave one and the same score."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.steering_chance import LEVEL, ONE_MIND, so_large_a_part
from analytics.steering_reasons import Reason
from analytics.steering_usual import Usual
from analytics.steering_voices import Found
from analytics.steering_windows import Window

EXTREMES = (1, 4)


def of_one_mind(windows: Sequence[Window], usual: Usual) -> list[Found]:
    """The windows, all of one kind, whose scores are one-sided beyond chance: one reason, the strongest.

    Marked is all that lies in these windows, whatever its score: leaving out one score alone would move the
    second figure to the other side.
    """
    # A fair lasts into the night: what comes there is held to the stricter limit.
    limit = LEVEL if any(window.kind == "night" for window in windows) else ONE_MIND
    found = []
    for window in windows:
        for score in EXTREMES:
            p = len(windows) * _one_sided(window, score, usual)
            if p <= limit:
                found.append((max(p, window.p), score, window))
    if not found:
        return []
    shortest = min(window.hours for _, _, window in found)
    narrow = [one for one in found if one[2].hours == shortest]
    places = [place for _, _, window in narrow for place in window.rows.index]
    return [(_reason(*min(narrow, key=lambda one: one[0]), usual), pd.Index(places).unique())]


def _reason(p: float, score: int, window: Window, usual: Usual) -> Reason:
    return Reason(
        window.kind,
        int(window.scores[score - 1]),
        len(window.rows),
        p,
        round(window.expected, 2),
        score,
        round(float(usual.scores[score - 1]), 3),
        str(window.since.astype("datetime64[m]")),
        window.hours,
        window.after_digest,
    )


def _one_sided(window: Window, score: int, usual: Usual) -> float:
    """The chance of so many of this score if the usual number came as usual, and the rest as a crowd."""
    n, place = len(window.rows), score - 1
    same = int(window.scores[place])
    habit = float(usual.scores[place])
    came = min(window.expected, n)
    share = (came * habit + (n - came) * min(1.0, max(habit, float(window.crowd[place])))) / n
    return so_large_a_part(same, n, share)
