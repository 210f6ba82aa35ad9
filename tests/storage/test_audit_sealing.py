"""Sealing: every row once, a few at a time, whatever the order in which transactions end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text

from storage import audit, audit_sealing, case_events, figures, imports, ratings, retention, surveys
from storage.audit_chain import unpacked
from storage.audit_words import hashed
from storage.models import Audit, Base, CaseEvent, Figures, Rating, Seal, Survey
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import NOW

MINUTE = timedelta(minutes=1)


def unsealed(tx: Tx, table: type[Base]) -> int:
    rows = tx.connection.execute(select(table.__table__.c.sealed_in)).scalars()
    return sum(sealed_in is None for sealed_in in rows)


def test_without_rows_nothing_is_sealed(store: Store) -> None:
    with store.begin() as tx:
        assert audit_sealing.seal(tx, NOW) is None
        assert given.count(tx, Seal) == 0


def test_rows_of_every_kind_are_sealed_once(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        person = given.citizen(tx)
        given.answered(tx, given.case(tx, person), "Sudah", NOW)
        ratings.give(tx, person, "t", "disdukcapil", "", 3, "telegram", NOW)
        surveys.answer(tx, person, "t", "disdukcapil", "", {"time": 2}, {}, "", "telegram", NOW)
        figures.freeze(tx, "2026-Q3", "{}", NOW)
        audit.add(tx, "export", "operator", NOW)
    with store.begin() as tx:
        made = audit_sealing.seal(tx, NOW + MINUTE)
        assert made is not None
        assert (made.number, made.drained) == (1, True)
        tables = (CaseEvent, Rating, Survey, Figures, Audit)
        assert made.count == sum(given.count(tx, table) for table in tables)
        assert [unsealed(tx, table) for table in tables] == [0] * 5
        assert audit_sealing.seal(tx, NOW + MINUTE) is None


def test_a_long_queue_is_sealed_a_few_at_a_time_and_the_last_says_that_none_is_left(store: Store) -> None:
    with store.begin() as tx:
        for _ in range(5):
            audit.add(tx, "export", "operator", NOW)
        made = [audit_sealing.seal(tx, NOW, most=2) for _ in range(4)]
        assert [(one.number, one.count, one.drained) for one in made if one] == [
            (1, 2, False),
            (2, 2, False),
            (3, 1, True),
        ]


def test_a_lower_id_that_is_committed_later_gets_its_seal_too(store: Store) -> None:
    with store.begin() as tx:
        audit.add(tx, "export", "operator", NOW)
        tx.connection.execute(text("UPDATE audit SET id = 50"))
        audit_sealing.seal(tx, NOW)
        row = {"id": 20, "kind": "late", "actor": "operator", "at": NOW}
        tx.connection.execute(insert(Audit).values(**row))
        assert audit_sealing.seal(tx, NOW + MINUTE) is not None
        seals = tx.connection.execute(select(Seal.entries).order_by(Seal.number)).scalars()
        assert [[entry.key for entry in unpacked(each)] for each in seals] == [["50"], ["20"]]


def test_a_row_that_is_being_written_is_left_for_the_next_seal(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    with store.begin() as tx:
        audit.add(tx, "export", "operator", NOW)
    with store.begin() as slow:
        slow.connection.execute(text("UPDATE audit SET kind = kind"))
        with store.begin() as tx:
            assert audit_sealing.seal(tx, NOW) is None
    with store.begin() as tx:
        assert audit_sealing.seal(tx, NOW) is not None


def test_turns_do_not_wait_for_a_seal_that_is_being_made(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        case = given.case(tx, given.citizen(tx))
    with store.begin() as sealing:
        assert audit_sealing.seal(sealing, NOW) is not None
        with store.begin() as turn:
            turn.connection.execute(text("SET LOCAL lock_timeout = '1ms'"))
            case_events.happened(turn, [case.id], "noted", "official:1", "Sudah", NOW)
            ratings.give(turn, case.citizen_id or 0, "t", "disdukcapil", "", 3, "telegram", NOW)
            audit.add(turn, "read", "official:1", NOW)
    with store.begin() as tx:
        made = audit_sealing.seal(tx, NOW + MINUTE)
        assert made is not None
        assert made.count == 3


def test_words_older_than_commitments_get_theirs_before_they_are_sealed(store: Store) -> None:
    with store.begin() as tx:
        audit.add(tx, "read", "operator", NOW, why="Sidang")
        tx.connection.execute(text("UPDATE audit SET salt = NULL, commitment = NULL"))
        audit_sealing.seal(tx, NOW)
        row = tx.connection.execute(select(Audit)).one()
        assert row.commitment == hashed(row.salt, "Sidang")


def test_retention_takes_the_salt_with_the_words_and_leaves_the_commitment(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        case = given.answered(tx, given.case(tx, given.citizen(tx)), "Sudah", NOW)
        tx.connection.execute(text("UPDATE cases SET closed_at = :at"), {"at": NOW})
        later = NOW + timedelta(days=2000)
        retention.sweep(tx, later, {"case_days": 1825})
        said = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "answered")
        row = tx.connection.execute(said).one()
        assert (row.words, row.salt) == (None, None)
        assert row.commitment is not None


def test_a_form_from_paper_is_named_with_its_import(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        form = imports.PaperAnswer({"time": 2}, {}, NOW)
        taken = imports.take_in(tx, "dishub", "a.csv", "h", [form], NOW)
        audit_sealing.seal(tx, NOW)
        entries = tx.connection.execute(select(Seal.entries)).scalar_one()
        named = [entry.key.partition("@")[2] for entry in unpacked(entries) if entry.code == b"s"]
        assert named == [str(taken)]
