"""Training needs: a weakness against peers with its evidence, and nothing where chance would do."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.skm import ELEMENTS
from analytics.training import Topic, after_training, needs

TOPICS = (
    Topic("service", ("conduct",), ("staff",)),
    Topic("technology", (), ("online",)),
    Topic("law", ("cost",)),
)
GROUPS = {"a": "pkm", "b": "pkm", "c": "pkm", "alone": "dinas"}
NO_TEXTS = pd.DataFrame({"unit": [], "score": pd.Series([], dtype="Int64"), "themes": []})


def surveys(weak: dict[str, str], n: int = 60, seed: int = 3) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    rows = []
    for unit in GROUPS:
        for _ in range(n):
            row = dict(zip(ELEMENTS, random.integers(3, 5, 9).tolist(), strict=True))
            if unit in weak:
                row[weak[unit]] = int(random.integers(1, 4))
            rows.append({"unit": unit, **row})
    return pd.DataFrame(rows)


def texts(*counts: tuple[str, int | None, str, int]) -> pd.DataFrame:
    rows = [
        {"unit": unit, "score": score, "themes": [theme] if theme else []}
        for unit, score, theme, n in counts
        for _ in range(n)
    ]
    return pd.DataFrame(rows).astype({"score": "Int64"})


def test_a_weak_element_speaks_for_its_topic_with_interval_and_peers() -> None:
    (need,) = needs(surveys({"a": "conduct"}), NO_TEXTS, GROUPS, TOPICS)
    assert (need.unit, need.topic) == ("a", "service")
    (evidence,) = need.evidence
    assert (evidence.kind, evidence.key, evidence.n) == ("element", "conduct", 60)
    assert evidence.low is not None
    assert evidence.high is not None
    assert evidence.low < evidence.value < evidence.high < evidence.peers
    assert evidence.p < 0.001


def test_where_all_are_alike_nobody_needs_anything() -> None:
    assert needs(surveys({}), NO_TEXTS, GROUPS, TOPICS) == []


def test_a_weak_element_that_no_topic_knows_speaks_for_none() -> None:
    assert needs(surveys({"a": "time"}), NO_TEXTS, GROUPS, TOPICS) == []


def test_a_unit_without_peers_or_with_few_forms_is_not_judged() -> None:
    assert needs(surveys({"alone": "conduct"}), NO_TEXTS, GROUPS, TOPICS) == []
    assert needs(surveys({"a": "conduct"}, n=20), NO_TEXTS, GROUPS, TOPICS) == []


def test_words_of_low_ratings_and_complaints_speak_as_well_and_praise_does_not() -> None:
    said = texts(
        ("a", 1, "online", 20), ("a", None, "online", 15), ("a", 2, "", 25), ("a", 4, "staff", 50),
        ("b", 1, "online", 2), ("b", 2, "", 58), ("c", 2, "staff", 10),
    )  # fmt: skip
    (need,) = needs(surveys({}), said, GROUPS, TOPICS)
    assert (need.unit, need.topic) == ("a", "technology")
    (evidence,) = need.evidence
    assert (evidence.kind, evidence.low, evidence.n) == ("theme", None, 60)
    assert evidence.value == pytest.approx(35 / 60)
    assert evidence.peers == pytest.approx(2 / 70)


def test_the_strongest_evidence_comes_first() -> None:
    said = texts(("a", 1, "staff", 12), ("a", 1, "", 48), ("b", 1, "", 60))
    (need,) = needs(surveys({"a": "conduct"}), said, GROUPS, TOPICS)
    assert [one.kind for one in need.evidence] == ["element", "theme"]
    assert need.evidence[0].p < need.evidence[1].p


def trained(points: int, n: int = 40) -> pd.DataFrame:
    held = date(2026, 6, 1)
    rows = [
        {
            "day": held + timedelta(days=day),
            **dict.fromkeys(ELEMENTS, 2 + step % 2 + (points if day > 0 else 0)),
        }
        for day in (-10, 10)
        for step in range(n)
    ]
    return pd.DataFrame(rows)


def test_a_unit_that_was_trained_is_held_against_itself() -> None:
    found = after_training(trained(1), TOPICS[0], date(2026, 6, 1), 90)
    assert found is not None
    assert found.points == pytest.approx(25)
    assert found.p < 0.001


def test_without_elements_or_forms_nothing_is_said_of_a_training() -> None:
    assert after_training(trained(1), TOPICS[1], date(2026, 6, 1), 90) is None
    assert after_training(trained(1, n=10), TOPICS[0], date(2026, 6, 1), 90) is None
    assert after_training(trained(1), TOPICS[0], date(2026, 6, 1), 5) is None
