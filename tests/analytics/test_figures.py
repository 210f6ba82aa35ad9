"""The public numbers tell what really became of reports, and nobody can be found in them."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.figure_counts import CELLS, CLOSED, OPEN
from analytics.figures import REST, figures
from analytics.suppression import is_small
from tests.analytics.attack import Reader

LEAST = 5
UNITS, CATEGORIES, CHANNELS = (
    ("capil", "rsud", "dishub"),
    ("slow", "rude", "facility"),
    ("telegram", "console"),
)
LISTED = {"unit": UNITS, "category": CATEGORIES, "channel": CHANNELS}
COLUMNS = [
    *("kind", "unit", "category", "channel", "route", "state", "closed_by"),
    *("reopened", "handling", "answer_days", "fix_days"),
]
TEXT, NUMBER = COLUMNS[:7], COLUMNS[7:]
CONFIRMED = {"state": "fixed", "closed_by": "reporter", "answer_days": 2, "fix_days": 6}


def case(**said: Any) -> dict[str, Any]:
    row = dict(
        zip(COLUMNS, ("complaint", "capil", "slow", "telegram", "unit", "received", None, 0), strict=False)
    )
    return row | said


def counted(cases: list[dict[str, Any]], smallest: int = LEAST) -> dict[str, Any]:
    frame = pd.DataFrame(cases, columns=COLUMNS)
    types = dict.fromkeys(TEXT, "string") | dict.fromkeys(NUMBER, "Int64")
    return figures(frame.astype(types), LISTED, smallest)


def line(document: dict[str, Any], by: str, key: str) -> dict[str, Any]:
    return next(one for one in document[f"by_{by}"]["lines"] if one["key"] == key)


def test_a_period_without_reports_has_zeros_and_no_shares() -> None:
    document = counted([])
    assert document["complaints"]["reports"] == 0
    assert document["complaints"]["fixed"] == {"count": 0, "of": 0, "percent": None}
    assert document["complaints"]["days_to_first_answer"] is None
    assert [one["key"] for one in document["by_unit"]["lines"]] == list(UNITS)
    assert json.loads(json.dumps(document)) == document


def test_of_a_hundred_closings_65_are_confirmed_20_opened_again_15_closed_in_silence() -> None:
    cases = [case(**CONFIRMED)] * 65 + [case(state="silent", closed_by="silence", answer_days=3)] * 15
    cases += [case(state="reopened", reopened=1, answer_days=4)] * 20
    told = line(counted(cases), "unit", "capil")
    assert [told[cell]["count"] for cell in ("fixed", "reopened", "silent", "unfixed")] == [65, 20, 15, 0]
    assert told["opened_again"] == {"count": 20, "of": 100, "percent": 20.0}
    assert (told["open"]["count"], told["followed_up"]["percent"]) == (20, 100.0)


def test_whatever_became_of_a_report_it_stands_in_one_place_only() -> None:
    states = ["received", "verified", "assigned", "needs_data", "in_progress", "proposed", "reopened"]
    states += ["fixed", "silent", "unfixed", "not_ours", "archived"]
    cases = [case(state=state, closed_by="reporter" if state == "fixed" else None) for state in states] * 6
    told = counted(cases)["complaints"]
    assert sum(told[cell]["count"] for cell in CELLS) == told["reports"] == 72
    assert told["unanswered"]["count"] == 42
    assert told["followed_up"]["count"] == 24


def test_what_nobody_but_an_official_calls_settled_is_not_confirmed() -> None:
    told = counted([case(**CONFIRMED)] * 5 + [case(**CONFIRMED | {"closed_by": "official"})] * 6)[
        "complaints"
    ]
    assert (told["fixed"]["count"], told["silent"]["count"]) == (5, 6)


def test_opened_again_counts_also_what_was_settled_afterwards() -> None:
    cases = [case(**CONFIRMED)] * 20 + [case(**CONFIRMED, reopened=1)] * 10
    cases += [case(state="proposed", reopened=2, answer_days=1)] * 5
    told = line(counted(cases), "unit", "capil")
    assert told["opened_again"] == {"count": 15, "of": 35, "percent": 42.9}


def test_days_are_told_as_median_and_ninetieth_percentile() -> None:
    days = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30]
    told = counted([case(**CONFIRMED | {"answer_days": day, "fix_days": 2 * day}) for day in days])[
        "complaints"
    ]
    assert told["days_to_first_answer"] == {"median": 6.0, "p90": 10.0}
    assert told["days_to_confirmed_fix"] == {"median": 12.0, "p90": 20.0}


def test_the_handling_is_a_mean_with_the_number_of_those_who_rated_it() -> None:
    cases = [case(**CONFIRMED, handling=score) for score in (4, 4, 4, 3, 2, 1)] + [case(**CONFIRMED)] * 4
    assert counted(cases)["complaints"]["handling"] == {"mean": 3.0, "count": 6}
    assert counted(cases[3:])["complaints"]["handling"] is None


def test_other_kinds_stand_apart_in_one_line_each() -> None:
    cases = [case(kind="suggestion")] * 7 + [case(kind="praise")] * 3 + [case()] * 9
    document = counted(cases)
    assert document["complaints"]["reports"] == 9
    assert [one["reports"] for one in document["other_kinds"]] == [7, 0, None]


def test_what_bypasses_a_unit_is_not_in_its_line() -> None:
    cases = [case()] * 9 + [case(route="overseers", category="rude")] * 6
    document = counted(cases)
    assert document["complaints"]["reports"] == line(document, "unit", "capil")["reports"] == 9
    assert document["oversight"]["reports"] == 6
    rude = next(one for one in document["oversight_by_category"]["lines"] if one["key"] == "rude")
    assert rude["reports"] == 6


def test_so_few_that_not_even_their_number_is_told_have_no_tables() -> None:
    document = counted([case(route="overseers")] * 4)
    assert document["oversight"]["reports"] is None
    assert document["oversight_by_category"] == {"lines": [], "together": []}


def test_small_units_are_told_of_together() -> None:
    cases = [case()] * 20 + [case(unit="rsud")] * 3 + [case(unit=None)] * 4
    document = counted(cases)
    assert document["by_unit"]["together"] == ["rsud", "dishub", ""]
    assert line(document, "unit", REST)["reports"] == 7
    assert [one["key"] for one in document["by_unit"]["lines"]] == ["capil", REST]


def test_a_unit_that_is_not_listed_any_more_still_counts() -> None:
    document = counted([case(unit="gone")] * 8)
    assert line(document, "unit", "gone")["reports"] == 8


def test_a_small_outcome_of_the_whole_city_is_shown_nowhere() -> None:
    cases = [case(**CONFIRMED)] * 30 + [case(state="archived")] * 2 + [case(state="silent")] * 9
    document = counted(cases)
    for told in (document["complaints"], line(document, "unit", "capil")):
        assert (told["archived"], told["silent"], told["opened_again"]) == (None, None, None)
        assert told["followed_up"] is None
        assert told["fixed"]["count"] == 30


def test_with_a_smallest_cell_of_one_everything_is_told() -> None:
    cases = [case(**CONFIRMED, handling=4), case(state="archived"), case(unit="rsud", state="silent")]
    document = counted(cases, smallest=1)
    told = [document["complaints"], *document["by_unit"]["lines"], *document["other_kinds"]]
    assert all(one[cell] is not None for one in told for cell in CELLS)
    assert line(document, "unit", "capil")["handling"] == {"mean": 4.0, "count": 1}


# --- the attack ---


def a_period(seed: int, size: int) -> list[dict[str, Any]]:
    draw = Random(seed)
    states = draw.sample(["fixed", "silent", "unfixed", "not_ours", "archived", "received", "in_progress"], 4)
    weights = [draw.choice([1, 4, 20]) for _ in states]
    cases = []
    for _ in range(size):
        state = draw.choices(states, weights)[0]
        again = draw.choice([0, 0, 0, 1]) if state != "archived" else 0
        cases.append(
            case(
                unit=draw.choices(UNITS, (12, 6, 1))[0],
                category=draw.choices(CATEGORIES, (9, 3, 1))[0],
                channel=draw.choices(CHANNELS, (15, 1))[0],
                state=state,
                closed_by="reporter" if state == "fixed" else "silence",
                reopened=again,
                answer_days=draw.choice([None, 2, 5]),
                fix_days=4 if state == "fixed" else None,
                handling=draw.choice([None, 1, 4]) if state == "fixed" else None,
            )
        )
    return cases


def solve(document: dict[str, Any], by: str, least: int = LEAST) -> tuple[Reader, dict[str, list[str]]]:
    """All that one table and the city's line say, as a reader takes it down; and the rows in each line."""
    reader, table, city = Reader(), document[f"by_{by}"], document["complaints"]
    rows = {one["key"]: [one["key"]] for one in table["lines"]}
    if table["together"]:
        rows[REST] = table["together"]
    for row in [row for those in rows.values() for row in those]:
        for name in (*CELLS, "again", "rated"):
            reader.unknown((row, name))
        reader.bounded({(row, "again"): 1, **{(row, cell): -1 for cell in CLOSED}}, -10_000, 0)
        reader.bounded({(row, "rated"): 1, (row, "fixed"): -1}, -10_000, 0)
    every = [row for those in rows.values() for row in those]
    for told, those in [*((one, rows[one["key"]]) for one in table["lines"]), (city, every)]:
        learn(reader, told, those, least)
    return reader, rows


def learn(reader: Reader, told: dict[str, Any], rows: list[str], least: int) -> None:
    every = [(row, cell) for row in rows for cell in CELLS]
    reader.knows(every, told["reports"])
    sums = {cell: (cell,) for cell in CELLS} | {"open": OPEN, "opened_again": ("again", "reopened")}
    sums["followed_up"] = tuple(cell for cell in CELLS if cell not in ("archived", "unanswered"))
    for name, cells in sums.items():
        if told[name] is not None:
            reader.knows([(row, cell) for row in rows for cell in cells], told[name]["count"])
    if told["opened_again"] is not None:
        reader.knows([(r, c) for r in rows for c in (*CLOSED, "reopened")], told["opened_again"]["of"])
    if told["handling"] is not None:
        reader.knows([(row, "rated") for row in rows], told["handling"]["count"])
    for name, cells in (("days_to_first_answer", sums["followed_up"]), ("days_to_confirmed_fix", ("fixed",))):
        if told[name] is not None:
            reader.bounded({(row, cell): 1 for row in rows for cell in cells}, least, 10_000)


def truth(cases: list[dict[str, Any]], by: str, rows: list[str], name: str) -> int:
    those = [one for one in cases if one[by] in rows]
    if name == "again":
        return sum(one["state"] in CLOSED and one["reopened"] > 0 for one in those)
    if name == "rated":
        return sum(one["handling"] is not None for one in those)
    if name in ("archived", *CLOSED):
        return sum(one["state"] == name for one in those)
    still = [one for one in those if one["state"] in ("received", "in_progress")]
    if name == "reopened":
        return sum(one["reopened"] > 0 for one in still)
    return sum(
        not one["reopened"] and (one["answer_days"] is None) == (name == "unanswered") for one in still
    )


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10_000), size=st.integers(5, 90), by=st.sampled_from(["unit", "category", "channel"])
)
def test_no_small_count_of_a_published_table_has_only_one_possible_value(
    seed: int, size: int, by: str
) -> None:
    cases = a_period(seed, size)
    document = counted(cases)
    reader, rows = solve(document, by)
    for those in rows.values():
        for name in (*CELLS, "again", "rated"):
            if is_small(count := truth(cases, by, those, name), LEAST):
                low, high = reader.range_of([(row, name) for row in those])
                assert low <= count <= high
                assert low < high, (those, name, count)
        for row in those if len(those) > 1 else ():
            if is_small(count := sum(truth(cases, by, [row], cell) for cell in CELLS), LEAST):
                low, high = reader.range_of([(row, cell) for cell in CELLS])
                assert low <= count <= high
                assert low < high, (row, count)


@pytest.mark.parametrize("by", ["unit", "category", "channel"])
def test_the_attack_does_find_what_is_not_hidden(by: str) -> None:
    document = counted(a_period(7, 60), smallest=1)
    reader, rows = solve(document, by, 1)
    for row in (row for those in rows.values() for row in those):
        low, high = reader.range_of([(row, "fixed")])
        assert low == high
