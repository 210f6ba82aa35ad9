"""A year of invitations, surveys and reminders together: never too much, never at the wrong hour.

The town is another one with each seed; who is asked, invited and reminded follows from the seed alone.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasting import response, survey_office
from bot.config.surveys import Periodic
from storage import broadcasts
from storage.models import HandlingAsked, SurveyAsked
from tests.bot.forum_scene import ForumOffice, city_settings, staged, with_settings
from tests.bot.year import Town
from tests.storage import given

WIB = ZoneInfo("Asia/Jakarta")
MONTH = timedelta(days=30)
RAMADAN = (date(2027, 2, 8), date(2027, 3, 9))
FAST = ((time(2, 30), time(5, 30)), (time(17), time(20, 30)))
SETTINGS = with_settings(
    survey={"visit_share": 0.3, "rest_days": 40, "periodic": Periodic(units=("disdukcapil", "dinsos"))}
)
MOST = city_settings().pushes.most_a_month


@pytest.mark.parametrize("seed", [1])
def test_over_a_year_nobody_gets_too_much_or_at_the_wrong_time_and_every_account_adds_up(
    tmp_path: Path, seed: int
) -> None:
    async def scene(here: ForumOffice) -> None:
        town = Town(here, seed)
        town.live(365)
        arrived = town.arrived()
        assert {purpose for _one, purpose, _at in arrived} == {
            "invitation",
            "survey",
            "visit",
            "handling",
            "reminder",
            "forum_reminder",
        }
        assert _most_in_a_month(arrived) == MOST  # many would have had more
        assert [at for _one, _purpose, at in arrived if _is_quiet(at)] == []
        assert [one for one in arrived if _wanted_nothing(town, *one)] == []
        assert _least_rest(arrived) >= timedelta(days=SETTINGS.survey.rest_days)
        _all_adds_up(here)

    staged(tmp_path, settings=SETTINGS)(scene)


def _most_in_a_month(arrived: list[tuple[int, str, datetime]]) -> int:
    """Of anybody, in any thirty days."""
    times: dict[int, list[datetime]] = defaultdict(list)
    for one, _purpose, at in arrived:
        times[one].append(at)
    return max(sum(1 for other in of if at - MONTH < other <= at) for of in times.values() for at in of)


def _is_quiet(at: datetime) -> bool:
    """By the clocks of the city, written out once more: night, the Friday prayer, the hours of Ramadan."""
    local = at.astimezone(WIB)
    clock = local.time()
    night = clock >= time(21) or clock < time(7)
    prayer = local.weekday() == 4 and time(11) <= clock < time(13, 30)
    fasting = RAMADAN[0] <= local.date() <= RAMADAN[1] and any(a <= clock < b for a, b in FAST)
    return night or prayer or fasting


def _wanted_nothing(town: Town, one: int, _purpose: str, at: datetime) -> bool:
    return any(one == who and at > since for who, since in town.silent)


def _least_rest(arrived: list[tuple[int, str, datetime]]) -> timedelta:
    """Between two surveys of one person."""
    times: dict[int, list[datetime]] = defaultdict(list)
    for one, purpose, at in arrived:
        if purpose in ("survey", "visit"):
            times[one].append(at)
    pairs = [later - before for of in times.values() for before, later in pairwise(of)]
    return min(pairs) + timedelta(days=1)  # what was drawn by day may leave the morning after


def _all_adds_up(here: ForumOffice) -> None:
    with here.store.reading() as tx:
        rows = broadcasts.listing(tx)
        asked = given.count(tx, HandlingAsked)
        drawn = given.count(tx, SurveyAsked)
    accounts = [here.account(row) for row in rows]  # each is looked at by itself
    assert sum(account["sent"] for account in accounts) > 300
    assert asked >= sum(row.selected for row in rows if row.purpose == "handling")
    assert drawn == sum(row.selected for row in rows if row.purpose in ("survey", "visit"))
    for row in rows:
        if row.purpose in response.OF_PURPOSE:
            shown = survey_office.show(here.store, here.settings, row.id)
            assert shown["answered"] + shown["not_answered"] == shown["sent"]
