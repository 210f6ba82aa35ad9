"""`suara key ...` as its user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.keyfile import encode_key, read_ring


@pytest.fixture
def key_file(
    settings_environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, own_logs: None, tmp_path: Path
) -> Path:
    """An installation with its key in a file, as `suara db upgrade` leaves it."""
    for name, value in settings_environ.items():
        if name != "SUARA_SECRET_KEY":
            monkeypatch.setenv(name, value)
    told = run("db", "upgrade")
    assert "Key lost = texts and identities lost" in told.output
    return tmp_path / "secret.key"


def run(*words: str, status: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == status, result.output
    return result


def does() -> list[str]:
    return [row["does"] for row in json.loads(run("key", "status", "--format", "json").stdout)]


def test_a_key_is_changed_and_taken_away_in_two_commands(key_file: Path, tmp_path: Path) -> None:
    former = read_ring(key_file).key
    assert does() == ["seals"]
    assert "everything is sealed by the new key" in run("key", "rotate", "--why", "yearly").output
    assert does() == ["opens", "seals"]
    assert "suara key reseal" in run("key", "rotate", "--why", "again", status=2).output
    run("key", "reseal")
    run("key", "retire", "--why", "yearly", status=2)  # neither saved nor said to be forgotten
    saved = tmp_path / "former.key"
    assert "nothing needs the former key" in run("key", "retire", "--why", "x", "--save", str(saved)).output
    assert saved.read_text().strip() == encode_key(former)
    assert does() == ["retired", "seals"]
    run("key", "retire", "--why", "x", "--forget", status=2)


def test_a_coming_key_is_made_once_and_no_key_is_ever_printed(key_file: Path) -> None:
    first = run("key", "new").output
    assert run("key", "new").output == first
    assert does() == ["seals", "is coming"]
    ring = read_ring(key_file)
    shown = first + run("key", "status").output
    assert not any(encode_key(key) in shown for key in ring.all)
    assert "another one is known and waits" in run("check").output


def test_a_key_of_the_environment_is_changed_there(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("db", "upgrade")
    assert "SUARA_SECRET_KEY_OLD" in run("key", "rotate", "--why", "x", status=2).output
    monkeypatch.setenv("SUARA_SECRET_KEY_OLD", environ["SUARA_SECRET_KEY"])
    monkeypatch.setenv("SUARA_SECRET_KEY", encode_key(bytes(range(32))))
    run("key", "reseal")
    assert "take SUARA_SECRET_KEY_OLD out" in run("key", "retire", "--why", "x", "--forget").output
