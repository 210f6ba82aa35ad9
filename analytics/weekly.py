"""Counts a week: ratings, surveys and cases of every unit and of the city, from frames read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from analytics.masking import Mask
from analytics.period import Week
from analytics.quotes import quotes
from analytics.skm import ELEMENTS, Skm, Weight, from_sums, skm_by
from analytics.themes import Finder
from analytics.trends import Scores, change_words
from analytics.week_desk import NONE, WAITING, outcomes, touched, watched
from analytics.week_numbers import CITY, CityWeek, UnitWeek, WeekNumbers
from analytics.week_scores import NO_PEERS, About, form_sums, peers, rated, scores, stands
from analytics.week_talk import with_words

__all__ = ["About", "CityWeek", "UnitWeek", "WeekNumbers", "week_numbers"]

MOST_THEMES = 5

# States in which nothing is owed any more, should one of them come without the time it was closed.
FINISHED = frozenset({"fixed", "silent", "unfixed", "archived", "not_ours"})
# Only these are the unit's own. What goes to the overseers may be about the unit's head, and so may what goes
# to the coordinator, because it goes there when no overseer is bound.
OWN_ROUTE = "unit"
OVERSIGHT = "overseers"


@dataclass(frozen=True)
class _Frames:
    """Everything that is counted; `unit` says for whom."""

    ratings: pd.DataFrame
    before: pd.DataFrame
    texts: pd.DataFrame
    surveys: pd.DataFrame
    cases: pd.DataFrame
    steps: pd.DataFrame

    def pooled(self) -> "_Frames":
        """The same rows, all for the city; rows without a unit, or of one that is gone, count here too."""
        return _Frames(**{name: frame.assign(unit=CITY) for name, frame in vars(self).items()})


@dataclass(frozen=True)
class _Reading:
    """What is needed beside the frames to count and to quote."""

    week: Week
    mask: Mask
    people: tuple[str, ...]
    weight: Weight
    today: date
    about: Mapping[str, About]


def week_numbers(  # noqa: PLR0913 - pure: whatever a week is counted from is handed in
    ratings: pd.DataFrame,
    surveys: pd.DataFrame,
    cases: pd.DataFrame,
    steps: pd.DataFrame,
    week: Week,
    units: Mapping[str, str],
    themes: Finder,
    mask: Mask,
    weight: Weight,
    today: date,
    people: Iterable[str] = (),
    about: Mapping[str, About] | None = None,
) -> WeekNumbers:
    """The numbers of `week` for each of `units` (key -> name) and for the city, pooled over all rows.

    ratings  unit, score 1..4, words, given_at (UTC): at least this week and the one before
    surveys  unit, given_at (UTC), the nine elements 1..4 or missing
    cases    number, unit, kind, category, route (unit, overseers, coordinator), state, next_at (the day by
             which something is to be done, missing once closed), opened_at, answered_at, closed_at (UTC or
             NaT), fix_days (working days to a confirmed fix, or missing): all that are open, and what
             happened in the twelve weeks before the week's end
    steps    number, unit, route, kind, state (where it led, or missing), actor, at (UTC): what happened to
             cases in these weeks
    people   names to mask in the quotes even without a title before them
    about    of a unit: the group whose other units are its peers, and how many people it served

    Rows of other weeks are ignored. Open and overdue are told as of `today`, not of the week's end.
    """
    reading = _Reading(week, mask, tuple(people), weight, today, about or {})
    frames = _frames(ratings, surveys, cases, steps, week, themes)
    own = replace(frames, cases=cases[cases["route"] == OWN_ROUTE], steps=steps[steps["route"] == OWN_ROUTE])
    oversight = _within(cases[cases["route"] == OVERSIGHT], "opened_at", week)
    city = _lines(frames.pooled(), {CITY: CITY}, reading)[0]
    seen: dict[str, Any] = {"watched": watched(frames.steps, week), "touched": touched(frames.steps, week)}
    whole = CityWeek(**vars(city), oversight_new=len(oversight), **seen)
    return WeekNumbers(week, tuple(_lines(own, units, reading)), whole)


def _frames(
    ratings: pd.DataFrame,
    surveys: pd.DataFrame,
    cases: pd.DataFrame,
    steps: pd.DataFrame,
    week: Week,
    themes: Finder,
) -> _Frames:
    """What is counted of it; what goes to the overseers is in no number but theirs."""
    this_week = _within(ratings, "given_at", week)
    return _Frames(
        ratings=this_week[["unit", "score"]],
        before=_within(ratings, "given_at", week.previous())[["unit", "score"]],
        texts=_texts(this_week, themes),
        surveys=_within(surveys, "given_at", week)[["unit", *ELEMENTS]],
        cases=cases[cases["route"] != OVERSIGHT],
        steps=steps[steps["route"] != OVERSIGHT],
    )


def _within(frame: pd.DataFrame, column: str, week: Week) -> pd.DataFrame:
    return frame[_during(frame[column], week)]


def _during(moments: "pd.Series[Any]", week: Week) -> "pd.Series[bool]":
    """Which moments lie in the week; read as UTC, so that a column without any works as well."""
    moments = pd.to_datetime(moments, utc=True)
    return (moments >= week.start) & (moments < week.end)


def _texts(ratings: pd.DataFrame, themes: Finder) -> pd.DataFrame:
    """The ratings with words in them: unit, score, words, and the themes of the words."""
    texts = with_words(ratings)[["unit", "score", "words"]]
    found = [sorted(its) for its in themes.themes_of_all(texts["words"])]
    return texts.assign(themes=pd.Series(found, index=texts.index, dtype=object))


def _lines(frames: _Frames, units: Mapping[str, str], reading: _Reading) -> list[UnitWeek]:
    """One line for each of `units`, from frames whose `unit` says whose row it is."""
    now, before = scores(frames.ratings), scores(frames.before)
    pairs = {unit: (now.get(unit, Scores()), before.get(unit, Scores())) for unit in units}
    words, sums, others = change_words(pairs), form_sums(frames.surveys), peers(now, reading.about)
    indices = skm_by(frames.surveys, "unit", reading.weight)
    became = outcomes(frames.cases, frames.steps, reading.week)
    cases, themes, said = (
        _case_counts(frames.cases, reading),
        _themes(frames.texts),
        _quotes(frames.texts, reading),
    )
    return [
        UnitWeek(
            unit=unit,
            name=name,
            **rated(*pairs[unit], words[unit]),
            **others.get(unit, NO_PEERS),
            skm=indices.get(unit) or _no_forms(reading.weight),
            standing=stands(sums.get(unit, ()), reading.about.get(unit, About()), reading.weight),
            **cases.get(unit, _NO_CASES),
            **became.get(unit, NONE),
            themes=themes.get(unit, ()),
            quotes=said.get(unit, ()),
        )
        for unit, name in units.items()
    ]


def _no_forms(weight: Weight) -> Skm:
    return from_sums(0, [0] * len(ELEMENTS), weight)


_NO_CASES: dict[str, Any] = {"cases_new": 0, "cases_answered": 0, "cases_overdue": 0, "cases_open": 0}


def _case_counts(cases: pd.DataFrame, reading: _Reading) -> dict[str, dict[str, Any]]:
    still_open = cases["closed_at"].isna() & ~cases["state"].isin(FINISHED)
    # As on a desk: nobody is late while the reporter is waited for.
    late = (pd.to_datetime(cases["next_at"]) < pd.Timestamp(reading.today)) & ~cases["state"].isin(WAITING)
    marks = pd.DataFrame(
        {
            "cases_new": _during(cases["opened_at"], reading.week),
            "cases_answered": _during(cases["answered_at"], reading.week),
            "cases_overdue": still_open & late,
            "cases_open": still_open,
        }
    )
    counts = marks.groupby(cases["unit"]).sum()
    return {
        str(unit): {str(name): int(n) for name, n in row.items()}
        for unit, row in counts.to_dict("index").items()
    }


def _themes(texts: pd.DataFrame) -> dict[str, tuple[tuple[str, int], ...]]:
    """The most frequent themes of each unit, largest first, then by key."""
    counts = (
        texts[["unit", "themes"]].explode("themes").groupby(["unit", "themes"]).size().reset_index(name="n")
    )
    ranked = counts.sort_values(["unit", "n", "themes"], ascending=[True, False, True]).groupby("unit")
    return {
        str(unit): tuple(zip(top["themes"].tolist(), top["n"].tolist(), strict=True))
        for unit, top in ranked.head(MOST_THEMES).groupby("unit")
    }


def _quotes(texts: pd.DataFrame, reading: _Reading) -> dict[str, tuple[str, ...]]:
    told: dict[str, dict[int, list[str]]] = {}
    for unit, score, words in texts[["unit", "score", "words"]].dropna().itertuples(index=False):
        told.setdefault(unit, {}).setdefault(score, []).append(words)
    return {unit: tuple(quotes(its, reading.mask, reading.people)) for unit, its in told.items()}
