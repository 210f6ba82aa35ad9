"""`suara case seen`: who had what to do with a case; what is counted, for whom, and what it never tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.offices.office import Mistaken
from bot.outside import reading, seen
from handlers.desk_events import CaseTaken
from handlers.oversight_events import DisclosureAsked, DisclosureDecided, DisclosureOpened
from handlers.talk import Words
from storage import officials
from tests.bot.days import COORDINATOR, OFFICER, OVERSEER, REPORTER, Days
from tests.bot.overseeing import MOTIVE, SECOND, city, overseen, staffed

__all__ = ["city", "overseen", "staffed"]  # fixtures


def row_of(days: Days, number: str, address: str) -> Mapping[str, Any]:
    wanted = str(days.ids[address])
    return next(row for row in seen.seen(days.store, number) if wanted in row["official"].split(", "))


def test_everybody_who_serves_there_or_for_the_city_stands_in_it_also_without_anything(
    overseen: Days,
) -> None:
    overseen.official("officer", "dishub", "2300")
    rows = seen.seen(overseen.store, overseen.opens(REPORTER))
    assert [row["office"] for row in rows] == [
        "officer dpupr",
        "head dpupr",
        "coordinator",
        "overseer",
        "overseer",
    ]
    assert (rows[0]["told"], rows[0]["opened"]) == (1, None)
    assert rows[2]["told"] is rows[2]["first"] is None


def test_readings_of_many_cases_at_once_are_counted_for_each(overseen: Days) -> None:
    numbers = [overseen.opens(f"110{n}") for n in range(3)]
    with overseen.store.begin() as tx:
        who = reading.reader(tx, overseen.house, overseen.ids[OVERSEER], "Pemeriksaan", overseen.now)
        reading.note(tx, who, [reading.found(tx, number) for number in numbers[:2]], overseen.now)
    assert [row_of(overseen, number, OVERSEER)["read"] for number in numbers] == [1, 1, None]


def test_work_and_a_look_at_the_identity_are_counted_with_their_moments(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    overseen.passes(1)
    overseen.records(OFFICER, CaseTaken(number, overseen.version(number)))
    assert overseen.records(OVERSEER, DisclosureAsked(number, Words(MOTIVE))).done
    assert overseen.records(SECOND, DisclosureDecided(1, granted=True)).done
    assert row_of(overseen, number, OVERSEER)["identity"] is None
    assert overseen.records(OVERSEER, DisclosureOpened(1)).done
    officer = row_of(overseen, number, OFFICER)
    assert (officer["told"], officer["identity"]) == (1, None)
    assert officer["worked"] >= 1
    assert officer["last"] == overseen.now > officer["first"]
    assert row_of(overseen, number, OVERSEER)["identity"] == 1


def test_who_has_left_is_named_by_what_they_did_and_not_otherwise(overseen: Days) -> None:
    taken, other = overseen.opens(REPORTER), overseen.opens("1102")
    overseen.records(OFFICER, CaseTaken(taken, overseen.version(taken)))
    with overseen.store.begin() as tx:
        officials.end(tx, overseen.ids[OFFICER], overseen.now)
        officials.end(tx, overseen.ids[COORDINATOR], overseen.now)
    offices = [row["office"] for row in seen.seen(overseen.store, taken)]
    assert offices[0] == "officer dpupr (ended)"
    assert "officer dpupr (ended)" in [row["office"] for row in seen.seen(overseen.store, other)]  # was told
    assert not any("coordinator" in office for office in offices)


def test_whoever_reported_it_is_not_given_away_by_what_they_were_told(overseen: Days) -> None:
    overseen.official("officer", "dishub", "2300")
    number = overseen.opens("2300")
    overseen.records(OFFICER, CaseTaken(number, overseen.version(number)))
    assert overseen.told("2300", number)
    assert str(overseen.ids["2300"]) not in {row["official"] for row in seen.seen(overseen.store, number)}


def test_one_persons_offices_are_one_row(overseen: Days) -> None:
    both = overseen.official("coordinator", None, OVERSEER)
    row = row_of(overseen, overseen.opens(REPORTER), OVERSEER)
    assert row["official"].endswith(f", {both}")
    assert row["office"] == "overseer, coordinator"
    assert str(overseen.ids[COORDINATOR]) not in row["official"].split(", ")


def test_of_no_case_there_is_no_table(overseen: Days) -> None:
    with pytest.raises(Mistaken):
        seen.seen(overseen.store, "KS-2611-0000")
