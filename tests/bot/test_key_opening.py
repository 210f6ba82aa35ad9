"""The key of an installation: made once, missed, spoiled, replaced, taken to another machine."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.keyfile import KeyFile, create, encode_key, read_ring, write_ring
from bot.keys.opening import meet, store_of
from bot.settings import BadSettings, Settings, load_settings
from storage import audit, cases, schema
from storage.failures import WrongKey
from storage.store import Store
from storage.vault import Keyring
from tests.storage import given

KEYS = [bytes([number] * 32) for number in range(3)]


@pytest.fixture
def environ(settings_environ: dict[str, str]) -> dict[str, str]:
    """The key is in a file."""
    return {name: value for name, value in settings_environ.items() if name != "SUARA_SECRET_KEY"}


@pytest.fixture
def kept(environ: dict[str, str]) -> Settings:
    return load_settings(environ=environ)


@pytest.fixture
def used(kept: Settings) -> Settings:
    """An installation with somebody's report in it."""
    store = _started(kept)
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        given.case(tx, given.citizen(tx))
    store.dispose()
    return kept


def _started(settings: Settings) -> Store:
    store = store_of(settings)
    schema.upgrade(store)
    meet(store, datetime.now(UTC))
    return store


def _opened(settings: Settings) -> None:
    store = store_of(settings)
    try:
        meet(store, datetime.now(UTC))
    finally:
        store.dispose()


def test_the_first_run_makes_a_key_and_says_once_what_its_loss_means(
    kept: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    _started(kept).dispose()
    said = capsys.readouterr().err
    assert "Key lost = texts and identities lost" in said
    assert str(kept.storage.key_file) in said
    _started(kept).dispose()
    assert capsys.readouterr().err == ""


def test_a_missing_key_is_never_replaced_while_the_database_holds_anything(used: Settings) -> None:
    used.storage.key_file.unlink()
    with pytest.raises(BadSettings, match=r"is missing.*Put the file back.*No new key is made"):
        _opened(used)
    assert not used.storage.key_file.exists()


def test_a_database_from_before_the_tables_gets_a_first_key(kept: Settings) -> None:
    store_of(kept).dispose()
    kept.storage.key_file.unlink()
    _started(kept).dispose()
    assert kept.storage.key_file.exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "0 keys that seal"),
        ("c2hvcnQ\n", "32 bytes in base64url"),
        (encode_key(KEYS[0])[:-1], "32 bytes in base64url"),
        (encode_key(KEYS[0]) + "\n" + encode_key(KEYS[1]), "2 keys that seal"),
        ("elder " + encode_key(KEYS[0]), "neither `old` nor `next`"),
        ("\u00e9", "is not text"),
    ],
)
def test_a_key_file_that_is_none_says_what_is_wrong_with_it(used: Settings, text: str, says: str) -> None:
    used.storage.key_file.write_text(text)
    with pytest.raises(BadSettings, match=rf"holds no key \(.*{says}.*restore it from a backup"):
        _opened(used)


def test_a_key_file_that_others_may_read_says_which_command_mends_it(used: Settings) -> None:
    used.storage.key_file.chmod(0o640)
    with pytest.raises(BadSettings, match=f"chmod 600 {used.storage.key_file}"):
        _opened(used)


def test_a_key_file_that_cannot_be_written_is_named(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = load_settings(
        environ=environ | {"SUARA_STORAGE__KEY_FILE": str(tmp_path / "file" / "secret.key")}
    )
    with pytest.raises(BadSettings, match=r"storage\.key_file"):
        store_of(settings)


def test_another_key_is_refused_at_the_start_and_seals_nothing(used: Settings) -> None:
    write_ring(used.storage.key_file, Keyring(KEYS[1]))
    with pytest.raises(WrongKey, match="is not this database's"):
        _opened(used)


def test_check_names_a_wrong_key_and_an_unfinished_change(
    used: Settings, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, own_logs: None
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    ring = read_ring(used.storage.key_file)
    write_ring(used.storage.key_file, Keyring(KEYS[1]))
    told = CliRunner().invoke(app, ["check"])
    assert told.exit_code == 1
    assert "BAD   key: the key" in told.output
    write_ring(used.storage.key_file, Keyring(KEYS[1], (ring.key,)))
    assert "a former one still opens: `suara key reseal`" in CliRunner().invoke(app, ["check"]).output
    write_ring(used.storage.key_file, Keyring(ring.key, (), (KEYS[1],)))
    assert "another one is known and waits" in CliRunner().invoke(app, ["check"]).output


def test_a_backup_opens_on_another_machine_with_its_key_and_not_without(
    used: Settings, environ: dict[str, str], tmp_path: Path
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    shutil.copyfile(tmp_path / "suara.db", there / "suara.db")
    moved = environ | {
        "SUARA_STORAGE__URL": f"sqlite:///{there}/suara.db",
        "SUARA_STORAGE__KEY_FILE": str(there / "secret.key"),
    }
    with pytest.raises(BadSettings, match="is missing"):
        _opened(load_settings(environ=moved))
    shutil.copy(used.storage.key_file, there / "secret.key")
    store = store_of(load_settings(environ=moved))
    meet(store, datetime.now(UTC))
    with store.reading() as tx:
        case = cases.by_id(tx, 1)
        assert case is not None
        assert case.details["words"] == "KTP belum jadi"
    store.dispose()


def test_a_backup_of_before_a_change_of_keys_needs_the_former_key_behind_the_new_one(used: Settings) -> None:
    former = read_ring(used.storage.key_file).key
    write_ring(used.storage.key_file, Keyring(KEYS[1]))  # the backup was put back under the key of today
    with pytest.raises(WrongKey, match=r"`old` in the file or in SUARA_SECRET_KEY_OLD"):
        _opened(used)
    write_ring(used.storage.key_file, Keyring(KEYS[1], (former,)))
    store = store_of(used)
    meet(store, datetime.now(UTC))
    with store.reading() as tx:
        lines = audit.between(tx, datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
        assert [(line.kind, line.actor) for line in lines] == [("key_rotated", "operator")]
    store.dispose()


def test_keys_of_the_environment_are_one_that_seals_and_others_that_open(environ: dict[str, str]) -> None:
    given_ = {
        "SUARA_SECRET_KEY": encode_key(KEYS[0]),
        "SUARA_SECRET_KEY_OLD": f"{encode_key(KEYS[1])} {encode_key(KEYS[2])}",
    }
    settings = load_settings(environ=environ | given_)
    assert settings.ring() == Keyring(KEYS[0], (KEYS[1], KEYS[2]))
    assert encode_key(KEYS[2]) in settings.secret_values()
    coming = load_settings(environ=environ | {**given_, "SUARA_SECRET_KEY_NEXT": encode_key(b"x" * 32)})
    assert coming.ring().coming == (b"x" * 32,)
    alone = load_settings(environ=environ | {"SUARA_SECRET_KEY_OLD": encode_key(KEYS[1])})
    with pytest.raises(BadSettings, match="need SUARA_SECRET_KEY"):
        alone.ring()


def test_a_file_of_keys_is_read_again_only_when_it_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    create(path)
    file = KeyFile(path)
    assert file.newer() is None
    ring = Keyring(KEYS[0], (file.ring.key,), (KEYS[1],))
    write_ring(path, ring)
    assert file.newer() == ring == read_ring(path)
    assert file.newer() is None
    assert path.stat().st_mode & 0o777 == 0o600
    os.chmod(path, 0o644)  # noqa: PTH101 - as somebody does by mistake
    path.write_text("spoiled")
    assert file.newer() is None
