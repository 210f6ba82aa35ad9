"""The index weighted to those served: right where it can be known, and nothing where it cannot."""

import pandas as pd
import pytest

from analytics.poststratified import weighted
from analytics.skm import ELEMENTS


def forms(*groups: tuple[int, int, str, str]) -> pd.DataFrame:
    """Groups of (how many, the answer to all nine, sex, age)."""
    rows = [
        {**dict.fromkeys(ELEMENTS, answer), "sex": sex, "age": age}
        for count, answer, sex, age in groups
        for _ in range(count)
    ]
    return pd.DataFrame(rows)


def test_each_kind_of_people_counts_as_much_as_it_was_served() -> None:
    mostly_women = forms((80, 4, "female", "17_25"), (20, 2, "male", "17_25"))
    found = weighted(mostly_women, {"sex": {"female": 0.5, "male": 0.5}})
    assert found is not None
    assert found.ikm == pytest.approx(75)  # half of them 100, half of them 50
    assert found.n == 100
    assert found.worth == pytest.approx(64)  # Kish: (80*0.625 + 20*2.5)^2 / (80*0.625^2 + 20*2.5^2)


def test_answers_as_they_were_served_change_nothing() -> None:
    frame = forms((50, 4, "female", "17_25"), (50, 2, "male", "17_25"))
    found = weighted(frame, {"sex": {"female": 0.5, "male": 0.5}})
    assert found is not None
    assert found.ikm == pytest.approx(75)
    assert found.worth == pytest.approx(100)


def test_two_questions_hold_at_the_same_time() -> None:
    frame = forms(
        (40, 4, "female", "17_25"),
        (20, 3, "female", "56_up"),
        (30, 2, "male", "17_25"),
        (10, 1, "male", "56_up"),
    )
    profile = {"sex": {"female": 0.5, "male": 0.5}, "age": {"17_25": 0.6, "56_up": 0.4}}
    found = weighted(frame, profile)
    assert found is not None
    # Shares of the four kinds after raking, worked out apart with plain iterative fitting.
    assert found.ikm == pytest.approx(65.3, abs=0.3)


def test_without_a_profile_or_without_some_of_the_people_nothing_is_said() -> None:
    frame = forms((80, 4, "female", "17_25"), (4, 2, "male", "17_25"))
    assert weighted(frame, {}) is None
    assert weighted(frame, {"sex": {"female": 0.5, "male": 0.5}}) is None


def test_who_left_the_question_out_is_not_counted_and_nobody_speaks_for_more_than_five() -> None:
    frame = forms((995, 4, "female", "17_25"), (5, 2, "male", "17_25"))
    frame.loc[0, "sex"] = pd.NA
    found = weighted(frame, {"sex": {"female": 0.5, "male": 0.5}})
    assert found is not None
    assert found.n == 999
    heaviest = 25 / (994 * (999 * 0.5 / 994) + 25)
    assert found.ikm == pytest.approx(100 - 50 * heaviest, abs=0.2)


def test_an_answer_the_profile_does_not_know_keeps_its_weight() -> None:
    frame = forms((50, 4, "female", "17_25"), (50, 2, "male", "17_25"), (10, 1, "unknown", "17_25"))
    found = weighted(frame, {"sex": {"female": 0.5, "male": 0.5}})
    assert found is not None
    assert found.ikm == pytest.approx((50 * 100 + 50 * 50 + 10 * 25) / 110)


def test_questions_that_contradict_each_other_give_no_weights() -> None:
    frame = forms((50, 4, "female", "17_25"), (50, 2, "male", "56_up"))
    assert weighted(frame, {"sex": {"female": 0.5, "male": 0.5}, "age": {"17_25": 0.7, "56_up": 0.3}}) is None
