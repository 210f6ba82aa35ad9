"""What a unit's people could be trained in: where its scores lie below its peers', with the evidence for it.

Only findings count: for every unit, element and theme the unit is held against the other units of its group,
and all of them together keep chance at 5 % (see `discovery`). It names units and never persons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from scipy.stats import fisher_exact

from analytics.discovery import findings
from analytics.skm import BEST, ELEMENTS
from analytics.uncertainty import ENOUGH, Change, Sample, change, interval

LOW = 2  # a rating up to here is a low one, whose words speak for a need


@dataclass(frozen=True)
class Topic:
    """A topic of the catalogue, and the elements and themes whose weakness speaks for it."""

    key: str
    elements: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """Why: an element's mean times 25 (with its 95 % interval), or a theme's share of the low ratings' words.

    `peers` is the same for the other units of the group; `n` counts the unit's forms or texts.
    """

    kind: str  # element, theme
    key: str
    value: float
    low: float | None
    high: float | None
    peers: float
    n: int
    p: float


@dataclass(frozen=True)
class Need:
    """A topic that a unit needs, with its evidence, the strongest first."""

    unit: str
    topic: str
    evidence: tuple[Evidence, ...]


def needs(
    surveys: pd.DataFrame, texts: pd.DataFrame, groups: Mapping[str, str], topics: Sequence[Topic]
) -> list[Need]:
    """The needs of all units, by unit and strength.

    surveys  unit and the nine elements (1..4 or missing)
    texts    unit, score (1..4; NA for the words of a complaint), themes (a list of keys)
    groups   unit -> the group whose units are its peers
    """
    found = [*_of_elements(surveys, groups), *_of_themes(texts, groups)]
    sure = findings({f"{unit}\t{one.kind}\t{one.key}": one.p for unit, one in found})
    kept = [(unit, one) for unit, one in found if f"{unit}\t{one.kind}\t{one.key}" in sure]
    return [
        Need(unit, topic.key, evidence)
        for unit in dict.fromkeys(unit for unit, _ in kept)
        for topic in topics
        if (evidence := _for_topic(topic, [one for its, one in kept if its == unit]))
    ]


def _for_topic(topic: Topic, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    wanted = {"element": topic.elements, "theme": topic.themes}
    return tuple(sorted((one for one in evidence if one.key in wanted[one.kind]), key=lambda one: one.p))


def _of_elements(surveys: pd.DataFrame, groups: Mapping[str, str]) -> list[tuple[str, Evidence]]:
    """Every element of every unit that lies below its peers, with how easily chance does that."""
    answers = surveys[["unit", *ELEMENTS]].dropna().astype(dict.fromkeys(ELEMENTS, int))
    answers = answers.assign(group=answers["unit"].map(groups))
    found = []
    for _, peers in answers.groupby("group"):
        for unit in sorted(peers["unit"].unique()):
            own, others = peers[peers["unit"] == unit], peers[peers["unit"] != unit]
            found += [(str(unit), one) for key in ELEMENTS if (one := _below(own[key], others[key], key))]
    return found


def _below(own: "pd.Series[Any]", others: "pd.Series[Any]", element: str) -> Evidence | None:
    mine, theirs = _sample(own), _sample(others)
    difference = change(theirs, mine)
    if difference is None or difference.points >= 0:
        return None
    ends = interval(mine)
    value, peers = 25 * float(own.mean()), 25 * float(others.mean())
    low, high = (ends.low, ends.high) if ends else (None, None)
    return Evidence("element", element, value, low, high, peers, len(own), difference.p)


def _of_themes(texts: pd.DataFrame, groups: Mapping[str, str]) -> list[tuple[str, Evidence]]:
    """Every theme that a unit's low ratings and complaints name more often than its peers'."""
    low = texts[texts["score"].isna() | (texts["score"] <= LOW)]
    low = low.assign(group=low["unit"].map(groups))
    found = []
    for _, peers in low.groupby("group"):
        for unit, own in peers.groupby("unit"):
            others = peers[peers["unit"] != unit]
            themes = sorted({theme for some in own["themes"] for theme in some})
            found += [(str(unit), one) for theme in themes if (one := _more(own, others, theme))]
    return found


def _more(own: pd.DataFrame, others: pd.DataFrame, theme: str) -> Evidence | None:
    if min(len(own), len(others)) < ENOUGH:
        return None
    mine, theirs = (int(some["themes"].map(lambda keys: theme in keys).sum()) for some in (own, others))
    p = fisher_exact([[mine, len(own) - mine], [theirs, len(others) - theirs]], alternative="greater").pvalue
    share, peers = mine / len(own), theirs / len(others)
    return Evidence("theme", theme, share, None, None, peers, len(own), float(p)) if share > peers else None


def after_training(surveys: pd.DataFrame, topic: Topic, held_on: date, window_days: int) -> Change | None:
    """How the topic's elements changed from the window before a training to the one after it.

    surveys  the unit's forms: day (a date) and the nine elements. None when there is too little to tell.
    """
    if not topic.elements:
        return None
    answers = surveys[["day", *topic.elements]].dropna()
    days, window = pd.to_datetime(answers["day"]), timedelta(days=window_days)
    sums = answers[list(topic.elements)].astype(int).sum(axis=1)
    held = pd.Timestamp(held_on)
    before = sums[(days >= held - window) & (days < held)]
    after = sums[(days > held) & (days <= held + window)]
    return change(_sample(before, len(topic.elements)), _sample(after, len(topic.elements)))


def _sample(answers: "pd.Series[Any]", elements: int = 1) -> Sample:
    return Sample([int(one) for one in answers], least=elements, most=BEST * elements)
