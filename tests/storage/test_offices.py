"""Offices as rows: for a time, away, renewed; the cases they hold, and what waits for their chats."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import update

from storage import offices, officials, outbox, units
from storage.models import Case, Citizen, Official, Unit
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

UNIT = "disdukcapil"
TODAY = date(2026, 11, 24)


def official(tx: Tx, role: str, unit: str | None = None) -> OfficialRow:
    code = f"code{given.count(tx, Official)}"
    officials.invite(tx, role, unit, f"Official {code}", code, NOW + DAY, NOW)
    bound = officials.bind(tx, code, given.citizen(tx), NOW)
    assert bound is not None
    return bound


def test_an_official_serves_until_the_last_day_and_is_away_from_the_first_to_the_last() -> None:
    row = OfficialRow(1, "X", "head", UNIT, 1, "id", bound=True, ended=False, until=TODAY)
    assert row.serves(TODAY)
    assert not row.serves(TODAY + timedelta(days=1))
    assert not row.is_away(TODAY)
    away = OfficialRow(1, "X", "head", UNIT, 1, "id", bound=True, ended=False, away_from=TODAY)
    assert away.is_away(TODAY + timedelta(days=400))
    assert not away.is_away(TODAY - timedelta(days=1))


def test_leaving_and_coming_back_are_kept_with_who_stands_in(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT)
        head, deputy = official(tx, "head", UNIT), official(tx, "officer", UNIT)
        offices.leave(tx, head.id, TODAY, TODAY + timedelta(days=2), deputy.id)
        row = offices.one(tx, head.id)
        assert row is not None
        assert (row.away_from, row.stand_in_id) == (TODAY, deputy.id)
        offices.stands_in_no_more(tx, deputy.id)
        after = offices.one(tx, head.id)
        assert after is not None
        assert (after.away_from, after.stand_in_id) == (TODAY, None)
        offices.back(tx, head.id)
        assert offices.one(tx, head.id) == head


def test_only_offices_whose_last_day_has_passed_are_over(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT)
        official(tx, "head", UNIT)
        acting = official(tx, "officer", UNIT)
        offices.act(tx, acting.id, "plh", TODAY)
        assert offices.over(tx, TODAY) == []
        assert [row.id for row in offices.over(tx, TODAY + timedelta(days=1))] == [acting.id]


def test_who_is_away_without_a_stand_in_matters_only_with_open_cases(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT)
        head, deputy = official(tx, "head", UNIT), official(tx, "officer", UNIT)
        offices.leave(tx, head.id, TODAY, TODAY, None)
        assert offices.left_without_stand_in(tx, TODAY) == []
        given.case(tx, given.citizen(tx), owner_id=head.id)
        assert [row.id for row in offices.left_without_stand_in(tx, TODAY)] == [head.id]
        assert offices.left_without_stand_in(tx, TODAY + timedelta(days=1)) == []
        offices.leave(tx, head.id, TODAY, TODAY, deputy.id)
        assert offices.left_without_stand_in(tx, TODAY) == []


def test_cases_are_owned_or_astray_and_closed_ones_are_neither(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT)
        head, gone = official(tx, "head", UNIT), official(tx, "officer", UNIT)
        hers, nobodys, lost, closed = (
            given.case(tx, given.citizen(tx), owner_id=owner) for owner in (head.id, None, gone.id, gone.id)
        )
        given.change(tx, Case, closed.id, closed_at=NOW)
        assert offices.owned(tx, head.id) == [hers.id]
        assert offices.astray(tx) == [nobodys.id]
        officials.end(tx, gone.id, NOW)
        assert offices.astray(tx) == [nobodys.id, lost.id]
        given.change(tx, Citizen, head.citizen_id or 0, forgotten_at=NOW)
        assert offices.astray(tx) == [hers.id, nobodys.id, lost.id]


def test_what_waits_for_a_chat_because_of_its_office_leaves_its_own_reports_alone(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT)
        head = official(tx, "head", UNIT)
        chat = head.citizen_id or 0
        others, own = given.case(tx, given.citizen(tx)), given.case(tx, chat)
        ids = outbox.add(
            tx,
            [
                Message("bulk", "telegram", chat, "notice", "{}", case_number=others.number),
                Message("bulk", "telegram", chat, "answer", "{}", case_number=own.number),
                Message("bulk", "telegram", chat, "digest", "{}", dedupe_key="digest:1:2026-W47"),
                Message("bulk", "telegram", chat, "invitation", "{}"),
                Message("reply", "telegram", chat, "reply", "{}", case_number=others.number),
            ],
            NOW,
        )
        waiting = offices.waiting(tx, chat)
        assert {row.id for row in waiting} == {ids[0], ids[2]}
        assert [row.kind for row in waiting] == ["complaint", None]
        to = official(tx, "officer", UNIT)
        offices.redirect(tx, [row.id for row in waiting], to)
        assert offices.waiting(tx, chat) == []
        assert {row.id for row in offices.waiting(tx, to.citizen_id or 0)} == {ids[0], ids[2]}


def test_names_are_known_of_those_who_have_left_as_well(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT)
        gone = official(tx, "head", UNIT)
        officials.end(tx, gone.id, NOW)
        assert offices.one(tx, gone.id) is None
        assert officials.names(tx, [gone.id, 99]) == {gone.id: gone.name}


def test_a_closed_unit_leads_to_the_open_one_at_the_end_of_the_way_or_to_none(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "open", "old", "older", "ring_a", "ring_b", "alone")
        for key, into in (("old", "open"), ("older", "old"), ("ring_a", "ring_b"), ("ring_b", "ring_a")):
            _close(tx, key, into)
        _close(tx, "alone", None)
        assert units.closed(tx) == {
            "old": "open",
            "older": "open",
            "ring_a": None,
            "ring_b": None,
            "alone": None,
        }
        stays, moves = (given.case(tx, given.citizen(tx), unit=unit) for unit in ("open", "older"))
        given.case(tx, given.citizen(tx), unit="older", route="overseers")
        assert units.open_cases_of_closed(tx) == [moves.id]
        assert stays.id != moves.id


def _close(tx: Tx, key: str, into: str | None) -> None:
    closing = update(Unit).where(Unit.key == key)
    tx.connection.execute(closing.values(closed=True, merged_into=into))
