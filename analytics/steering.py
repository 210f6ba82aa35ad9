"""Tells where ratings look steered, why, and what is left without them. Nothing is deleted, only marked.

The methods and their sources stand in `steering_chance`, `steering_windows` and `steering_copies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from analytics.period import Week
from analytics.steering_chance import Comings
from analytics.steering_copies import Sets, Words, copies, word_sets
from analytics.steering_mind import of_one_mind
from analytics.steering_reasons import Figure, Reason, UnitSteering
from analytics.steering_usual import WEEKS, UsualUnits, usual_units
from analytics.steering_voices import Found, comings, lived, one_voice, own_voices
from analytics.steering_windows import bursts, floods, nights

__all__ = ["WEEKS", "Figure", "Reason", "Steering", "UnitSteering", "steering"]


# Of the weeks before: copies of what was written in them would be most of the memory.
_BEFORE = ["unit", "score", "voice", "at", "ago", "repeated"]
# What is looked at of a unit's week, and what its line tells: texts take their time to be parted by unit.
_NOW = ["unit", "score", "voice", "at", "day", "repeated", "own_unit"]
_TOLD = ["unit", "score", "repeated", "own_unit"]


@dataclass(frozen=True)
class Steering:
    """A week looked through. `marked`: every rating of the week with `repeated` (bool) and `marks`, a tuple
    of what is said against it (repeated, own_unit, and the kinds of reasons); the index is the input's.
    `units`: one line for each unit that was rated, by key.
    """

    marked: pd.DataFrame
    units: tuple[UnitSteering, ...]


@dataclass(frozen=True)
class _Past:
    """What this week is held against."""

    week: Week
    usual: UsualUnits
    comings: Comings
    digests: Sequence[datetime]
    sets: Sets


def steering(
    ratings: pd.DataFrame, week: Week, digests: Iterable[datetime] = (), words: Words = str.split
) -> Steering:
    """What looks steered in `week`, unit by unit.

    ratings  unit, score 1..4, words (text or NA), given_at (UTC), voice (the same for the same person, NA
             for none) and own_unit (bool: an official of this unit), of the week and of up to eight weeks
             before it; other columns stay, rows of other weeks are left out. The index must be unique.
    digests  when digests went out (aware); those outside the week are ignored
    words    the words of a text in one spelling (`Wording.words`)
    """
    known = lived(ratings[ratings["unit"].notna() & ratings["score"].notna()], week)
    now, before = known[known["ago"] == 0], known.loc[known["ago"] > 0, _BEFORE]
    sent = sorted({one.astimezone(week.zone).replace(tzinfo=None) for one in digests if _within(one, week)})
    once = now[~now["repeated"]]
    past = _Past(
        week,
        usual_units(before[~before["repeated"]]),
        comings(before),
        sent,
        word_sets(once, words),
    )
    found = {str(unit): list(_looked_at(str(unit), rows, past)) for unit, rows in now[_NOW].groupby("unit")}
    marked = now.assign(marks=_marks(now, [one for some in found.values() for one in some]))
    told = marked[_TOLD].assign(clean=[not marks for marks in marked["marks"]])
    lines = tuple(_line(str(unit), rows, found[str(unit)]) for unit, rows in told.groupby("unit"))
    return Steering(marked.drop(columns=["at", "day", "ago"]), lines)


def _within(moment: datetime, week: Week) -> bool:
    return week.start <= moment < week.end


def _looked_at(unit: str, rows: pd.DataFrame, past: _Past) -> Iterator[Found]:
    """Everything that is found in a unit's week."""
    usual = past.usual.of(unit)
    yield from one_voice(rows, past.comings)
    yield from own_voices(rows)
    once = rows[~rows["repeated"]]
    own = {place: past.sets[place] for place in once.index.tolist() if place in past.sets}
    yield from copies(once, own, past.sets)
    # Who is known as steering already makes no hour full.
    strangers = once[~once["own_unit"]] if once["own_unit"].any() else once
    monday = datetime.combine(past.week.monday, datetime.min.time())
    yield from of_one_mind(bursts(strangers, usual), usual)
    yield from of_one_mind(floods(strangers, usual, monday, past.digests), usual)
    yield from of_one_mind(nights(strangers, usual), usual)


def _marks(rows: pd.DataFrame, found: Iterable[Found]) -> pd.Series[Any]:
    """What is said against each rating; most have nothing."""
    marks: dict[object, list[str]] = {}
    always = [(kind, rows.index[rows[kind]]) for kind in ("repeated", "own_unit")]
    for kind, places in always + [(reason.kind, places) for reason, places in found]:
        for place in places:
            said = marks.setdefault(place, [])
            if kind not in said:
                said.append(kind)
    return pd.Series([tuple(marks.get(place, ())) for place in rows.index], rows.index, dtype=object)


def _line(unit: str, rows: pd.DataFrame, found: Sequence[Found]) -> UnitSteering:
    reasons = sorted((reason for reason, _ in found), key=lambda one: -one.weight)
    return UnitSteering(
        unit,
        Figure.of(rows["score"].tolist()),
        Figure.of(rows.loc[rows["clean"], "score"].tolist()),
        int(rows["repeated"].sum()),
        int(rows["own_unit"].sum()),
        tuple(reasons),
    )
