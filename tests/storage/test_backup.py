"""Backups: whole, checked, and never put over something by accident."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import schema
from storage.backup import backup, restore
from storage.failures import BackupRefused
from storage.models import Unit
from storage.store import Store
from storage.vault import Vault
from tests.storage import given


@pytest.fixture
def sqlite(tmp_path: Path, vault: Vault) -> Store:
    store = Store(f"sqlite:///{tmp_path}/suara.db", vault)
    schema.upgrade(store)
    with store.begin() as tx:
        given.units(tx, "dishub")
    return store


def units(store: Store) -> list[str]:
    with store.reading() as tx:
        return list(tx.connection.execute(select(Unit.key).order_by(Unit.key)).scalars())


def test_a_backup_made_in_the_middle_of_writing_holds_what_was_committed(
    sqlite: Store, tmp_path: Path, vault: Vault
) -> None:
    target = tmp_path / "backups" / "one.db"
    with sqlite.begin() as tx:
        given.units(tx, "dlh")
        backup(sqlite, target)
    assert units(sqlite) == ["dishub", "dlh"]
    assert units(Store(f"sqlite:///{target}", vault)) == ["dishub"]


def test_a_backup_is_one_file_for_its_owner_alone(sqlite: Store, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "one.db"
    backup(sqlite, target)
    assert [path.name for path in target.parent.iterdir()] == ["one.db"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700


def test_a_backup_never_goes_over_a_file(sqlite: Store, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("words")
    with pytest.raises(BackupRefused, match="already"):
        backup(sqlite, tmp_path / "precious")
    assert (tmp_path / "precious").read_text() == "words"


def test_a_restored_database_is_as_it_was(sqlite: Store, tmp_path: Path, vault: Vault) -> None:
    saved, url = tmp_path / "saved.db", f"sqlite:///{tmp_path}/new/suara.db"
    backup(sqlite, saved)
    restore(url, saved)
    store = Store(url, vault)
    schema.check(store)
    assert units(store) == ["dishub"]
    with store.begin() as tx:
        given.units(tx, "dlh")
    assert units(store) == ["dishub", "dlh"]


def test_a_database_with_something_in_it_is_overwritten_only_by_force(sqlite: Store, tmp_path: Path) -> None:
    saved, url = tmp_path / "saved.db", f"sqlite:///{sqlite.file}"
    backup(sqlite, saved)
    with sqlite.begin() as tx:
        given.units(tx, "dlh")
    with pytest.raises(BackupRefused, match="--force"):
        restore(url, saved)
    assert units(sqlite) == ["dishub", "dlh"]
    restore(url, saved, force=True)
    sqlite.dispose()
    assert units(sqlite) == ["dishub"]


def test_a_damaged_backup_is_refused_and_the_database_stays(sqlite: Store, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    backup(sqlite, saved)
    content = bytearray(saved.read_bytes())
    content[8192:20480] = bytes([7]) * 12288
    saved.write_bytes(bytes(content))
    with pytest.raises(BackupRefused, match=r"damaged|cannot be read"):
        restore(f"sqlite:///{sqlite.file}", saved, force=True)
    assert units(sqlite) == ["dishub"]


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_what_is_no_backup_is_refused(sqlite: Store, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(BackupRefused):
        restore(f"sqlite:///{sqlite.file}", tmp_path / "file", force=True)
    assert units(sqlite) == ["dishub"]


def test_somebody_elses_database_is_refused(sqlite: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE birds (name)")
    other.close()
    with pytest.raises(BackupRefused, match="none of Suara Warga"):
        restore(f"sqlite:///{sqlite.file}", tmp_path / "other.db", force=True)


def test_a_missing_file_is_named(sqlite: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match=r"nowhere\.db"):
        restore(f"sqlite:///{sqlite.file}", tmp_path / "nowhere.db")


def test_postgresql_has_its_own_tools(store: Store, tmp_path: Path) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite is saved by us")
    with pytest.raises(BackupRefused, match="pg_dump"):
        backup(store, tmp_path / "one.db")
    with pytest.raises(BackupRefused, match="pg_restore"):
        restore("postgresql://localhost/suara", tmp_path / "one.db")
