"""Over random city halls: nobody handles, sees, counts or hears of what is about them or those above them."""

from __future__ import annotations

import pytest

from bot import digests
from bot.desk.entitled import offices_of
from bot.desk.facts import Looking, desk
from bot.desk.work_facts import work
from bot.offices.office import Mistaken
from bot.offices.relieving import look_after
from bot.outside import reading
from bot.settings import Settings
from handlers import rights
from handlers.desk_events import CaseAnswered, CasePassed, CaseTaken, DeskEvent
from handlers.desk_views import PAGE
from handlers.talk import Words, speaking
from storage import cases, desk_lists, officials
from storage.store import Tx
from tests.bot.days import Days, city
from tests.bot.desks import Desks
from tests.bot.trees import UNITS, About, Hall, halls
from tests.handlers.test_summaries import week_of

__all__ = ["city"]  # a fixture

SEEDS = range(2)
WORDS = Words("Kata-kata")


def looking(desks: Desks, tx: Tx, hall: Hall, chat: str) -> Looking:
    """As this chat looks now."""
    mine = [one for one in officials.all_active(tx) if one.id in hall.holds[chat]]
    person = mine[0].citizen_id
    assert person is not None
    return Looking(
        tx,
        desks.house,
        desks.now,
        person,
        offices_of(tx, person, desks.house.today(desks.now)),
        "id",
        "telegram",
    )


def seen(look: Looking, text: str = "") -> tuple[set[str], int, int]:
    """Numbers on all pages of a desk under a filter, how many it found, and how many are open."""
    first = desk(look, text)
    assert first is not None
    pages = [desk(look, f"{text}.{page}") for page in range(-(-first.found // PAGE))]
    return {line.number for page in pages if page for line in page.lines}, first.found, first.open


def by_the_table(look: Looking) -> set[str]:
    """The open cases that the table of rights gives to any office of this chat, asked case by case."""
    overseers = officials.overseers(look.tx)
    return {
        row.number
        for row in cases.still_open(look.tx)
        for one in look.offices
        if rights.may(one, "see", row, overseer_bound=rights.overseen(overseers, row))
    }


def nothing_of(look: Looking, settings: Settings, case: About) -> None:
    """Not a list, count or digest shows this case to this chat, and it has it in no office."""
    today = f"{look.house.today(look.now)}"
    for text in ("", case.number, "received", case.unit or UNITS[0], today):
        assert case.number not in seen(look, text)[0], (text, case)
    assert seen(look, case.number)[1] == 0
    assert work(look, case.number) is None
    row = cases.by_number(look.tx, case.number)
    assert row is not None
    assert row.owner_id not in {one.id for one in look.offices}
    with speaking("id"):
        for unit in {one.unit for one in look.offices if one.unit}:
            text = digests.unit_text(look.tx, unit, week_of(), settings, look.house, look.now)
            assert case.number not in text


def no_step_in(desks: Desks, hall: Hall, case: About, chat: str) -> None:
    """Neither a step nor a reading at the command line is theirs."""
    version = desks.version(case.number)
    others = [min(mine) for other, mine in hall.holds.items() if other != chat and mine]
    steps: list[DeskEvent] = [CaseTaken(case.number, version), CaseAnswered(case.number, WORDS, version)]
    steps += [CasePassed(case.number, version, official=other) for other in others]
    assert {desks.records(chat, step).problem for step in steps} == {"gone"}
    for one in hall.holds[chat]:
        with pytest.raises(Mistaken):
            reading.read_case(desks.store, desks.house, case.number, one, "ingin tahu", desks.now)


def looked_through(city: Days, settings: Settings, seeds: range) -> tuple[int, int]:
    """Pairs of a person and a case in these halls, and how many of them are closed; none of these leaks."""
    pairs = barred = 0
    for hall in halls(city, seeds):
        with city.store.begin() as tx:
            look_after(tx, city.house, city.now)
        for chat in [chat for chat, mine in hall.holds.items() if mine]:
            closed = [case for case in hall.cases if hall.is_about(case, chat)]
            pairs, barred = pairs + len(hall.cases), barred + len(closed)
            with city.store.reading() as tx:
                look = looking(city, tx, hall, chat)
                on_desk, found, open_ = seen(look)
                assert on_desk == by_the_table(look)
                assert found == open_ == len(on_desk)
                assert {case.number for case in closed} <= desk_lists.closed_numbers(tx, look.shut)
                for case in closed:
                    nothing_of(look, settings, case)
            for case in closed:
                no_step_in(city, hall, case, chat)
                if chat in case.subjects - {case.reporter}:
                    assert city.told(chat, case.number) == []
    return pairs, barred


def test_nobody_is_shown_or_told_what_is_about_them_or_those_above_them(
    city: Days, settings: Settings
) -> None:
    _, barred = looked_through(city, settings, SEEDS)
    assert barred > 10
