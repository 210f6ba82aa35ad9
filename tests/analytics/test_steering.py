"""One voice a person and day; what is steered is told with reasons; honest weeks are left alone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from analytics.period import Week
from analytics.steering import Steering, UnitSteering, steering
from analytics.steering_chance import LEVEL, so_large_a_part
from analytics.steering_usual import Usual
from analytics.steering_windows import _densest, _full_hours
from analytics.week_numbers import WeekNumbers
from tests.analytics.test_weekly import numbers

JAKARTA = ZoneInfo("Asia/Jakarta")
WEEK = Week.parse("2026-W47", JAKARTA)
MONDAY = WEEK.start
DIGEST = MONDAY + timedelta(hours=7, minutes=30)
COLUMNS = ["unit", "score", "words", "given_at", "voice", "own_unit"]
THURSDAY = MONDAY + timedelta(days=3, hours=9, minutes=5)
Row = list[Any]


def row(score: int, at: datetime, voice: int | None, words: str | None = None, **other: Any) -> Row:
    return [other.get("unit", "dishub"), score, words, at, voice, other.get("own", False)]


def frame(*rows: Row) -> pd.DataFrame:
    made = pd.DataFrame(list(rows), columns=COLUMNS)
    types = {"score": "Int64", "voice": "Int64", "own_unit": "boolean", "words": "string", "unit": "string"}
    return made.assign(given_at=pd.to_datetime(made["given_at"], utc=True)).astype(types)


def usual(weeks: int = 8, a_day: int = 4, unit: str = "dishub") -> list[Row]:
    """Honest weeks, this one last: office hours from Monday to Friday, all scores, everybody once."""
    random = np.random.default_rng(11)
    rows = []
    for ago in range(weeks + 1):
        for day in range(5):
            for _ in range(int(random.poisson(a_day))):
                at = MONDAY + timedelta(
                    days=day - 7 * ago, hours=float(random.choice([8, 9, 10, 11, 13, 14]) + random.random())
                )
                score = int(random.choice([1, 2, 3, 4], p=[0.1, 0.15, 0.35, 0.4]))
                rows.append(row(score, at, 100_000 + len(rows), unit=unit))
    return rows


def crowd(n: int, score: int, since: datetime, hours: float, voice: int = 1) -> list[Row]:
    return [row(score, since + timedelta(hours=hours * i / n), voice + i) for i in range(n)]


def seen(*rows: Row, digests: tuple[datetime, ...] = (DIGEST,)) -> Steering:
    return steering(frame(*rows), WEEK, digests)


def line(*rows: Row, unit: str = "dishub") -> UnitSteering:
    return {one.unit: one for one in seen(*rows).units}[unit]


def kinds(of: UnitSteering) -> list[str]:
    return [reason.kind for reason in of.reasons]


# --- little or nothing ---


def test_a_week_without_ratings_says_nothing() -> None:
    assert seen().units == ()
    assert list(seen().marked.columns) == [*COLUMNS, "repeated", "marks"]
    assert seen(*[one for one in usual() if one[3] < MONDAY]).units == ()


def test_one_rating_is_one_rating() -> None:
    only = line(row(4, THURSDAY, 1))
    assert (only.raw.n, only.raw.mean, only.score, only.steered) == (1, 4.0, 0.0, False)
    assert only.second == only.raw


def test_ratings_that_are_all_the_same_are_no_sign() -> None:
    same = [[*one[:1], 4, *one[2:]] for one in usual()]
    assert not line(*same).steered


def test_an_honest_week_with_its_history_accuses_nobody() -> None:
    assert not line(*usual()).steered


def test_ratings_without_a_unit_or_of_other_weeks_are_left_out() -> None:
    later, long_ago = MONDAY + timedelta(days=7), MONDAY - timedelta(weeks=9)
    found = seen(row(1, later, 1), row(1, long_ago, 2), row(1, THURSDAY, 3, unit=None), row(3, THURSDAY, 4))
    assert [(one.unit, one.raw.n) for one in found.units] == [("dishub", 1)]


# --- one voice ---


def test_the_last_rating_of_a_visit_day_counts_and_the_others_are_kept_and_marked() -> None:
    early, late, next_day = THURSDAY, THURSDAY + timedelta(hours=3), THURSDAY + timedelta(days=1)
    found = seen(row(1, late, 7), row(4, early, 7), row(2, next_day, 7), row(4, early, 7, unit="dinsos"))
    assert found.marked["marks"].sort_index().tolist() == [(), ("repeated",), (), ()]
    dishub = found.units[1]
    assert (dishub.raw.n, dishub.second.n, dishub.repeated) == (3, 2, 1)
    assert dishub.second.distribution == (1, 1, 0, 0)


def test_a_day_is_the_day_in_the_city() -> None:
    before_midnight = MONDAY + timedelta(hours=23, minutes=50)
    found = seen(row(4, before_midnight, 7), row(4, before_midnight + timedelta(minutes=20), 7))
    assert not found.marked["repeated"].any()


def test_who_has_no_voice_is_somebody_else_each_time() -> None:
    found = line(*[row(3, THURSDAY + timedelta(minutes=n), None) for n in range(5)])
    assert (found.repeated, found.second.n) == (0, 5)


def test_a_phone_that_rates_all_week_is_found_and_left_out_as_a_whole() -> None:
    phone = [row(4, MONDAY + timedelta(days=n % 5, hours=9, minutes=n), 7) for n in range(20)]
    found = line(*usual(), *phone)
    assert kinds(found) == ["one_voice"]
    assert found.reasons[0].ratings == 20
    assert found.raw.n - found.second.n == 20
    assert 2.7 <= found.score <= 10


def test_a_phone_is_found_without_any_history_too() -> None:
    assert "one_voice" in kinds(line(*[row(4, THURSDAY + timedelta(minutes=n), 7) for n in range(30)]))


def test_people_who_come_three_times_are_no_sign() -> None:
    again = [row(2, MONDAY + timedelta(days=day, hours=9), 7) for day in (0, 2, 4)]
    assert not line(*usual(), *again).steered


# --- officials ---


def test_officials_who_rate_their_own_unit_are_always_marked_and_told_from_three_on() -> None:
    own = [row(4, MONDAY + timedelta(days=n, hours=9), 7 + n, own=True) for n in range(3)]
    few, several = line(*usual(), *own[:2]), line(*usual(), *own)
    assert (few.own_unit, few.steered, few.raw.n - few.second.n) == (2, False, 2)
    assert kinds(several) == ["own_unit"]
    assert several.score == 10
    assert several.reasons[0].p is None


def test_an_official_who_repeats_bears_both_marks_once() -> None:
    own = [row(4, THURSDAY + timedelta(minutes=n), 7, own=True) for n in range(3)]
    found = seen(*own)
    assert found.marked["marks"].tolist() == [
        ("repeated", "own_unit"),
        ("repeated", "own_unit"),
        ("own_unit",),
    ]


# --- words ---


def test_the_same_long_words_of_several_people_are_marked() -> None:
    text = "terima kasih kepala dinas yang luar biasa"
    days = [MONDAY + timedelta(days=n, hours=9) for n in range(5)]
    found = seen(*usual(), *[row(4, at, n + 1, text) for n, at in enumerate(days)])
    assert kinds(found.units[0]) == ["copies"]
    marked = found.marked[found.marked["marks"].map(lambda marks: "copies" in marks)]
    assert set(marked["words"]) == {text}
    assert found.units[0].raw.n - found.units[0].second.n == 5


def test_one_person_with_the_same_words_every_day_is_no_copy() -> None:
    text = "terima kasih kepala dinas yang luar biasa"
    found = line(*usual(), *[row(4, MONDAY + timedelta(days=n, hours=9), 7, text) for n in range(4)])
    assert "copies" not in kinds(found)


def test_what_everybody_says_everywhere_is_no_copy() -> None:
    text = "pelayanan cepat dan ramah sekali ya"
    elsewhere = [row(3, THURSDAY + timedelta(hours=n % 5), 900 + n, text, unit="dinsos") for n in range(20)]
    here = [row(3, MONDAY + timedelta(days=n, hours=9), 1 + n, text) for n in range(4)]
    assert not line(*usual(), *here, *elsewhere).steered


def test_short_words_and_different_words_are_no_copies() -> None:
    short = [row(3, MONDAY + timedelta(days=n, hours=9), 1 + n, "bagus") for n in range(5)]
    long = [
        row(3, MONDAY + timedelta(days=n, hours=10), 11 + n, " ".join(f"w{n}{i}" for i in range(6)))
        for n in range(5)
    ]
    assert not line(*usual(), *short, *long).steered


# --- time ---


def test_twenty_phones_in_an_hour_are_a_burst() -> None:
    found = line(*usual(), *crowd(20, 4, THURSDAY, 0.9))
    assert "burst" in kinds(found)
    reason = next(reason for reason in found.reasons if reason.kind == "burst")
    assert (reason.score, reason.hours, reason.of >= 20) == (4, 1, True)
    assert reason.since is not None
    assert reason.since.startswith("2026-11-19T")
    assert found.raw.n - found.second.n >= 20


def test_a_burst_of_ones_is_found_at_a_unit_without_history() -> None:
    found = line(*usual(unit="dinsos"), *crowd(25, 1, THURSDAY, 0.9), *crowd(10, 3, MONDAY, 100, 50))
    assert kinds(found) == ["burst"]
    assert found.reasons[0].score == 1


def test_a_busy_hour_with_all_kinds_of_scores_is_a_crowd() -> None:
    mixed = [one for score in (1, 2, 3, 4) for one in crowd(8, score, THURSDAY, 0.9, 100 * score)]
    assert not line(*usual(), *mixed).steered


def test_a_crowd_of_many_hours_is_held_against_its_own_mood() -> None:
    random = np.random.default_rng(3)
    saturday = MONDAY + timedelta(days=5, hours=12)
    glad = [
        row(int(random.choice([2, 3, 4], p=[0.05, 0.2, 0.75])), saturday + timedelta(minutes=2 * n), 1 + n)
        for n in range(240)
    ]
    assert not line(*usual(), *glad).steered


def test_a_one_sided_flood_after_the_digest_is_found() -> None:
    flood = crowd(70, 4, DIGEST + timedelta(minutes=30), 23)
    found = line(*usual(a_day=3), *flood)
    reason = next(reason for reason in found.reasons if reason.kind == "flood")
    assert (reason.after_digest, reason.hours, reason.score) == (True, 24, 4)
    assert reason.since == "2026-11-16T07:30"


def test_digests_of_other_weeks_are_no_stretch_of_this_one() -> None:
    found = seen(*usual(), digests=(DIGEST - timedelta(weeks=1), DIGEST + timedelta(weeks=1)))
    assert not found.units[0].steered


def test_a_flood_over_the_whole_week_leaves_no_second_figure() -> None:
    found = line(*usual(a_day=2), *crowd(90, 1, MONDAY + timedelta(hours=1), 166))
    assert any(reason.kind == "flood" and reason.hours == 168 for reason in found.reasons)
    assert found.second.n == 0
    assert found.second.mean is None


def test_codes_scanned_at_night_are_found() -> None:
    night = crowd(20, 4, MONDAY + timedelta(days=2, hours=22), 5)
    found = line(*usual(), *night)
    assert "night" in kinds(found)
    reason = next(reason for reason in found.reasons if reason.kind == "night")
    assert (reason.ratings, reason.score) == (20, 4)


def test_a_mixed_night_is_no_sign() -> None:
    night = [
        one for score in (1, 2, 3, 4) for one in crowd(4, score, MONDAY + timedelta(hours=22), 5, 9 * score)
    ]
    assert not line(*usual(), *night).steered


def test_a_place_that_is_open_at_night_is_no_sign() -> None:
    open_always = [
        row(4 if n % 3 else 2, MONDAY - timedelta(hours=5 * n - 160), 1000 + n) for n in range(290)
    ]
    assert not line(*open_always).steered


# --- promises ---


def test_nothing_is_deleted_and_the_raw_figure_is_of_all() -> None:
    rows = [*usual(), *crowd(20, 4, THURSDAY, 0.9)]
    found = seen(*rows)
    this_week = [one for one in rows if one[3] >= MONDAY]
    assert len(found.marked) == len(this_week) == found.units[0].raw.n
    assert sorted(found.marked["score"]) == sorted(one[1] for one in this_week)


@pytest.mark.parametrize("extra", [[], crowd(20, 4, THURSDAY, 0.9)])
def test_a_line_comes_back_from_json_as_it_went(extra: list[Row]) -> None:
    found = line(*usual(), *extra)
    assert UnitSteering.from_json(found.as_json()) == found


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = [*usual(), *crowd(20, 4, THURSDAY, 0.9)]
    assert seen(*rows).units == seen(*reversed(rows)).units


def test_the_weeks_numbers_carry_the_units_that_look_steered_and_no_other() -> None:
    quiet = line(row(3, THURSDAY, 1))
    steered = line(*usual(), *crowd(20, 4, THURSDAY, 0.9))
    week = numbers().with_steering([quiet, steered])
    assert week.city.steering == (steered,)
    assert WeekNumbers.from_json(json.loads(json.dumps(week.as_json()))) == week


def test_full_hours_are_those_of_all_hours_that_are_beyond_chance() -> None:
    """Looking for them ends once nothing that is left could be one: none is lost by that."""
    chance, found = np.random.default_rng(20261125), 0
    for _ in range(200):
        usual = Usual(chance.dirichlet(np.full(24, 5)), np.full(4, 0.25))
        hours = chance.choice(24, 60, p=chance.dirichlet(np.full(24, 0.4))) + chance.random(60)
        at = np.sort(np.datetime64("2026-11-19", "us") + (hours * 3.6e9).astype("timedelta64[us]"))
        every = [
            (since, 60 * so_large_a_part(n - 1, 59, usual.hour_share(pd.Timestamp(since).hour)))
            for since, n in _densest(at)
        ]
        full = [one for one in every if one[1] <= LEVEL]
        assert [(since, p) for since, _, p in _full_hours(at, 60, usual)] == full
        found += len(full)
    assert found > 50
