"""How was it? Asked by itself of those whose report was closed, of visitors, and once a period by offices."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.broadcasting import periodic, rounds, selecting, steering, survey_office
from bot.broadcasting.purposes import KINDS
from bot.config.city import Served
from bot.config.surveys import Periodic
from bot.forums.people import as_actor
from bot.settings import Settings
from handlers.talk.stored import say_from_json
from storage import broadcasts, outbox, ratings, survey_sends, surveys
from storage.broadcasts import BroadcastRow
from storage.models import Broadcast, Case, Citizen, Outbox
from storage.outbox import Message
from storage.outbox_claims import BODY
from storage.store import Tx
from storage.survey_sends import Visit
from tests.bot.forum_scene import DAYS, ForumOffice, city_settings, staged, with_settings
from tests.bot.moved_clock import NOON
from tests.storage import given

UNIT, OTHER = "disdukcapil", "dishub"
ALL = dict.fromkeys(surveys.ELEMENTS, 3)
CHECK = Path(__file__).parents[1] / "forum" / "check_lot.py"


def asking(**survey: Any) -> Settings:
    return with_settings(survey=survey)


def begins(here: ForumOffice, begin: rounds.Begin) -> int:
    """What the timetable does."""
    with here.store.begin() as tx:
        return begin(tx, here.settings, here.house, here.clock.now())


def newest(here: ForumOffice) -> BroadcastRow:
    with here.store.reading() as tx:
        return broadcasts.listing(tx)[-1]


def bodies(here: ForumOffice, purpose: str) -> list[str]:
    """What everybody got under this purpose, words and buttons."""
    with here.store.reading() as tx:
        rows = tx.connection.execute(
            select(Outbox.body).where(Outbox.purpose == purpose, Outbox.state == "sent").order_by(Outbox.id)
        ).scalars()
        says = [say_from_json(tx.vault.open(body, BODY))[0] for body in rows if body is not None]
    return [" ".join([say.words, *(choice.id for choice in say.choices)]) for say in says]


def closes(tx: Tx, citizen: int, at: datetime, **values: Any) -> str:
    """A report of theirs that was closed then; its number."""
    case = given.case(tx, citizen)
    given.change(tx, Case, case.id, **{"state": "fixed", "closed_at": at, **values})
    return case.number


def rates(here: ForumOffice, people: list[int], at: datetime, unit: str = UNIT, service: str = "") -> None:
    with here.store.begin() as tx:
        for one in people:
            ratings.give(tx, one, f"r{one}{at:%d%H}{unit}", unit, service, 4, "telegram", at)


def fills_in(here: ForumOffice, citizen: int, at: datetime, unit: str = UNIT) -> None:
    with here.store.begin() as tx:
        surveys.answer(tx, citizen, f"s{citizen}{at:%d%H}", unit, "", ALL, {}, "", "telegram", at)


# --- how a report was handled ---


def test_a_day_after_a_closing_its_reporter_is_asked_once_and_nobody_who_said_so(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people = here.agreeing(4)
        with here.store.begin() as tx:
            asked = closes(tx, people[0], NOON - 1.1 * DAYS)
            closes(tx, people[1], NOON - 1.1 * DAYS, handling=4)
            early = closes(tx, people[2], NOON - 0.5 * DAYS)
            closes(tx, people[3], NOON - 20 * DAYS)
        assert begins(here, rounds.ask_handling) == 1
        assert begins(here, rounds.ask_handling) == 0
        await here.goes(4)
        assert here.account(newest(here))["sent"] == 1
        (said,) = bodies(here, "handling")
        assert asked in said
        assert f"go.hndl:{asked}.4" in said
        here.clock.jump(86_400)
        assert begins(here, rounds.ask_handling) == 1
        await here.goes(4)
        assert early in bodies(here, "handling")[-1]
        here.clock.jump(86_400)
        assert begins(here, rounds.ask_handling) == 0

    staged(tmp_path)(scene)


def test_of_several_reports_there_is_one_message_about_three_and_no_report_is_lost(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        (sari,) = here.agreeing(1)
        with here.store.begin() as tx:
            numbers = [closes(tx, sari, NOON - 2 * DAYS + hour * timedelta(hours=1)) for hour in range(4)]
        assert begins(here, rounds.ask_handling) == 1
        await here.goes(4)
        (first,) = bodies(here, "handling")
        assert [number for number in numbers if number in first] == numbers[1:]
        here.clock.jump(86_400)
        begins(here, rounds.ask_handling)
        await here.goes(4)
        assert numbers[0] in bodies(here, "handling")[-1]

    staged(tmp_path)(scene)


def test_who_rates_it_or_stops_before_it_leaves_is_skipped_with_the_reason(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people = here.agreeing(3)
        with here.store.begin() as tx:
            numbers = [closes(tx, one, NOON - 2 * DAYS) for one in people]
        begins(here, rounds.ask_handling)
        row = _selected(here)
        with here.store.begin() as tx:
            tx.connection.execute(update(Case).where(Case.number == numbers[0]).values(handling=4))
            given.change(tx, Citizen, people[1], stopped_at=NOON)
        await here.goes(4)
        account = here.account(row)
        assert account["skipped"] == {"has answered already": 1, "wants no news any more": 1}
        assert account["sent"] == 1

    staged(tmp_path)(scene)


def test_who_has_had_enough_this_month_is_asked_when_the_month_is_over(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        (sari,) = here.agreeing(1)
        with here.store.begin() as tx:
            closes(tx, sari, NOON - 2 * DAYS)
            letters = [Message("bulk", "telegram", sari, "invitation", '{"words":"x"}')] * 4
            ids = [one for one in outbox.add(tx, letters, NOON) if one]
            outbox.sent(tx, dict.fromkeys(ids, "1"), NOON - 25 * DAYS)
        assert begins(here, rounds.ask_handling) == 0
        here.clock.jump(6 * 86_400)
        assert begins(here, rounds.ask_handling) == 1

    staged(tmp_path)(scene)


def test_where_the_settings_say_so_nobody_is_asked(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        (sari,) = here.agreeing(1)
        with here.store.begin() as tx:
            closes(tx, sari, NOON - 2 * DAYS)
        rates(here, [sari], NOON - 3 * DAYS)
        assert begins(here, rounds.ask_handling) == 0
        assert begins(here, rounds.ask_visitors) == 0
        assert begins(here, periodic.begin) == 0

    staged(tmp_path, settings=asking(handling_after_days=None, visit_share=0.0))(scene)


@pytest.mark.parametrize("died", ["before the selection", "after it", "while it was sent"])
def test_a_kill_between_selecting_and_sending_doubles_and_loses_nothing(tmp_path: Path, died: str) -> None:
    async def scene(here: ForumOffice) -> None:
        people = here.agreeing(40)
        with here.store.begin() as tx:
            numbers = [closes(tx, one, NOON - 2 * DAYS) for one in people]
        begins(here, rounds.ask_handling)
        if died == "after it":
            _selected(here)
        elif died == "while it was sent":
            await here.goes(1)
        here.feeder = here.new_feeder()
        assert begins(here, rounds.ask_handling) == 0  # the job had not been marked as done
        await here.goes(10)
        account = here.account(newest(here))
        assert (account["selected"], account["sent"]) == (40, 40)
        asked = Counter(number for said in bodies(here, "handling") for number in numbers if number in said)
        assert asked == dict.fromkeys(numbers, 1)

    staged(tmp_path)(scene)


def _selected(here: ForumOffice) -> BroadcastRow:
    """The newest broadcast with its recipients, and nothing of it sent."""
    row, now = newest(here), here.clock.now()
    kind = KINDS[row.purpose]
    with here.store.reading() as tx:
        selection = selecting.select(tx, row, kind, here.around, now)
    with here.store.begin() as tx:
        kept = selecting.keep(tx, row.id, selection, kind, now)
    assert kept is not None
    return kept


# --- visitors ---


def test_a_share_of_the_visitors_is_asked_some_days_later_and_the_lot_can_be_checked(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people = here.agreeing(40)
        rates(here, people[:30], NOON - 3 * DAYS, service="ktp_el")
        rates(here, people[30:], NOON - 2 * DAYS)
        fills_in(here, people[0], NOON - 2.5 * DAYS)
        assert begins(here, rounds.ask_visitors) == 1
        assert begins(here, rounds.ask_visitors) == 0
        await here.goes(5)
        row = newest(here)
        shown = survey_office.show(here.store, here.settings, row.id)
        assert (shown["tickets"], shown["seed"]) == (29, "kota_serang:visit:2026-11-21")
        assert shown["places"] == shown["selected"] == shown["sent"]
        assert 14 <= shown["places"] <= 15
        assert all("go.srvy:disdukcapil.ktp_el" in said for said in bodies(here, "visit"))
        assert _is_in_order(here, row, tmp_path)
        reached = {row[0] for row in here.rows("citizen_id", "purpose") if row[1] == "visit"}
        fills_in(here, min(reached), NOON + timedelta(hours=1))
        again = survey_office.show(here.store, here.settings, row.id)
        assert (again["answered"], again["not_answered"]) == (1, shown["sent"] - 1)

    staged(tmp_path, settings=asking(visit_share=0.5))(scene)


def test_who_did_not_agree_is_not_asked_and_nobody_twice_in_so_many_days(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people = here.agreeing(3)
        here.disagrees(people[0])
        rates(here, people, NOON - 3 * DAYS)
        begins(here, rounds.ask_visitors)
        await here.goes(4)
        assert here.account(newest(here))["selected"] == 2
        for day in (30, 91):
            at = NOON + day * DAYS
            rates(here, people, at - 3 * DAYS, OTHER)
            here.clock.jump((at - here.clock.now()).total_seconds())
            begins(here, rounds.ask_visitors)
            await here.goes(4)
        with here.store.reading() as tx:
            assert [row.selected for row in broadcasts.listing(tx)] == [2, 0, 2]

    staged(tmp_path, settings=asking(visit_share=1.0))(scene)


def test_a_machine_that_slept_makes_up_for_a_week_of_visits_and_looks_at_none_twice(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people = here.agreeing(12)
        for place, one in enumerate(people):
            rates(here, [one], NOON + (place - 3) * DAYS)
        counts = []
        for days in (0, 1, 4, 1):
            here.clock.jump(days * 86_400)
            begins(here, rounds.ask_visitors)
            await here.goes(2)
            counts.append(newest(here).selected)
        assert counts == [1, 1, 4, 1]

    staged(tmp_path, settings=asking(visit_share=1.0))(scene)


def test_the_share_comes_out_right_also_where_few_come_a_day(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people = here.agreeing(60)
        for place, one in enumerate(people):
            rates(here, [one], NOON + (place - 3) * DAYS)
        for _day in people:
            begins(here, rounds.ask_visitors)
            await here.feeder.look()
            here.clock.jump(86_400)
        with here.store.reading() as tx:
            selected = [row.selected for row in broadcasts.listing(tx)]
        assert set(selected) == {0, 1}
        assert 6 <= sum(selected) <= 18

    staged(tmp_path)(scene)


# --- the survey of a period ---

DECEMBER = datetime(2026, 12, 3, 4, tzinfo=UTC)


def quarterly(*units: str, **more: Any) -> Settings:
    settings = asking(periodic=Periodic(units=units, **more))
    served = (*settings.served, Served(unit=UNIT, period="2026-Q4", people=50))
    return settings.model_copy(update={"served": served})


def test_an_office_asks_so_many_that_its_sample_is_reached_once_a_period(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people = here.agreeing(90)
        rates(here, people, DECEMBER - 10 * DAYS)
        for one in people[:4]:
            fills_in(here, one, DECEMBER - 5 * DAYS)
        assert begins(here, periodic.begin) == 1
        assert begins(here, periodic.begin) == 0
        await here.goes(10)
        row = newest(here)
        shown = survey_office.show(here.store, here.settings, row.id)
        assert (row.state, row.made_by) == ("done", "system")
        # 44 of 50 are wanted, 4 have answered; half of those asked can be expected to.
        assert (shown["selected"], shown["sent"], shown["tickets"]) == (80, 80, 86)
        assert shown["seed"] == "kota_serang:disdukcapil:2026-Q4"
        assert _is_in_order(here, row, tmp_path)

    staged(tmp_path, now=DECEMBER, settings=quarterly(UNIT, response=0.5))(scene)


def test_before_its_time_and_with_enough_answers_nobody_is_asked(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people = here.agreeing(44)
        rates(here, people, NOON - DAYS)
        assert begins(here, periodic.begin) == 0
        for one in people:
            fills_in(here, one, NOON)
        here.clock.jump((DECEMBER - NOON).total_seconds())
        assert begins(here, periodic.begin) == 0

    staged(tmp_path, settings=quarterly(UNIT))(scene)


def test_above_the_limit_a_second_person_says_yes_to_what_nobody_made(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        head = here.coordinator()
        rates(here, here.agreeing(130), DECEMBER - 10 * DAYS)
        begins(here, periodic.begin)
        await here.goes(6)
        row = newest(here)
        assert (row.state, here.account(row)["pending"]) == ("asked", 130)
        asked = [words for _to, words in here.post.sent if "Disdukcapil" in words]
        assert len(asked) == 1
        assert "harus ada yang menyetujui" in asked[0]
        assert "130" in asked[0]
        here.steers(steering.agree, row, by=head)
        await here.goes(15)
        assert here.account(row)["sent"] == 130
        assert here.again(row).agreed_by == as_actor(head.id)

    staged(tmp_path, now=DECEMBER, settings=quarterly(UNIT))(scene)


def test_all_offices_ask_and_nobody_is_asked_by_two_of_them(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people = here.agreeing(30)
        for unit in (UNIT, OTHER):
            rates(here, people, DECEMBER - 10 * DAYS, unit)
        assert begins(here, periodic.begin) == 2  # nobody had to do with the others
        await here.goes(6)
        with here.store.reading() as tx:
            rows = tx.connection.execute(select(Broadcast.state, Broadcast.selected)).all()
        assert {row.state for row in rows} == {"done"}
        assert sorted(row.selected for row in rows) == [0, 30]

    staged(tmp_path, now=DECEMBER, settings=quarterly("all"))(scene)


def test_how_many_answer_is_learnt_of_the_last_survey_of_the_office_then_of_all(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        settings, people = here.settings, here.agreeing(40)
        assert _learnt(here, UNIT) == settings.survey.periodic.response
        with here.store.begin() as tx:
            row = broadcasts.create(tx, "survey", made_by="operator", now=NOON, audience=_audience(UNIT))
            broadcasts.change(tx, row.id, state="done")
            survey_sends.keep(tx, row.id, [Visit(one, UNIT, "") for one in people], NOON)
            broadcasts.change(tx, row.id, selected=len(people))
            letters = [
                Message("bulk", "telegram", one, "survey", "{}", broadcast_id=row.id) for one in people
            ]
            outbox.sent(tx, {one: "1" for one in outbox.add(tx, letters, NOON) if one}, NOON)
        for one in people[:10]:
            fills_in(here, one, NOON + timedelta(hours=1))
        assert _learnt(here, UNIT) == 0.25
        assert _learnt(here, OTHER) == 0.25

    staged(tmp_path)(scene)


def _audience(unit: str) -> str:
    return periodic.Sample(unit, 40, "benih").to_json()


def _learnt(here: ForumOffice, unit: str) -> float:
    with here.store.reading() as tx:
        return periodic.Learning(tx, here.settings, here.clock.now() + DAYS).rate(unit)


@pytest.mark.parametrize(
    ("every", "day", "name"),
    [
        ("quarter", date(2026, 11, 24), "2026-Q4"),
        ("quarter", date(2027, 1, 1), "2027-Q1"),
        ("half", date(2026, 6, 30), "2026-S1"),
        ("half", date(2026, 7, 1), "2026-S2"),
        ("year", date(2026, 7, 1), "2026"),
    ],
)
def test_the_period_is_the_one_in_which_the_day_lies(every: Any, day: date, name: str) -> None:
    settings = asking(periodic=Periodic(every=every))
    assert periodic.period_of(settings, day).name == name


def test_the_shipped_settings_ask_about_handling_and_visits_and_no_office_asks_by_itself() -> None:
    survey = city_settings().survey
    assert (survey.handling_after_days, survey.visit_share, survey.periodic.units) == (1, 0.2, ())


def _is_in_order(here: ForumOffice, row: BroadcastRow, directory: Path) -> bool:
    """What the program says that a journalist could run."""
    table = survey_office.lot_csv(here.store, row.id)
    promised = table.splitlines()[1].removeprefix("seed_hash,")
    file = directory / "lot.csv"
    file.write_text(table, encoding="utf-8")
    told = subprocess.run([sys.executable, str(CHECK), str(file), promised], capture_output=True, check=False)
    return told.returncode == 0
