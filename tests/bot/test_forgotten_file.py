"""A backup older than a deletion brings nobody back: whom the file apart knows is forgotten once more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.subjects import forgotten_file
from storage import citizens, forgotten, holds
from storage.citizens import Handle
from storage.forgotten import Gone
from storage.models import Citizen, ForgottenHandle
from storage.models import Handle as HandleRow
from storage.store import Store
from tests.storage import given
from tests.storage.given import DAY

SITI, BUDI = Handle("telegram", "chat", "1"), Handle("telegram", "chat", "2")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "forgotten.txt"


def met(store: Store, now: datetime, *handles: Handle) -> dict[Handle, int]:
    with store.begin() as tx:
        return {
            handle: row.id for handle, row in citizens.lock(tx, dict.fromkeys(handles, "id"), now).items()
        }


def restored(store: Store, now: datetime) -> dict[Handle, int]:
    """The database as it was before anybody went: both are here, and nothing is known of who went."""
    with store.begin() as tx:
        for table in (ForgottenHandle, HandleRow, Citizen):
            tx.connection.execute(table.__table__.delete())
    return met(store, now, SITI, BUDI)


def test_who_was_forgotten_after_the_backup_is_forgotten_again_and_nobody_else(
    store: Store, now: datetime, file: Path
) -> None:
    people = met(store, now, SITI, BUDI)
    with store.begin() as tx:
        citizens.forget(tx, people[SITI], now + DAY)
    assert forgotten_file.keep(store, file, now + DAY) == 1
    assert forgotten_file.keep(store, file, now + DAY) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert forgotten_file.again(store, file, now + DAY) == 0  # nothing was put back
    back = restored(store, now)
    assert forgotten_file.again(store, file, now + 2 * DAY) == 1
    with store.reading() as tx:
        assert set(citizens.known(tx, list(back.values()))) == {back[BUDI]}
        assert len(forgotten.every(tx)) == 1
    assert forgotten_file.again(store, file, now + 2 * DAY) == 0


def test_the_file_tells_nothing_by_which_somebody_is_found(store: Store, now: datetime, file: Path) -> None:
    people = met(store, now, Handle("whatsapp", "phone", "6281234567890"))
    with store.begin() as tx:
        citizens.forget(tx, next(iter(people.values())), now)
    forgotten_file.keep(store, file, now)
    assert "6281234567890" not in file.read_text()


def test_what_a_hold_keeps_is_not_forgotten_again(store: Store, now: datetime, file: Path) -> None:
    people = met(store, now, SITI)
    with store.begin() as tx:
        citizens.forget(tx, people[SITI], now + DAY)
    forgotten_file.keep(store, file, now)
    back = restored(store, now)
    with store.begin() as tx:
        holds.add(tx, "x", given.official(tx), now, citizen_id=back[SITI])
    assert forgotten_file.again(store, file, now + 2 * DAY) == 0


def test_a_line_that_was_cut_short_costs_that_line_alone(store: Store, now: datetime, file: Path) -> None:
    file.parent.mkdir()
    good = Gone("telegram", "chat", b"\x01", now)
    file.write_text(f"{now.isoformat()} telegram chat 01\n{now.isoformat()} telegr")
    with store.begin() as tx:
        forgotten.add(tx, [good, Gone("web", "chat", b"\x02", now)])
    assert forgotten_file.keep(store, file, now) == 1
    assert forgotten_file.read(file) == {good, Gone("web", "chat", b"\x02", now)}


def test_what_no_backup_can_bring_back_any_more_leaves_the_file(
    store: Store, now: datetime, file: Path
) -> None:
    with store.begin() as tx:
        forgotten.add(tx, [Gone("telegram", "chat", b"\x01", now)])
    forgotten_file.keep(store, file, now)
    forgotten_file.keep(store, file, now + 401 * DAY)
    assert forgotten_file.read(file) == set()
    assert forgotten_file.again(store, file, now) == 0


def test_without_a_file_there_is_nobody(store: Store, now: datetime, file: Path) -> None:
    assert forgotten_file.again(store, file, now) == 0
    assert not file.exists()
