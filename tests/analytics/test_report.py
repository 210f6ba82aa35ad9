"""What an SKM report counts: the period, the one before, twelve months, and who answered."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from analytics.period import Period
from analytics.report import QUESTIONS, begin, counted, previous
from analytics.skm import ELEMENTS

ZONE = ZoneInfo("Asia/Jakarta")
HALF = Period.parse("2026-S2", ZONE)


def forms(*given: tuple[date, int, dict[str, object]]) -> pd.DataFrame:
    """A form for each day: all nine answers alike, but for what is changed in it."""
    rows = [
        {"given_at": datetime(day.year, day.month, day.day, 5, tzinfo=UTC)}
        | dict.fromkeys(ELEMENTS, answer)
        | dict.fromkeys(QUESTIONS, None)
        | changed
        for day, answer, changed in given
    ]
    columns = ["given_at", *ELEMENTS, *QUESTIONS]
    frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(ELEMENTS, "Int64"))
    return frame.astype(dict.fromkeys(QUESTIONS, "string"))


def many(first: date, answers: list[int], **changed: object) -> list[tuple[date, int, dict[str, object]]]:
    return [(first + timedelta(days=place), answer, changed) for place, answer in enumerate(answers)]


@pytest.mark.parametrize(
    ("period", "first"),
    [
        ("2026-S2", date(2026, 1, 1)),
        ("2026-S1", date(2025, 7, 1)),
        ("2026", date(2025, 1, 1)),
        ("2026-01", date(2025, 12, 1)),
        ("2026-W01", date(2025, 12, 22)),
    ],
)
def test_the_period_before_is_as_long_and_ends_where_this_one_begins(period: str, first: date) -> None:
    wanted = Period.parse(period, ZONE)
    before = previous(wanted)
    assert (before.first, before.after) == (first, wanted.first)


def test_forms_are_needed_since_the_period_before_or_twelve_months() -> None:
    assert begin(HALF) == date(2026, 1, 1)
    assert begin(Period.parse("2026", ZONE)) == date(2025, 1, 1)
    assert begin(Period.parse("2026-11", ZONE)) == date(2025, 12, 1)


def test_the_last_hour_of_the_period_by_the_citys_clock_belongs_to_it() -> None:
    late = forms((date(2026, 12, 31), 3, {}), (date(2026, 12, 31), 4, {}))
    late["given_at"] = pd.to_datetime(["2026-12-31T16:59:00Z", "2026-12-31T17:00:00Z"])
    assert counted(late, HALF, None, {}).index.n == 1


def test_a_report_counts_its_period_the_one_before_and_twelve_months() -> None:
    given = many(date(2026, 3, 1), [2, 3] * 20, time=1) + many(date(2026, 8, 1), [3, 4] * 20, time=4)
    found = counted(forms(*given), HALF, 1000, {})
    assert (found.index.n, found.before.n) == (40, 40)
    assert found.standing.needed == 278
    assert found.standing.reached is False
    assert found.change is not None
    assert found.change.low > 0
    assert [month.first for month in found.months] == [date(2026, n, 1) for n in range(1, 13)]
    assert [month.index.n for month in found.months][7:9] == [31, 9]
    assert found.followed is not None
    assert (found.followed.key, found.followed.before, found.followed.now) == ("time", 1.0, 4.0)


def test_with_few_forms_before_nothing_is_followed_and_no_change_told() -> None:
    given = many(date(2026, 3, 1), [2] * 4) + many(date(2026, 8, 1), [3, 4] * 20)
    found = counted(forms(*given), HALF, None, {})
    assert (found.followed, found.change, found.weighted) == (None, None, None)


def test_the_profile_counts_complete_forms_and_keeps_who_did_not_tell() -> None:
    given = many(date(2026, 8, 1), [4] * 6, sex="female") + many(date(2026, 9, 1), [2] * 5)
    given += [(date(2026, 9, 9), 3, {"sex": "male", "time": None})]
    found = counted(forms(*given), HALF, None, {})
    assert found.profile["sex"] == {"female": 6, "": 5}
    assert found.index.incomplete == 1
    assert found.forms.shape == (11, 9)


def test_the_weighted_figure_stands_beside_the_official_one() -> None:
    given = many(date(2026, 8, 1), [4] * 20, sex="female") + many(date(2026, 9, 1), [2] * 10, sex="male")
    found = counted(forms(*given), HALF, None, {"sex": {"female": 0.5, "male": 0.5}})
    assert found.weighted is not None
    assert found.weighted["ikm"] == 75.0
    assert str(found.index.ikm) == "83.33"
    nobody = counted(forms(*given), HALF, None, {"sex": {"other": 1.0}})
    assert nobody.weighted is None


def test_a_unit_without_a_form_has_no_value() -> None:
    found = counted(forms(), HALF, None, {})
    assert (found.index.ikm, found.standing.publish, len(found.forms)) == (None, False, 0)


def test_a_small_group_goes_with_another_so_that_no_subtraction_gives_it_back() -> None:
    some = ["female"] * 20 + ["male"] * 8 + [None] * 2
    given = [(date(2026, 8, 1), 3, {"sex": sex}) for sex in some]
    found = counted(forms(*given), HALF, None, {})
    assert found.withheld["sex"] == {"male", ""}
    assert found.withheld["age"] == frozenset()  # nobody told: one group of thirty


def test_without_five_forms_no_group_has_a_number() -> None:
    found = counted(forms(*many(date(2026, 8, 1), [3] * 4, sex="male")), HALF, None, {})
    assert found.withheld["sex"] == {"male"}


def test_a_small_month_has_no_value_and_cannot_be_reckoned_from_the_other_months() -> None:
    given = [(date(2026, month, 3), 3, {}) for month, n in ((7, 12), (8, 9), (9, 3)) for _ in range(n)]
    shown = {month.first.month: month.shown for month in counted(forms(*given), HALF, None, {}).months}
    assert [month for month, told in shown.items() if told] == [7]


def test_months_of_which_each_is_large_all_have_a_value() -> None:
    given = [(date(2026, month, 3), 3, {}) for month in (3, 7, 8) for _ in range(6)]
    months = counted(forms(*given), HALF, None, {}).months
    assert [month.first.month for month in months if month.shown] == [3, 7, 8]


def test_the_annex_has_its_rows_in_no_order_of_time() -> None:
    found = counted(forms(*many(date(2026, 8, 1), [4, 2, 3, 1, 2])), HALF, None, {})
    assert found.forms["time"].tolist() == [1, 2, 2, 3, 4]
