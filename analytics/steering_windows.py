"""Stretches of time that are fuller than usual: hours, days, the day after a digest, the week, its nights.

Only the times are looked at here, so that the scores can be looked at afterwards (`steering_mind`) as if
nothing had been chosen. All stretches are scanned, each as if alone, and all together held by Bonferroni's
bound (Glaz, Naus & Wallenstein 2001, Scan Statistics, ch. 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analytics.steering_chance import LEVEL, Numbers, so_large_a_part, so_many, spread_of
from analytics.steering_reasons import Kind
from analytics.steering_usual import BORROWED, SCORES, Moments, Usual, score_counts

LEAST = 6  # ratings in a stretch that is looked at
NIGHT = (22, 5)  # from this hour to before that one offices are closed
EVENING = 16  # and from this one on it is the evening
# However moved an honest crowd is, not more than this share of it need give one score: those who come in one
# hour are also held against the full hours beside it, those of whole days against nothing else.
CROWD, CROWD_OF_DAYS = 0.5, 0.85
DOUBT = 2  # standard errors by which the crowd beside is taken to be more of one mind than it looks
HOUR, DAY, WHOLE_WEEK = 1, 24, 168


@dataclass(frozen=True)
class Window:
    """A stretch that is full beyond chance (`p`); `crowd`: the shares of the scores in an honest crowd."""

    kind: Kind
    since: np.datetime64
    hours: int
    rows: pd.DataFrame
    expected: float
    p: float
    crowd: Numbers
    after_digest: bool = False

    @cached_property
    def scores(self) -> Numbers:
        """How many of its ratings gave 1, 2, 3 and 4."""
        return score_counts(self.rows)


def bursts(rows: pd.DataFrame, usual: Usual) -> list[Window]:
    """Hours of the week in which more of a day's ratings fall than the unit's clock explains.

    Where a day has several such hours a crowd came, and each hour is held against the others.
    """
    days, at = rows["day"].to_numpy(), _moments(rows)
    # In order of time, so a day is a stretch of rows; most have no full hour and are never taken apart.
    edges = [0, *(np.flatnonzero(days[1:] != days[:-1]) + 1), len(rows)]
    return [
        window
        for first, after in pairwise(edges)
        if after - first >= LEAST
        for window in _crowded(rows, slice(first, after), at[first:after], usual)
    ]


def _crowded(rows: pd.DataFrame, day: slice, at: Moments, usual: Usual) -> list[Window]:
    """The full hours of a day of the week's `rows`, in which its ratings came at these moments."""
    full = []
    for since, share, p in _full_hours(at, len(rows), usual):
        expected = share * len(usual.at) / max(1, 7 * usual.weeks)
        inside = _between(rows.iloc[day], since, HOUR)
        full.append(Window("burst", since, HOUR, inside, expected, p, np.full(len(SCORES), CROWD)))
    if len(full) <= 1:
        return full
    crowd = np.sum([one.scores for one in full], axis=0)
    return [replace(one, crowd=np.maximum(CROWD, _moved(crowd - one.scores, usual))) for one in full]


def _full_hours(at: Moments, looked_at: int, usual: Usual) -> Iterator[tuple[np.datetime64, float, float]]:
    """Where they begin, the share of a day that is usual there, and the chance of so many."""
    for since, n in _densest(at):
        share = usual.hour_share(int(_hours(since)))
        p = looked_at * so_large_a_part(n - 1, len(at) - 1, share)
        if p <= LEVEL:
            yield since, share, p
        elif looked_at * so_large_a_part(n - 1, len(at) - 1, usual.quietest) > LEVEL:
            return  # those that are left have no more, and at no hour would that be many


def floods(rows: pd.DataFrame, usual: Usual, monday: datetime, digests: Sequence[datetime]) -> list[Window]:
    """Days, the days after a digest, and the week as a whole, with more ratings than in the weeks before.

    monday, digests  local, without a zone
    """
    if not usual.known:
        return []
    begin = np.datetime64(monday, "us")
    stretches = [(begin + np.timedelta64(day, "D"), DAY, False) for day in range(7)]
    stretches += [(np.datetime64(sent, "us"), DAY, True) for sent in digests]
    stretches += [(begin, WHOLE_WEEK, False)]
    counts = [usual.counts(since, hours) for since, hours, _ in stretches]
    spread, at = spread_of(counts), rows["at"].to_numpy()
    windows = []
    for (since, hours, after), before in zip(stretches, counts, strict=True):
        first, beyond = _ends(at, since, hours)
        n = beyond - first
        # One more rating in one more week: what was never seen is not impossible.
        mean = (before.sum() + 1) / (len(before) + 1)
        if n < LEAST:
            continue
        p = len(stretches) * so_many(n, mean, spread * (1 + 1 / len(before)))
        if p <= LEVEL:
            crowd = np.full(len(SCORES), CROWD_OF_DAYS)
            windows.append(Window("flood", since, hours, _between(rows, since, hours), mean, p, crowd, after))
    return windows


def nights(rows: pd.DataFrame, usual: Usual) -> list[Window]:
    """The week's nights together, where more of its ratings fall than usual."""
    first, last = NIGHT
    hours = _hours(_moments(rows))
    dark = (hours >= first) | (hours < last)
    n = int(dark.sum())
    if n < LEAST:
        return []
    share = float(usual.hours[first:].sum() + usual.hours[:last].sum())
    p = so_large_a_part(n, len(rows), share)
    if p > LEVEL:
        return []
    inside = rows[dark]
    since = inside["at"].iloc[0].to_datetime64()
    expected = share * len(usual.at) / max(1, usual.weeks)
    crowd = np.maximum(CROWD, _evenings(inside, rows[~dark], usual))
    return [Window("night", since, WHOLE_WEEK, inside, expected, p, crowd)]


def _evenings(inside: pd.DataFrame, light: pd.DataFrame, usual: Usual) -> Numbers:
    """What the nights' scores are held against: each night against the evening before it."""
    before = (inside["at"] - pd.Timedelta(hours=NIGHT[1])).dt.normalize().value_counts()
    evenings = light[light["at"].dt.hour >= EVENING]
    moods = [_moved(score_counts(evenings[evenings["day"] == day]), usual) for day in before.index]
    crowd: Numbers = np.average(moods, axis=0, weights=before.to_numpy())
    return crowd


def _densest(at: np.ndarray[tuple[int], np.dtype[np.datetime64]]) -> Iterator[tuple[np.datetime64, int]]:
    """Where the fullest hours of a day begin and how many they have, fullest first, none over another."""
    while len(at) >= LEAST:
        ends = np.searchsorted(at, at + np.timedelta64(HOUR, "h"))
        sizes = ends - np.arange(len(at))
        first = int(sizes.argmax())
        if sizes[first] < LEAST:
            return
        yield at[first], int(sizes[first])
        at = np.concatenate([at[:first], at[ends[first] :]])


def _moments(rows: pd.DataFrame) -> Moments:
    return rows["at"].to_numpy().astype("datetime64[us]")


def _hours(at: Any) -> Any:
    """The hours of the clock, 0..23, of a moment or of many."""
    return at.astype("datetime64[h]").astype(np.int64) % 24


def _between(rows: pd.DataFrame, since: np.datetime64, hours: int) -> pd.DataFrame:
    first, after = _ends(rows["at"].to_numpy(), since, hours)
    return rows.iloc[first:after]


def _ends(at: Moments, since: np.datetime64, hours: int) -> tuple[int, int]:
    """The places in ascending moments between which a stretch lies."""
    first, after = np.searchsorted(at, [since, since + np.timedelta64(hours, "h")])
    return int(first), int(after)


def _moved(counts: Numbers, usual: Usual) -> Numbers:
    """The shares of scores given so often, leaning on what is usual, and two standard errors above it."""
    n = counts.sum()
    shares = (counts + BORROWED * usual.scores) / (n + BORROWED)
    moved: Numbers = shares + DOUBT * np.sqrt(n * shares * (1 - shares)) / (n + BORROWED)
    return moved
