"""Surveys by broadcast: a seeded sample of those who had to do with an office, and how many answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.broadcasting import survey_office
from bot.broadcasting.kinds import Around
from bot.forums import lot
from bot.forums.office import Office
from bot.offices.mistaken import Mistaken
from storage import broadcasts, ratings, surveys
from storage.store import Store
from tests.bot.forum_scene import DAYS, ForumOffice, staged
from tests.bot.moved_clock import NOON

UNIT = "disdukcapil"
ALL = dict.fromkeys(surveys.ELEMENTS, 3)


def visited(here: ForumOffice, many: int) -> list[int]:
    """So many who agreed and rated the office."""
    people = here.agreeing(many)
    with here.store.begin() as tx:
        for one in people:
            ratings.give_many(tx, [ratings.NewRating(one, f"r{one}", UNIT, "", 4, "telegram", NOON - DAYS)])
    return people


def at_desk(here: ForumOffice) -> Office:
    return Office(here.store, Around(here.settings, here.house))


def fills_in(store: Store, citizen: int) -> None:
    with store.begin() as tx:
        now = datetime.now(UTC)  # like the command line
        surveys.answer(tx, citizen, f"s{citizen}", UNIT, "", ALL, {}, "", "telegram", now)


def test_a_sample_is_drawn_with_its_seed_sent_once_and_its_response_told(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people, _others = visited(here, 12), here.agreeing(5)
        fills_in(here.store, people[0])
        told = survey_office.send(at_desk(here), UNIT, 6, 3650, "benih")
        assert (told["state"], told["selected"], told["seed"]) == ("going", 6, "benih")
        await here.goes(5)
        shown = survey_office.show(here.store, here.settings, told["broadcast"])
        assert (shown["sent"], shown["answered"], shown["response_rate"]) == (6, 0, 0.0)
        drawn = lot.drawn("benih", people[1:], 6)
        fills_in(here.store, drawn[0])
        fills_in(here.store, drawn[1])
        shown = survey_office.show(here.store, here.settings, told["broadcast"])
        assert (shown["answered"], shown["not_answered"], shown["response_rate"]) == (2, 4, 0.333)
        assert shown["by_network"]["telegram"] == {"reached": 6, "answered": 2, "response_rate": 0.333}
        table = survey_office.lot_csv(here.store, told["broadcast"]).splitlines()
        assert table[:3] == ["seed,benih", f"seed_hash,{lot.hashed('benih')}", "places,6"]
        assert [line.partition(",")[2] for line in table[5:]].count("yes") == 6

    staged(tmp_path)(scene)


def test_above_the_limit_a_second_person_is_asked_and_nobody_is_none(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        nobody = survey_office.send(at_desk(here), UNIT, 6, 90, "")
        assert (nobody["state"], nobody["selected"]) == ("done", 0)
        assert len(nobody["seed"]) == 32
        assert survey_office.show(here.store, here.settings, nobody["broadcast"])["response_rate"] is None
        visited(here, 101)
        many = survey_office.send(at_desk(here), UNIT, 500, 3650, "benih")
        assert (many["state"], many["selected"]) == ("asked", 101)

    staged(tmp_path)(scene)


def test_who_takes_back_their_yes_before_it_leaves_gets_none(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people = visited(here, 3)
        told = survey_office.send(at_desk(here), UNIT, 3, 3650, "benih")
        here.disagrees(people[0])
        await here.goes(5)
        with here.store.reading() as tx:
            row = broadcasts.by_id(tx, told["broadcast"])
        assert row is not None
        account = here.account(row)
        assert (account["sent"], account["skipped"]) == (2, {"wants no invitations any more": 1})
        assert row.state == "done"

    staged(tmp_path)(scene)


def test_what_is_no_office_and_no_survey_is_said_so(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        with pytest.raises(Mistaken, match="no open unit"):
            survey_office.send(at_desk(here), "nowhere", 3, 90, "")
        with pytest.raises(Mistaken, match="no survey"):
            survey_office.show(here.store, here.settings, 77)

    staged(tmp_path)(scene)
