"""One unit's last weeks as a picture shows them: mean scores with intervals, and its elements' extremes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from analytics.period import Week
from analytics.skm import ELEMENTS, Weight, skm
from analytics.standing import TOO_FEW, form_sums
from analytics.trends import Scores
from analytics.uncertainty import Sample, interval

WEEKS = 12
_HUNDREDTHS = 25  # a mean of 1..4 on the scale of the index


@dataclass(frozen=True)
class WeekOfScores:
    """The scores of one week. `mean` is None below five ratings; `low` and `high` below thirty (1..4)."""

    week: Week
    scores: Scores
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class WeekOfIndex:
    """The IKM of one week's `n` complete forms: `mean` is None below five, `low` and `high` below thirty."""

    week: Week
    n: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ElementMeans:
    """Strongest and weakest element by key and mean (1..4), of `n` complete forms; nothing below five."""

    n: int
    strongest: tuple[str, float] | None
    weakest: tuple[str, float] | None


def last_weeks(ratings: pd.DataFrame, last: Week, weeks: int = WEEKS) -> list[WeekOfScores]:
    """The weeks up to `last`, oldest first, of one unit's ratings (score 1..4, given_at in UTC)."""
    return [_of(week, rows["score"]) for week, rows in _by_week(ratings, last, weeks)]


def index_weeks(
    surveys: pd.DataFrame, last: Week, weight: Weight = "exact", weeks: int = WEEKS
) -> list[WeekOfIndex]:
    """The same of one unit's forms (the nine elements 1..4 or missing, given_at in UTC), as IKM 25..100."""
    return [_of_forms(week, rows, weight) for week, rows in _by_week(surveys, last, weeks)]


def element_means(surveys: pd.DataFrame) -> ElementMeans:
    """Of one unit's forms (the nine elements 1..4 or missing); of equals the first one."""
    counted = skm(surveys)
    if counted.n < TOO_FEW:
        return ElementMeans(counted.n, None, None)
    sums = {key: counted.elements[key].sum for key in ELEMENTS}
    best, worst = max(ELEMENTS, key=sums.__getitem__), min(ELEMENTS, key=sums.__getitem__)
    return ElementMeans(counted.n, (best, sums[best] / counted.n), (worst, sums[worst] / counted.n))


def _by_week(given: pd.DataFrame, last: Week, weeks: int) -> Iterator[tuple[Week, pd.DataFrame]]:
    moments = pd.to_datetime(given["given_at"], utc=True)
    for back in reversed(range(weeks)):
        week = Week(last.monday - timedelta(weeks=back), last.zone)
        yield week, given[(moments >= week.start) & (moments < week.end)]


def _of_forms(week: Week, forms: pd.DataFrame, weight: Weight) -> WeekOfIndex:
    counted = skm(forms, weight)
    ends = interval(Sample(form_sums(forms)), weight)
    low, high = (ends.low, ends.high) if ends else (None, None)
    told = counted.ikm is not None and counted.n >= TOO_FEW
    return WeekOfIndex(week, counted.n, float(counted.ikm or 0) if told else None, low, high)


def _of(week: Week, given: "pd.Series[int]") -> WeekOfScores:
    counts = [int((given == score).sum()) for score in (1, 2, 3, 4)]
    scores = Scores.of(counts)
    ends = interval(Sample(_each(counts), least=1, most=4))
    low, high = (ends.low / _HUNDREDTHS, ends.high / _HUNDREDTHS) if ends else (None, None)
    return WeekOfScores(week, scores, scores.mean if scores.n >= TOO_FEW else None, low, high)


def _each(counts: Sequence[int]) -> list[int]:
    return [score for score, count in enumerate(counts, start=1) for _ in range(count)]
