"""A policy's effect: found where it is there, "cannot be concluded" where it is not, and never too early."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.policy import Effect, Plan, effect
from analytics.skm import ELEMENTS

START = date(2026, 7, 1)
TODAY = date(2027, 1, 31)


def plan(*units: str, element: str = "", window: int = 90) -> Plan:
    return Plan(START, window, frozenset(units or ("a",)), element)


def forms(moves: dict[str, float], *, n: int = 60, element: str = "", seed: int = 1) -> pd.DataFrame:
    """`n` forms a unit and side; after the start a unit moves by so many points of the index."""
    random = np.random.default_rng(seed)
    rows = []
    for unit, points in moves.items():
        for after in (False, True):
            for _ in range(n):
                shift = points / 25 if after else 0.0
                answers = np.clip(np.round(random.normal(3.0 + shift, 0.7, 9)), 1, 4).astype(int)
                day = START + timedelta(days=int(random.integers(0, 90)) - (0 if after else 90))
                rows.append({"unit": unit, "day": day, **dict(zip(ELEMENTS, answers, strict=True))})
    frame = pd.DataFrame(rows)
    if element:  # only this one moves: the others are as before
        for key in set(ELEMENTS) - {element}:
            frame[key] = 3
    return frame


OTHERS = dict.fromkeys("bcdefg", 0.0)


def test_an_effect_that_is_there_is_found_against_units_without_it() -> None:
    found = effect(forms({"a": 8.0, **OTHERS}), plan(), TODAY)
    assert (found.verdict, found.against, found.others) == ("better", "others", 6)
    assert found.points == pytest.approx(8, abs=2.5)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 8 < found.high
    assert (found.n_before, found.n_after) == (60, 60)


def test_what_all_units_do_together_is_no_effect_of_the_policy() -> None:
    found = effect(forms(dict.fromkeys("abcdefg", 6.0)), plan(), TODAY)
    assert (found.verdict, found.against) == ("undecided", "others")


def test_a_policy_can_make_it_worse() -> None:
    assert effect(forms({"a": -9.0, **OTHERS}), plan(), TODAY).verdict == "worse"


def test_without_other_units_it_is_held_against_itself_and_says_so() -> None:
    found = effect(forms({"a": 8.0, "b": 0.0}), plan(), TODAY)
    assert (found.verdict, found.against, found.others) == ("better", "itself", 0)


def test_units_that_are_no_fair_comparison_are_left_out() -> None:
    frame = forms({"a": 8.0, **OTHERS})
    assert effect(frame, plan(), TODAY, leave_out=list("bcd")).others == 3
    assert effect(frame, plan(), TODAY, leave_out=list("bcdefg")).against == "itself"


def test_one_element_alone_can_be_declared() -> None:
    frame = forms({"a": 10.0, "b": 0.0}, element="time")
    found = effect(frame, plan(element="time"), TODAY)
    assert found.verdict == "better"
    assert found.points == pytest.approx(10, abs=5)
    assert effect(frame, plan(element="cost"), TODAY).verdict == "too_few"  # every answer is the same


@pytest.mark.parametrize("today", [START, START + timedelta(days=89)])
def test_before_the_window_is_over_nothing_is_said(today: date) -> None:
    assert effect(forms({"a": 8.0, **OTHERS}), plan(), today) == Effect("too_early", "itself")


def test_few_forms_say_nothing() -> None:
    found = effect(forms({"a": 20.0}, n=29), plan(), TODAY)
    assert found == Effect("too_few", "itself", n_before=29, n_after=29)


def test_incomplete_forms_and_other_days_do_not_count() -> None:
    frame = forms({"a": 8.0, **OTHERS})
    frame.loc[frame.index[:5], "cost"] = pd.NA
    outside = frame.iloc[[10, 11]].assign(day=[START - timedelta(days=91), START + timedelta(days=90)])
    found = effect(pd.concat([frame, outside]), plan(), TODAY)
    assert (found.n_before, found.n_after) == (55, 60)


def test_no_form_at_all_is_too_few() -> None:
    empty = pd.DataFrame(columns=["unit", "day", *ELEMENTS])
    assert effect(empty, plan(), TODAY).verdict == "too_few"
