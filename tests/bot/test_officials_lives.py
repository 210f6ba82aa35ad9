"""An official acts for another, is away, has a new phone, moves, leaves: what becomes of it all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.house import House
from bot.offices import appointing, hushing, reassigning, relieving
from bot.offices.office import Mistaken
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.talk import Say
from handlers.talk.stored import say_to_json
from storage import cases, offices, officials, outbox
from storage.models import Outbox, Unit
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Store, Tx
from tests.bot.citizens import Chat
from tests.bot.offices import OTHER, UNIT, again, case, official, ownerless, person, told
from tests.storage.given import DAY, NOW

TODAY = datetime.now(ZoneInfo("Asia/Jakarta")).date()  # the commands go by the real clock
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LATER = datetime.now(UTC) + 2 * DAY


@pytest.fixture
def house(settings: Settings, store: Store) -> House:
    sync_units(settings, store)
    return build_house(settings)


def waits(tx: Tx, to: OfficialRow, words: str, *, about: str | None = None, key: str | None = None) -> None:
    """Something that is about to be pushed to this official's chat."""
    purpose = "notice" if about else "digest"
    body = say_to_json(Say(words))
    assert to.citizen_id is not None
    message = Message("bulk", "telegram", to.citizen_id, purpose, body, dedupe_key=key, case_number=about)
    outbox.add(tx, [message], NOW)


def states(store: Store) -> dict[str, int]:
    with store.reading() as tx:
        found = tx.connection.execute(select(Outbox.state)).scalars().all()
    return {state: found.count(state) for state in sorted(set(found))}


# --- an office for a time ---


def test_an_acting_head_has_the_cases_until_the_last_day_and_then_they_go_on(
    store: Store, house: House, settings: Settings
) -> None:
    number, code, _ = appointing.invite(store, settings, "head", UNIT, "Plh", "plh", TODAY)
    with store.begin() as tx:
        officer = official(tx, "officer", UNIT)
        acting = hushing.bind(tx, code, person(tx), datetime.now(UTC))
        assert acting is not None
        row = case(tx, acting)
        assert relieving.look_after(tx, house, datetime.now(UTC)) == 0
    shown = appointing.listing(store)[0]
    assert (shown["acting"], shown["until"]) == ("plh", TODAY)
    with store.begin() as tx:
        assert relieving.look_after(tx, house, LATER) == 1
        assert relieving.look_after(tx, house, LATER) == 0
        assert again(tx, row).owner_id == officer.id
        assert [one.id for one in officials.all_active(tx)] == [officer.id]
    assert number == acting.id


@pytest.mark.parametrize(
    ("acting", "until", "says"),
    [
        ("plt", None, "--until"),
        ("", TOMORROW, "--acting"),
        ("pjs", TOMORROW, "plt or plh"),
        ("plt", YESTERDAY, "has passed"),
    ],
)
def test_an_acting_office_needs_its_kind_and_a_last_day_to_come(
    store: Store, settings: Settings, acting: str, until: date | None, says: str
) -> None:
    with pytest.raises(Mistaken, match=says):
        appointing.invite(store, settings, "head", UNIT, "X", acting, until)
    with store.begin() as tx, pytest.raises(ValueError, match="plt or plh"):
        offices.act(tx, 1, "pjs", TODAY)


# --- away ---


def test_who_is_away_keeps_the_cases_and_the_stand_in_sees_to_them(store: Store, house: House) -> None:
    with store.begin() as tx:
        head, deputy = official(tx, "head", UNIT), official(tx, "officer", UNIT)
        row = case(tx, head)
    assert appointing.leave(store, house, head.id, TODAY, TOMORROW, deputy.id) == 0
    with store.begin() as tx:
        assert again(tx, row).owner_id == head.id
    shown = appointing.listing(store)[0]
    assert (shown["away"], shown["stand_in"]) == (f"{TODAY} – {TOMORROW}", deputy.id)
    appointing.back(store, head.id)
    assert appointing.listing(store)[0]["away"] == ""


def test_who_is_away_without_a_stand_in_is_relieved_on_the_first_day(store: Store, house: House) -> None:
    with store.begin() as tx:
        head, officer = official(tx, "head", UNIT), official(tx, "officer", UNIT)
        row = case(tx, head)
    assert appointing.leave(store, house, head.id, TOMORROW, TOMORROW + timedelta(days=9)) == 0
    with store.begin() as tx:
        assert again(tx, row).owner_id == head.id
        assert relieving.look_after(tx, house, LATER) == 1
        assert again(tx, row).owner_id == officer.id


def test_when_the_stand_in_leaves_the_cases_of_who_is_away_go_on(store: Store, house: House) -> None:
    with store.begin() as tx:
        head, deputy, third = (official(tx, role, UNIT) for role in ("head", "officer", "officer"))
        row = case(tx, head)
    appointing.leave(store, house, head.id, TODAY, TOMORROW, deputy.id)
    assert appointing.end(store, house, deputy.id) == 1
    with store.begin() as tx:
        assert again(tx, row).owner_id == third.id


def test_only_who_may_read_the_same_cases_stands_in(store: Store, house: House) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT)
        strangers = [official(tx, "head", OTHER), official(tx, "coordinator")]
        coordinator, overseer = official(tx, "coordinator"), official(tx, "overseer")
        unopened = officials.invite(tx, "officer", UNIT, "X", "unopened", NOW + DAY, NOW)
    for stand_in in (*(stranger.id for stranger in strangers), head.id):
        with pytest.raises(Mistaken, match="may not read the cases"):
            appointing.leave(store, house, head.id, TODAY, TOMORROW, stand_in)
    with pytest.raises(Mistaken, match="may not read the cases"):
        appointing.leave(store, house, coordinator.id, TODAY, TOMORROW, overseer.id)
    with pytest.raises(Mistaken, match="has not opened"):
        appointing.leave(store, house, head.id, TODAY, TOMORROW, unopened)
    with pytest.raises(Mistaken, match="is before"):
        appointing.leave(store, house, head.id, TOMORROW, TODAY)
    assert appointing.leave(store, house, coordinator.id, TODAY, TOMORROW, strangers[1].id) == 0


def test_an_unknown_official_is_said_to_be_one(store: Store, house: House, settings: Settings) -> None:
    for asked in (
        lambda: appointing.end(store, house, 99),
        lambda: appointing.back(store, 99),
        lambda: appointing.renew(store, settings, 99),
        lambda: appointing.move(store, settings, house, 99, OTHER),
    ):
        with pytest.raises(Mistaken, match="no official with id 99"):
            asked()


# --- a new phone ---


def test_a_new_phone_keeps_office_and_cases_and_the_old_chat_gets_nothing_more(
    store: Store, house: House, settings: Settings
) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT, address="1")
        row = case(tx, head, reporter=person(tx, "77"))
        own = case(tx, reporter=head.citizen_id, unit=OTHER)
        waits(tx, head, "about the case", about=row.number)
        waits(tx, head, "about their own report", about=own.number)
        waits(tx, head, "the digest", key=f"digest:{head.id}:2026-W47")
    _, code, _ = appointing.renew(store, settings, head.id)
    with store.reading() as tx:
        assert officials.of_citizen(tx, head.citizen_id or 0) == [head]  # until the code is opened
    Chat(store, house, datetime.now(UTC), "2").types(f"/start i-{code}")
    assert told(store, "1", LATER) == ["about their own report"]
    assert told(store, "2", LATER)[-2:] == ["about the case", "the digest"]
    with store.begin() as tx:
        assert officials.of_citizen(tx, head.citizen_id or 0) == []
        assert officials.among(tx, [head.id])[0].unit == UNIT
        assert again(tx, row).owner_id == head.id


def test_a_second_new_code_makes_the_first_useless(store: Store, house: House, settings: Settings) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT)
    _, first, _ = appointing.renew(store, settings, head.id)
    _, second, _ = appointing.renew(store, settings, head.id)
    with store.begin() as tx:
        assert hushing.bind(tx, first, person(tx), datetime.now(UTC)) is None
        bound = hushing.bind(tx, second, person(tx), datetime.now(UTC))
        assert bound is not None
        assert bound.id == head.id


def test_the_same_chat_may_open_a_new_code_too(store: Store, house: House, settings: Settings) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT, address="1")
        waits(tx, head, "the digest", key=f"digest:{head.id}:2026-W47")
    _, code, _ = appointing.renew(store, settings, head.id)
    with store.begin() as tx:
        assert hushing.bind(tx, code, head.citizen_id or 0, datetime.now(UTC)) == head
    assert told(store, "1", LATER) == ["the digest"]


# --- moving and leaving ---


def test_who_leaves_gets_nothing_more_but_what_is_theirs_as_a_citizen(store: Store, house: House) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT, address="1")
        official(tx, "officer", UNIT)
        row, own = case(tx, head), case(tx, reporter=head.citizen_id, unit=OTHER)
        waits(tx, head, "about the case", about=row.number)
        waits(tx, head, "the digest", key=f"digest:{head.id}:2026-W47")
        waits(tx, head, "about their own report", about=own.number)
    assert appointing.end(store, house, head.id) == 1
    assert told(store, "1", LATER) == ["about their own report"]
    assert states(store)["skipped"] == 2


def test_a_chat_with_two_offices_keeps_what_the_other_one_gives_it(store: Store, house: House) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT, address="1")
        also = official(tx, "officer", OTHER, chat=head.citizen_id)
        here, there = case(tx, head), case(tx, also, unit=OTHER)
        waits(tx, head, "here", about=here.number)
        waits(tx, head, "there", about=there.number)
        waits(tx, head, "one digest", key=f"digest:{head.id}:2026-W47")
        waits(tx, head, "the other digest", key=f"digest:{also.id}:2026-W47")
    appointing.end(store, house, head.id)
    assert told(store, "1", LATER) == ["there", "the other digest"]


def test_who_moves_leaves_the_cases_of_the_old_unit_behind(
    store: Store, house: House, settings: Settings
) -> None:
    with store.begin() as tx:
        head, staying = official(tx, "head", UNIT, address="1"), official(tx, "officer", UNIT)
        row = case(tx, head, reporter=person(tx, "77"))
        waits(tx, head, "about the old unit", about=row.number)
    assert appointing.move(store, settings, house, head.id, UNIT) == 0
    assert appointing.move(store, settings, house, head.id, OTHER) == 1
    with store.begin() as tx:
        assert again(tx, row).owner_id == staying.id
    assert told(store, "1", LATER) == []
    assert "petugas lain di Disdukcapil" in told(store, "77", LATER)[0]
    with pytest.raises(Mistaken, match="no unit"):
        appointing.move(store, settings, house, head.id, "dinas_sihir")


def test_who_answers_for_the_city_is_not_moved_to_a_unit(
    store: Store, house: House, settings: Settings
) -> None:
    with store.begin() as tx:
        coordinator = official(tx, "coordinator")
    with pytest.raises(Mistaken, match="no officer or head"):
        appointing.move(store, settings, house, coordinator.id, UNIT)


def test_an_office_nobody_has_opened_ends_without_a_trace(store: Store, house: House) -> None:
    with store.begin() as tx:
        unopened = officials.invite(tx, "officer", UNIT, "X", "unopened", NOW + DAY, NOW)
    assert appointing.end(store, house, unopened) == 0
    assert states(store) == {}


def test_an_official_who_was_removed_in_the_middle_can_do_nothing_more(store: Store, house: House) -> None:
    with store.begin() as tx:
        head = official(tx, "head", UNIT, address="1")
        official(tx, "officer", UNIT)
        row = case(tx, head, reporter=person(tx, "77"))
        waits(tx, head, "about the case", about=row.number)
    notice = Chat(store, house, NOW + DAY, "1")
    seen = told(store, "1", LATER)
    assert seen == ["about the case"]
    with store.reading() as tx:
        ref = tx.connection.execute(select(Outbox.sent_ref).where(Outbox.case_number == row.number)).scalar()
    appointing.end(store, house, head.id)
    notice.types("Sudah kami perbaiki.", reply_to=ref or "")
    with store.begin() as tx:
        assert [step.kind for step in cases.events(tx, row.id)] == ["opened", "owned"]


# --- a unit that works no more ---


def closed(tx: Tx, unit: str, into: str | None = None) -> None:
    tx.connection.execute(update(Unit).where(Unit.key == unit).values(closed=True, merged_into=into))


def leave_closed(tx: Tx, house: House) -> int:
    return reassigning.leave_closed_units(tx, house, NOW, lambda message: _put(tx, message))


def _put(tx: Tx, message: Message) -> None:
    outbox.add(tx, [message], NOW)


def test_cases_of_a_closed_unit_go_where_it_was_merged_into_once(store: Store, house: House) -> None:
    with store.begin() as tx:
        old = official(tx, "head", UNIT)
        new = official(tx, "head", OTHER, address="1")
        row = case(tx, old, reporter=person(tx, "77"))
        hidden = case(tx, old, route="overseers")
        closed(tx, UNIT, "dinsos")
        closed(tx, "dinsos", OTHER)  # which itself was merged meanwhile
        assert leave_closed(tx, house) == 1
        assert leave_closed(tx, house) == 0
        after = again(tx, row)
        assert (after.unit, after.route, after.owner_id) == (OTHER, "unit", new.id)
        step = cases.events(tx, row.id)[-1]
        assert (step.kind, step.actor, step.reason) == ("passed", "system", "unit_closed")
        assert again(tx, hidden) == hidden
    heard = told(store, "77")
    assert len(heard) == 1
    assert "sekarang ditangani Dishub." in heard[0]
    assert "Disdukcapil sudah tidak menangani laporan lagi." in heard[0]
    assert row.number in told(store, "1")[0]


@pytest.mark.parametrize("into", [None, UNIT])
def test_cases_of_a_unit_that_was_merged_into_nothing_go_to_the_coordinator(
    store: Store, house: House, into: str | None
) -> None:
    with store.begin() as tx:
        coordinator = official(tx, "coordinator")
        row = case(tx, reporter=person(tx, "77"))
        closed(tx, UNIT, into)
        leave_closed(tx, house)
        after = again(tx, row)
        assert (after.unit, after.route, after.owner_id) == (None, "coordinator", coordinator.id)
    assert "koordinator kota" in told(store, "77")[0]
    assert ownerless(store) == []


def test_with_nobody_there_the_cases_are_passed_on_all_the_same(store: Store, house: House) -> None:
    with store.begin() as tx:
        row = case(tx, reporter=person(tx, "77"))
        closed(tx, UNIT, OTHER)
        leave_closed(tx, house)
        assert (again(tx, row).unit, again(tx, row).owner_id) == (OTHER, None)
    assert "sekarang ditangani Dishub" in told(store, "77")[0]


def test_a_unit_that_is_gone_from_the_configuration_is_left_at_the_next_start(
    store: Store, house: House, settings: Settings
) -> None:
    with store.begin() as tx:
        coordinator = official(tx, "coordinator")
        row = case(tx)
    without: Any = settings.model_copy(update={"units": [u for u in settings.units if u.key != UNIT]})
    for _ in range(2):
        sync_units(without, store)
    with store.begin() as tx:
        assert again(tx, row).owner_id == coordinator.id
        assert [step.kind for step in cases.events(tx, row.id)] == ["opened", "passed"]
