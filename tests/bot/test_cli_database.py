"""The commands for backups as their user meets them: a drill from the first copy to another machine."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.keyfile import encode_key

ANOTHER_KEY = encode_key(bytes(range(32)))


@pytest.fixture
def suara(environ: dict[str, str]) -> CliRunner:
    assert run(CliRunner(), "db", "upgrade").exit_code == 0
    return CliRunner()


def run(suara: CliRunner, *words: str) -> Result:
    result = suara.invoke(app, list(words))
    gc.collect()  # a command is a process of its own: what it had open is closed at its end
    return result


def saved(suara: CliRunner, tmp_path: Path) -> Path:
    result = run(suara, "db", "backup")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "whole"
    (file,) = (tmp_path / "backups").iterdir()
    return file


def move(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """To another machine, with an empty disk."""
    monkeypatch.setenv("SUARA_STORAGE__URL", f"sqlite:///{tmp_path}/there/suara.db")
    monkeypatch.setenv("SUARA_STORAGE__MEDIA_DIR", str(tmp_path / "there" / "media"))
    monkeypatch.setenv("SUARA_STORAGE__KEY_FILE", str(tmp_path / "there" / "secret.key"))


def test_a_backup_is_named_by_its_moment_looked_at_and_put_back_elsewhere(
    suara: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = saved(suara, tmp_path)
    told = json.loads(run(suara, "db", "verify", str(file), "--format", "json").stdout)
    assert (told["whole"], told["problems"]) == (True, [])
    move(monkeypatch, tmp_path)
    result = run(suara, "db", "restore", str(file))
    assert result.exit_code == 0, result.output
    assert "suara db upgrade" in result.output
    assert "does not say so" not in result.output
    assert run(suara, "db", "upgrade").exit_code == 0


def test_what_is_in_place_is_replaced_only_by_force_and_kept(suara: CliRunner, tmp_path: Path) -> None:
    file = saved(suara, tmp_path)
    refused = run(suara, "db", "restore", str(file))
    assert (refused.exit_code, "--force" in refused.output) == (1, True)
    assert "is kept in" in run(suara, "db", "restore", str(file), "--force").output


def test_a_wrong_key_is_named_before_anything_is_put_in_place(
    suara: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = saved(suara, tmp_path)
    move(monkeypatch, tmp_path)
    monkeypatch.setenv("SUARA_SECRET_KEY", ANOTHER_KEY)
    looked = run(suara, "db", "verify", str(file))
    assert (looked.exit_code, "not on this machine" in looked.output) == (1, True)
    refused = run(suara, "db", "restore", str(file))
    assert (refused.exit_code, "sealed with the key" in refused.output) == (1, True)


def test_without_any_key_none_is_made_and_it_is_said_where_to_put_it(
    suara: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = saved(suara, tmp_path)
    move(monkeypatch, tmp_path)
    monkeypatch.delenv("SUARA_SECRET_KEY")
    refused = run(suara, "db", "restore", str(file))
    assert (refused.exit_code, "put it into" in refused.output) == (1, True)
    assert not (tmp_path / "there" / "secret.key").exists()


def test_a_backup_that_was_cut_short_is_not_whole(suara: CliRunner, tmp_path: Path) -> None:
    file = saved(suara, tmp_path)
    file.write_bytes(file.read_bytes()[:5000])
    assert run(suara, "db", "verify", str(file)).exit_code == 1
