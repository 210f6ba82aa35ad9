"""The numbers of an SKM report: a unit's index of a period, its months, who answered, the period before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from typing import Any

import pandas as pd

from analytics.period import Period
from analytics.poststratified import Profile, weighted
from analytics.skm import BEST, ELEMENTS, Skm, Weight, skm
from analytics.standing import TOO_FEW, Standing, form_sums, standing
from analytics.suppression import withheld
from analytics.uncertainty import Change, Sample, change

QUESTIONS = ("sex", "age", "education", "occupation")
MONTHS = 12


@dataclass(frozen=True)
class Month:
    """The index of one month. `shown`: its value may be told; a small one follows from none that is."""

    first: date
    index: Skm
    standing: Standing
    shown: bool = True


@dataclass(frozen=True)
class Followed:
    """The element that was weakest in the period before: its mean then and now (1..4), and the change."""

    key: str
    before: float
    now: float
    change: Change | None


@dataclass(frozen=True)
class Report:
    """Everything that is counted for it. `profile`: question -> answer ("" not told) -> complete forms.

    `withheld`: question -> the answers whose number is not told. `forms` are in no order of time.
    """

    index: Skm
    standing: Standing
    weighted: Mapping[str, float] | None
    before: Skm
    change: Change | None
    followed: Followed | None
    months: tuple[Month, ...]
    profile: Mapping[str, Mapping[str, int]]
    withheld: Mapping[str, frozenset[str]]
    forms: pd.DataFrame


def begin(period: Period) -> date:
    """From which day on `counted` needs forms: the period before, and twelve months."""
    return min(previous(period).first, _month(period.after, MONTHS))


def previous(period: Period) -> Period:
    """The period of the same length that ends where this one begins."""
    if period.first.day != 1 or period.after.day != 1:
        return Period("", period.first - (period.after - period.first), period.first, period.zone)
    months = 12 * (period.after.year - period.first.year) + period.after.month - period.first.month
    return Period("", _month(period.first, months), period.first, period.zone)


def counted(
    forms: pd.DataFrame, period: Period, served: int | None, profile: Profile, weight: Weight = "exact"
) -> Report:
    """The report's numbers from one unit's forms since `begin`.

    forms    given_at (UTC), the nine elements 1..4 or missing, and QUESTIONS (text or NA)
    served   how many people were served in the period, and `profile` who they were; None and {}: not known
    """
    own, earlier = _within(forms, period), _within(forms, previous(period))
    whole = own.dropna(subset=list(ELEMENTS))
    found = weighted(whole, profile) if profile else None
    now, before = Sample(form_sums(own), served), Sample(form_sums(earlier))
    counts = {question: _counts(whole[question]) for question in QUESTIONS}
    months = [_of_month(forms, first, period, weight) for first in _months(period)]
    return Report(
        index=skm(own, weight),
        standing=standing(now.sums, served, weight),
        weighted=None if found is None else {"ikm": round(found.ikm, 2), "worth": round(found.worth)},
        before=skm(earlier, weight),
        change=change(before, now, weight),
        followed=_followed(earlier, whole),
        months=tuple(_kept_back(months, period)),
        profile=counts,
        withheld={question: _small(its) for question, its in counts.items()},
        # By the order in which they came, rows could be told apart by month.
        forms=whole[list(ELEMENTS)].astype(int).sort_values(list(ELEMENTS)).reset_index(drop=True),
    )


def _followed(earlier: pd.DataFrame, now: pd.DataFrame) -> Followed | None:
    before = earlier.dropna(subset=list(ELEMENTS))
    if min(len(before), len(now)) < TOO_FEW:
        return None
    key = str(before[list(ELEMENTS)].astype(int).sum().idxmin())
    then, since = (Sample(frame[key].astype(int).tolist(), least=1, most=BEST) for frame in (before, now))
    return Followed(key, float(before[key].mean()), float(now[key].mean()), change(then, since))


def _of_month(forms: pd.DataFrame, first: date, period: Period, weight: Weight) -> Month:
    own = _within(forms, Period("", first, _month(first, -1), period.zone))
    return Month(first, skm(own, weight), standing(form_sums(own), weight=weight))


def _kept_back(months: Sequence[Month], period: Period) -> Iterator[Month]:
    """The months, with those not to be shown marked: a small one, and whatever gives it away.

    The index of this period is told and that of the one before, and so is how many forms each month had:
    where all months but one are shown, the last is what is missing.
    """
    hidden: set[date] = set()
    for told in (period, previous(period)):
        sizes = {month.first.isoformat(): month.index.n for month in months if _in(month.first, told)}
        hidden |= {date.fromisoformat(first) for first in _small(sizes)}
    for month in months:
        yield replace(month, shown=month.index.n >= TOO_FEW and month.first not in hidden)


def _in(first: date, period: Period) -> bool:
    return period.first <= first < period.after


def _small(counts: Mapping[str, int]) -> frozenset[str]:
    """What is not told of these parts of a whole that is; nothing of a whole that is small itself."""
    given = {key: count for key, count in counts.items() if count}
    return withheld(given, TOO_FEW) if sum(given.values()) >= TOO_FEW else frozenset(given)


def _months(period: Period) -> list[date]:
    """The first days of the twelve months up to the one in which the period ends."""
    last = period.after - timedelta(days=1)
    return [_month(last, back) for back in reversed(range(MONTHS))]


def _month(day: date, back: int) -> date:
    """The first day of the month that lies so many months before that of `day`."""
    months = 12 * day.year + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _within(forms: pd.DataFrame, period: Period) -> pd.DataFrame:
    moments = pd.to_datetime(forms["given_at"], utc=True)
    since, until = period.start.astimezone(UTC), period.end.astimezone(UTC)
    return forms[(moments >= since) & (moments < until)]


def _counts(answers: "pd.Series[Any]") -> dict[str, int]:
    return {str(key): int(n) for key, n in answers.fillna("").value_counts().items()}
