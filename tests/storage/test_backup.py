"""Backups: whole, checked, and never put over something by accident; on both databases."""

from __future__ import annotations

import sqlite3
import stat
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from storage import schema
from storage.backup import Restored, backup, restore, verify
from storage.failures import BackupRefused, FromNewerVersion
from storage.models import Media, Unit
from storage.store import Store
from storage.vault import Vault
from tests.doubles.postgres import postgres_url, tools
from tests.storage import given
from tests.storage.given import NOW

OTHER_KEY = bytes(range(1, 33))


@pytest.fixture
def media(tmp_path: Path) -> Path:
    directory = tmp_path / "media"
    directory.mkdir()
    return directory


@pytest.fixture
def used(store: Store) -> Store:
    """With a unit in it."""
    with store.begin() as tx:
        given.units(tx, "dishub")
    return store


@pytest.fixture
def elsewhere(store: Store, vault: Vault, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty database of the same sort on another machine."""
    if store.is_sqlite:
        other = Store(f"sqlite:///{tmp_path}/elsewhere/suara.db", vault)
        yield other
        other.dispose()
        return
    with postgres_url(request.getfixturevalue("postgres_server")) as url:
        other = Store(url, vault)
        yield other
        other.dispose()


def photo(store: Store, media: Path, name: str, content: bytes = b"sealed") -> None:
    """A photo that was kept, and its file."""
    (media / name).write_bytes(content)
    with store.begin() as tx:
        tx.connection.execute(
            Media.__table__.insert().values(  # type: ignore[attr-defined]
                owner="case", owner_id=1, channel="telegram", bot="1", ref=b"r", kind="photo",
                mime="image/jpeg", name=b"", state="kept", reason="", path=name, tries=0,
                due_at=NOW, added_at=NOW,
            )
        )  # fmt: skip


def units(store: Store) -> list[str]:
    with store.reading() as tx:
        return list(tx.connection.execute(select(Unit.key).order_by(Unit.key)).scalars())


def save(store: Store, media: Path, to: Path) -> Path:
    backup(store, media, to, NOW, tools())
    return to


def put_back(store: Store, media: Path, file: Path, *, force: bool = False) -> Restored:
    return restore(store, media, file, NOW, force=force, tools=tools())


def test_a_backup_made_in_the_middle_of_writing_holds_what_was_committed(
    used: Store, elsewhere: Store, media: Path, tmp_path: Path
) -> None:
    with used.begin() as tx:
        given.units(tx, "dlh")
        saved = save(used, media, tmp_path / "backups" / "one.suara")
    assert units(used) == ["dishub", "dlh"]
    put_back(elsewhere, media, saved)
    assert units(elsewhere) == ["dishub"]


def test_a_backup_is_one_file_for_its_owner_alone(used: Store, media: Path, tmp_path: Path) -> None:
    target = save(used, media, tmp_path / "backups" / "one.suara")
    assert [path.name for path in target.parent.iterdir()] == ["one.suara"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700
    with tarfile.open(target) as tar:
        assert {(member.mode, member.uid, member.uname) for member in tar} == {(0o600, 0, "")}


def test_a_backup_never_goes_over_a_file(used: Store, media: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("words")
    with pytest.raises(BackupRefused, match="already"):
        save(used, media, tmp_path / "precious")
    assert (tmp_path / "precious").read_text() == "words"


def test_it_says_of_which_moment_version_and_key_it_is_and_how_much_is_in_it(
    used: Store, media: Path, tmp_path: Path
) -> None:
    photo(used, media, "aa", b"12345")
    manifest, problems = verify(save(used, media, tmp_path / "one.suara"))
    assert problems == []
    assert (manifest.made_at, manifest.key) == (NOW, used.vault.ring.id.hex())
    assert (manifest.tables["units"], manifest.tables["media"], manifest.media) == (1, 1, {"aa": 5})
    with used.reading() as tx:
        assert (
            manifest.revision
            == tx.connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        )


def test_a_photo_that_is_not_there_is_told_of(used: Store, media: Path, tmp_path: Path) -> None:
    photo(used, media, "aa")
    (media / "aa").unlink()
    manifest, problems = verify(save(used, media, tmp_path / "one.suara"))
    assert manifest.missing == ("aa",)
    assert problems == ["the file aa was not on the disk any more when the backup was made"]


def test_restored_elsewhere_it_is_as_it_was_with_its_photos(
    used: Store, elsewhere: Store, media: Path, tmp_path: Path
) -> None:
    photo(used, media, "aa", b"12345")
    saved, there = save(used, media, tmp_path / "one.suara"), tmp_path / "there"
    restored = put_back(elsewhere, there, saved)
    schema.check(elsewhere)
    assert units(elsewhere) == ["dishub"]
    assert (restored.kept, restored.photos, (there / "aa").read_bytes()) == (None, 1, b"12345")
    with elsewhere.begin() as tx:  # ids go on where they were
        given.units(tx, "dlh")
        given.citizen(tx)
    assert units(elsewhere) == ["dishub", "dlh"]


def test_a_database_with_something_in_it_is_replaced_only_by_force_and_kept_beside(
    used: Store, vault: Vault, media: Path, tmp_path: Path
) -> None:
    saved = save(used, media, tmp_path / "one.suara")
    with used.begin() as tx:
        given.units(tx, "dlh")
    with pytest.raises(BackupRefused, match="--force"):
        put_back(used, media, saved)
    assert units(used) == ["dishub", "dlh"]
    restored = put_back(used, media, saved, force=True)
    assert units(used) == ["dishub"]
    assert restored.kept is not None
    if used.is_sqlite:
        before = Store(f"sqlite:///{restored.kept}", vault)
        assert units(before) == ["dishub", "dlh"]
        before.dispose()
    else:
        assert verify(restored.kept)[0].tables["units"] == 2


def test_while_a_process_runs_nothing_is_restored(
    used: Store, vault: Vault, media: Path, tmp_path: Path
) -> None:
    saved = save(used, media, tmp_path / "one.suara")
    running = Store(used.url.render_as_string(hide_password=False), vault)
    running.ping()
    with pytest.raises(BackupRefused, match="stop Suara Warga"):
        put_back(used, media, saved, force=True)
    running.dispose()
    put_back(used, media, saved, force=True)


def test_a_backup_sealed_with_another_key_is_refused_unless_forced(
    used: Store, url: str, media: Path, tmp_path: Path
) -> None:
    saved = save(used, media, tmp_path / "one.suara")
    used.dispose()
    stranger = Store(url, Vault(OTHER_KEY))
    with pytest.raises(BackupRefused, match=r"sealed with the key [0-9a-f]{8}, which is not here"):
        put_back(stranger, media, saved)
    put_back(stranger, media, saved, force=True)
    assert units(stranger) == ["dishub"]
    stranger.dispose()


def test_a_backup_of_a_newer_version_is_refused(used: Store, media: Path, tmp_path: Path) -> None:
    with used.begin() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    saved = save(used, media, tmp_path / "one.suara")
    with pytest.raises(FromNewerVersion, match="9999"):
        put_back(used, media, saved, force=True)


@pytest.mark.parametrize("place", [0.3, 0.9])
def test_a_damaged_backup_is_refused_and_the_database_stays(
    used: Store, media: Path, tmp_path: Path, place: float
) -> None:
    photo(used, media, "aa", b"x" * 200_000)
    saved = save(used, media, tmp_path / "one.suara")
    content = bytearray(saved.read_bytes())
    saved.write_bytes(bytes(content[: int(len(content) * place)]))
    with pytest.raises(BackupRefused):
        verify(saved)
    with pytest.raises(BackupRefused):
        put_back(used, media, saved, force=True)
    assert units(used) == ["dishub"]


def test_a_changed_byte_in_the_database_is_found(used: Store, media: Path, tmp_path: Path) -> None:
    saved = save(used, media, tmp_path / "one.suara")
    content = bytearray(saved.read_bytes())
    content[3000] ^= 1
    saved.write_bytes(bytes(content))
    assert "the database within is not the one that was saved" in verify(saved)[1]
    with pytest.raises(BackupRefused, match="not the one"):
        put_back(used, media, saved, force=True)
    assert units(used) == ["dishub"]


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_what_is_no_backup_is_refused(used: Store, media: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(BackupRefused):
        put_back(used, media, tmp_path / "file", force=True)
    assert units(used) == ["dishub"]


def test_a_missing_file_is_named(used: Store, media: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match=r"nowhere\.suara"):
        put_back(used, media, tmp_path / "nowhere.suara")


def test_a_backup_of_the_other_database_is_refused(
    used: Store, vault: Vault, media: Path, tmp_path: Path
) -> None:
    if used.is_sqlite:
        pytest.skip("the other way round")
    saved = save(used, media, tmp_path / "one.suara")
    sqlite = Store(f"sqlite:///{tmp_path}/new/suara.db", vault)
    with pytest.raises(BackupRefused, match="postgresql"):
        put_back(sqlite, media, saved)
    sqlite.dispose()


def test_a_bare_database_file_of_earlier_versions_is_put_back(
    used: Store, vault: Vault, media: Path, tmp_path: Path
) -> None:
    if not used.is_sqlite:
        pytest.skip("only SQLite was saved")
    used.dispose()
    new = Store(f"sqlite:///{tmp_path}/new/suara.db", vault)
    assert put_back(new, media, used.file).manifest is None
    assert units(new) == ["dishub"]
    new.dispose()


def test_somebody_elses_database_is_refused(used: Store, media: Path, tmp_path: Path) -> None:
    if not used.is_sqlite:
        pytest.skip("a file is SQLite's")
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE birds (name)")
    other.close()
    with pytest.raises(BackupRefused, match="none of Suara Warga"):
        put_back(used, media, tmp_path / "other.db", force=True)
    assert units(used) == ["dishub"]


def test_without_tools_as_new_as_the_server_it_is_said_what_to_install(
    used: Store, media: Path, tmp_path: Path
) -> None:
    if used.is_sqlite:
        pytest.skip("SQLite needs none")
    old = tmp_path / "tools"
    old.mkdir()
    (old / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6'\n")
    (old / "pg_dump").chmod(0o700)
    with pytest.raises(
        BackupRefused, match=r"newer is needed \(found: 9\): install .*storage.postgresql_tools"
    ):
        backup(used, media, tmp_path / "one.suara", NOW, old)
    with pytest.raises(BackupRefused, match="newer is needed: install"):
        backup(used, media, tmp_path / "one.suara", datetime.now(NOW.tzinfo), tmp_path)
    assert not (tmp_path / "one.suara").exists()
