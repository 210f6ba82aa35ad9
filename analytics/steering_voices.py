"""One voice per person, unit and visit-day; and the voices that are heard too often or are the unit's own."""

from __future__ import annotations

import pandas as pd

from analytics.period import Week
from analytics.steering_chance import LEVEL, Comings
from analytics.steering_reasons import Reason
from analytics.steering_usual import WEEKS

# So many ratings by officials of the unit itself, and such a part of all, make a week look steered.
OWN, OWN_PART = 3, 0.02
Found = tuple[Reason, pd.Index]


def lived(ratings: pd.DataFrame, week: Week) -> pd.DataFrame:
    """The ratings of the week and of the eight before it, as they were lived in the city, in their order.

    Added: `at` (local, without a zone), `day`, `ago` (0 this week, 1..8 weeks before it) and `repeated`: not
    the last of its person, unit and visit-day. Who has no voice (NA) is a person of their own each time.
    """
    moments = pd.to_datetime(ratings["given_at"], utc=True)
    at = moments.dt.tz_convert(week.zone).dt.tz_localize(None)
    days = at.dt.normalize()
    ago = ((pd.Timestamp(week.monday) - days).dt.days + 6) // 7
    kept = ratings.assign(at=at, day=days, ago=ago)[ago.between(0, WEEKS) & (moments < week.end)]
    kept = kept.sort_values("at", kind="stable")
    again = kept.duplicated(["unit", "voice", "day"], keep="last") & kept["voice"].notna()
    return kept.assign(repeated=again, own_unit=kept["own_unit"].fillna(value=False).astype(bool))


def comings(before: pd.DataFrame) -> Comings:
    """How often each voice rated each unit in each of the weeks before, as a habit of the whole city."""
    voiced = before[before["voice"].notna()]
    times = voiced.groupby(["unit", "voice", "ago"], observed=True).size()
    return Comings.of(times.to_numpy())


def one_voice(rows: pd.DataFrame, usual: Comings) -> list[Found]:
    """Voices that rated this unit more often this week than people do; all they gave is marked.

    rows  one unit's week as `lived` returns it, repeated ones included
    """
    counts = rows["voice"].value_counts()
    chances = {n: usual.so_often(int(n), len(counts)) for n in counts.unique()}
    many = [n for n, chance in chances.items() if chance <= LEVEL]
    if not many:
        return []
    marked = rows.index[rows["voice"].isin(counts.index[counts.isin(many)])]
    return [(Reason("one_voice", len(marked), len(rows), p=min(chances.values())), marked)]


def own_voices(rows: pd.DataFrame) -> list[Found]:
    """Officials who rate their own unit: a reason once there are several such ratings."""
    marked = rows.index[rows["own_unit"]]
    several = len(marked) >= max(OWN, OWN_PART * len(rows))
    return [(Reason("own_unit", len(marked), len(rows)), marked)] if several else []
