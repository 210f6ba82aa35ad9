"""A unit's last weeks: means, intervals where there are enough, and its elements' extremes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.period import Week
from analytics.skm import ELEMENTS
from analytics.unit_weeks import element_means, index_weeks, last_weeks

ZONE = ZoneInfo("Asia/Jakarta")
WEEK = Week.parse("2026-W47", ZONE)


def ratings(*given: tuple[int, int]) -> pd.DataFrame:
    """Pairs of a score and how many weeks ago."""
    at = datetime(2026, 11, 18, 3, tzinfo=UTC)
    rows = [(score, at - timedelta(weeks=back)) for score, back in given]
    return pd.DataFrame(rows, columns=["score", "given_at"])


def test_weeks_come_oldest_first_and_end_with_the_one_asked_for() -> None:
    weeks = last_weeks(ratings(), WEEK)
    assert [str(weeks[0].week), str(weeks[-1].week)] == ["2026-W36", "2026-W47"]
    assert all(one.mean is None and one.scores.n == 0 for one in weeks)


def test_four_ratings_are_too_few_for_a_mean_and_twenty_nine_for_an_interval() -> None:
    given = [(4, 0)] * 15 + [(3, 0)] * 14 + [(2, 1)] * 4 + [(4, 2)] * 20 + [(2, 2)] * 20
    *_, two, one, now = last_weeks(ratings(*given), WEEK)
    assert one.mean is None
    assert (now.mean, now.low) == (15 / 29 + 3, None)
    assert two.low is not None
    assert two.high is not None
    assert 1 < two.low < 3.0 < two.high < 4


def test_the_night_from_sunday_to_monday_is_cut_by_the_clock_of_the_city() -> None:
    late = pd.DataFrame(
        {"score": [1, 4], "given_at": pd.to_datetime(["2026-11-22T16:59:59Z", "2026-11-22T17:00:00Z"])}
    )
    assert last_weeks(late, WEEK)[-1].scores.counts == (1, 0, 0, 0)


def test_extremes_are_taken_from_complete_forms_of_five_and_more() -> None:
    form = dict.fromkeys(ELEMENTS, 3) | {"time": 2, "conduct": 4}
    means = element_means(pd.DataFrame([form] * 5))
    assert (means.n, means.strongest, means.weakest) == (5, ("conduct", 4.0), ("time", 2.0))
    few = element_means(pd.DataFrame([form] * 4))
    assert (few.n, few.strongest, few.weakest) == (4, None, None)


def forms(*given: tuple[int, int]) -> pd.DataFrame:
    """Pairs of the answer to all nine questions and how many weeks ago."""
    at = datetime(2026, 11, 18, 3, tzinfo=UTC)
    rows = [
        dict.fromkeys(ELEMENTS, score) | {"given_at": at - timedelta(weeks=back)} for score, back in given
    ]
    return pd.DataFrame(rows, columns=[*ELEMENTS, "given_at"])


def test_an_index_needs_five_forms_a_week_and_its_interval_thirty() -> None:
    given = [(3, 0)] * 5 + [(4, 1)] * 4 + [(4, 2)] * 15 + [(3, 2)] * 15
    *_, two, one, now = index_weeks(forms(*given), WEEK)
    assert (now.n, now.mean, now.low) == (5, 75.0, None)
    assert (one.n, one.mean) == (4, None)
    assert two.mean == 87.5
    assert two.low is not None
    assert two.high is not None
    assert 75 < two.low < 87.5 < two.high < 100
    assert index_weeks(forms(*given), WEEK, "0.111")[-1].mean == 74.93  # 75 times 0.999


def test_weeks_without_forms_have_no_index() -> None:
    assert {(one.n, one.mean) for one in index_weeks(forms(), WEEK)} == {(0, None)}
