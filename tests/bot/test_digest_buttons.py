"""The digest as a tool: sent with its buttons, read by a tap, told to the next one up when unread."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot import digest_reading, digests
from bot.house import House
from bot.settings import Settings
from bot.wiring import Engine, build_engine, build_house, open_store, sync_units
from handlers.talk import Input, speaking
from handlers.week_lines import Week
from storage import case_moves, cases, digest_reads, officials, promises, schema
from storage.officials import OfficialRow
from storage.store import Store
from tests.bot.citizens import Chat, pushed
from tests.bot.offices import OTHER, UNIT, case, official, told
from tests.handlers.test_summaries import line, week_of
from tests.storage.given import DAY, NOW

WEEK = "2026-W47"
MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)
LATE: dict[str, Any] = {"next_at": date(2026, 11, 2), "answer_due": date(2026, 11, 2)}


@pytest.fixture
def house(settings: Settings, store: Store) -> House:
    sync_units(settings, store)
    return build_house(settings)


def numbers(**city: Any) -> Week:
    return week_of(line(unit=UNIT, name="Disdukcapil"), **city)


def unread_at(store: Store, house: House, day: date) -> int:
    """The morning's job on this day."""
    now = datetime.combine(day, time(8, 30), house.zone)
    with store.begin() as tx:
        return digest_reading.tell_of_unread(tx, house, 3, now)


# --- sent and read ---


def test_digests_go_out_with_buttons_and_a_tap_says_that_one_was_read(settings: Settings) -> None:
    store = open_store(settings)
    schema.upgrade(store)
    store.dispose()

    async def monday() -> tuple[list[list[str]], list[tuple[int, str]]]:
        engine: Engine = build_engine(settings)
        try:
            with engine.store.begin() as tx:
                head = official(tx, "head", UNIT, address="1")
                official(tx, "coordinator", address="2")
                case(tx, head, opened_at=NOW - 20 * DAY, **LATE)
            await digests.post(engine, WEEK, NOW)
            got = [pushed(engine.store, NOW + DAY, address)[0] for address in ("1", "2")]
            Chat(engine.store, engine.house, NOW + DAY, "1").does(_tap(engine, "go.sumr:read.2026-W47"))
            with engine.store.reading() as tx:
                unread = digest_reads.unread(tx, NOW + DAY)
            return [[choice.id for choice in say.choices] for say in got], unread
        finally:
            engine.writer.close()
            engine.store.dispose()

    buttons, unread = asyncio.run(monday())
    assert buttons[0] == [
        "go.desk:late",
        f"go.sumr:remind.{UNIT}",
        "go.sumr:pass",
        "go.sumr:explain",
        f"go.repo:{UNIT}",
        "go.sumr:read.2026-W47",
    ]
    assert buttons[1] == [
        "go.desk:late",
        "go.sumr:remind",
        "go.sumr:pass",
        "go.repo",
        "go.sumr:read.2026-W47",
    ]
    assert unread == [(2, WEEK)]


def _tap(engine: Engine, button: str) -> Any:
    return Chat(engine.store, engine.house, NOW, "1").incoming(Input(tap=button))


def test_who_was_sent_no_digest_has_not_read_one(store: Store, house: House) -> None:
    with store.begin() as tx:
        official(tx, "head", UNIT, address="1")
    chat = Chat(store, house, NOW, "1")
    chat.does(chat.incoming(Input(tap="go.sumr:read.2026-W47")))
    assert "Terima kasih sudah membaca" in chat.says[-1].words
    with store.reading() as tx:
        assert digest_reads.unread(tx, NOW + DAY) == []


# --- unread ---


def test_an_unread_digest_is_told_once_after_its_working_days(store: Store, house: House) -> None:
    with store.begin() as tx:
        officer = official(tx, "officer", UNIT)
        away = official(tx, "officer", UNIT, away_from=date(2026, 11, 20), away_until=date(2026, 11, 30))
        head = official(tx, "head", UNIT, address="1")
        digest_reads.sent(tx, [officer.id, away.id, head.id], WEEK, MONDAY)
        digest_reads.read(tx, head.id, WEEK, MONDAY + DAY)
    # Tuesday, Wednesday and Thursday are the three working days.
    assert unread_at(store, house, date(2026, 11, 26)) == 0
    assert unread_at(store, house, date(2026, 11, 27)) == 1
    assert unread_at(store, house, date(2026, 11, 30)) == 0
    heard = told(store, "1", MONDAY + 10 * DAY)
    assert len(heard) == 1
    assert f"• {officer.name}, petugas, Disdukcapil: 16 – 22 November 2026\n" in heard[0]
    assert f"• {away.name}, petugas, Disdukcapil: 16 – 22 November 2026 (sedang cuti)" in heard[0]


def test_nobody_above_is_told_of_nobody_and_it_is_not_asked_again(store: Store, house: House) -> None:
    with store.begin() as tx:
        digest_reads.sent(tx, [official(tx, "head", UNIT).id], WEEK, MONDAY)
    assert unread_at(store, house, date(2026, 11, 30)) == 0
    with store.begin() as tx:
        official(tx, "coordinator")
    assert unread_at(store, house, date(2026, 12, 1)) == 0


def test_the_job_takes_its_days_from_the_settings(settings: Settings) -> None:
    store = open_store(settings)
    schema.upgrade(store)
    store.dispose()

    async def morning() -> list[str]:
        engine: Engine = build_engine(settings)
        try:
            with engine.store.begin() as tx:
                official(tx, "coordinator", address="1")
                digest_reads.sent(tx, [official(tx, "head", UNIT).id], WEEK, MONDAY)
            for later in (MONDAY, MONDAY + 14 * DAY):
                await digests.report_unread(engine, later, later)
            return told(engine.store, "1", MONDAY + 15 * DAY)
        finally:
            engine.writer.close()
            engine.store.dispose()

    assert len(asyncio.run(morning())) == 1


def test_the_next_one_up_is_the_nearest_role_in_which_anybody_can_be_told() -> None:
    def one(number: int, role: str, unit: str | None = None, chat: int | None = None) -> OfficialRow:
        return OfficialRow(
            number, f"O{number}", role, unit, chat or 100 + number, "id", bound=True, ended=False
        )

    officer, head, coordinator = one(1, "officer", UNIT), one(2, "head", UNIT), one(3, "coordinator")
    overseer, second, elsewhere = one(4, "overseer"), one(5, "overseer"), one(6, "head", OTHER)
    everybody = [officer, head, coordinator, overseer, second, elsewhere]

    def up(who: OfficialRow, *others: OfficialRow) -> list[int]:
        return [found.id for found in digest_reading.next_up(who, others or everybody)]

    assert up(officer) == [2]
    assert up(officer, coordinator, elsewhere, overseer) == [3]
    assert up(officer, elsewhere, overseer) == [4]
    assert up(head) == [3]
    assert up(coordinator) == [4, 5]
    assert up(overseer) == [5]
    assert up(overseer, overseer, coordinator) == [3]
    assert up(one(9, "operator")) == []
    assert up(officer, one(7, "head", UNIT, chat=officer.citizen_id), coordinator) == [3]  # the same person


# --- what stands in it ---


def test_an_office_reads_what_is_late_on_its_desk_and_which_promises_were_broken(
    store: Store, house: House, settings: Settings
) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT)
        late, waiting = case(tx, head, **LATE), case(tx, head, state="proposed", **LATE)
        hidden = case(tx, head, route="overseers", **LATE)
        promises.make(tx, waiting.id, head.id, date(2026, 11, 10), NOW)
        with speaking("id"):
            text = digests.unit_text(tx, UNIT, numbers(), settings, house, NOW)
        assert digests.late(tx, UNIT, house, NOW) == [late.number]
    assert f"Mohon jawab yang lewat waktu: {late.number}." in text
    assert f"harinya sudah lewat: {waiting.number}." in text
    assert hidden.number not in text


def test_what_overseers_watch_stands_in_no_digest_of_the_city(
    store: Store, house: House, settings: Settings
) -> None:
    counted = numbers()
    counted["city"]["touched"] = [{"kind": "read", "number": "KS-2611-AAAA", "actor": "system"}]
    with store.begin() as tx:
        for role in ("overseer", "coordinator"):
            reader = official(tx, role)
            text = digests.digest_for(tx, reader, counted, settings, house, NOW).words
            assert "KS-2611" not in text


def test_an_officer_reads_no_number_of_what_they_stepped_out_of(
    store: Store, house: House, settings: Settings
) -> None:
    with store.begin() as tx:
        head, officer = official(tx, "head", UNIT), official(tx, "officer", UNIT)
        late = case(tx, head, **LATE)
        promises.make(tx, late.id, head.id, date(2026, 11, 10), NOW)
        case_moves.step_out(tx, late, frozenset({officer.id}), actor=f"official:{officer.id}", now=NOW)
        texts = [digests.digest_for(tx, one, numbers(), settings, house, NOW) for one in (head, officer)]
    assert [late.number in one.words for one in texts] == [True, False]
    assert [one.choices[0].id for one in texts] == ["go.desk:late", "go.sumr:read.2026-W47"]


# --- what its buttons do ---


def test_a_head_explains_a_late_case_from_the_digest_and_those_above_are_told(
    store: Store, house: House
) -> None:
    with store.begin() as tx:
        head, coordinator = official(tx, "head", UNIT, address="1"), official(tx, "coordinator", address="2")
        row = case(tx, head, **LATE)
    chat = Chat(store, house, NOW, "1")
    chat.does(chat.incoming(Input(tap="go.sumr:explain")))
    chat.taps(row.number)
    chat.types("Suku cadang baru datang pekan depan.")
    assert "Atasan Anda" in chat.says[-1].words
    with store.reading() as tx:
        step = cases.events(tx, row.id)[-1]
    assert (step.kind, step.actor) == ("explained", f"official:{head.id}")
    assert "Suku cadang" in told(store, "2", NOW + timedelta(days=1))[-1]
    assert coordinator.name not in chat.says[-1].words


def test_a_coordinator_reminds_the_owners_of_late_cases_from_the_digest(store: Store, house: House) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT, address="1")
        official(tx, "coordinator", address="2")
        row = case(tx, head, **LATE)
    chat = Chat(store, house, NOW, "2")
    for said in ("sudah saya ingatkan", "Tidak ada yang perlu diingatkan"):
        chat.does(chat.incoming(Input(tap="go.sumr:remind")))
        assert said in chat.says[-1].words
    reminded = told(store, "1", NOW + timedelta(days=1))
    assert len(reminded) == 1
    assert row.number in reminded[0]


def test_an_official_who_left_is_no_official_to_the_buttons_any_more(store: Store, house: House) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT, address="1")
        case(tx, head, **LATE)
        officials.end(tx, head.id, NOW)
    chat = Chat(store, house, NOW, "1")
    for tap in ("read.2026-W47", "remind", "explain", "pass"):
        chat.does(chat.incoming(Input(tap=f"go.sumr:{tap}")))
        assert "untuk petugas" in chat.says[-1].words
