"""`suara check` looks at the room apart."""

from __future__ import annotations

from pathlib import Path

from bot.settings import load_settings
from bot.untraceable.looked_at import room

Environ = dict[str, str]


def found(environ: Environ, **more: str) -> list[str]:
    keys = {f"SUARA_STORAGE__{name.upper()}": value for name, value in more.items()}
    return [finding.wrong for finding in room(load_settings(environ=environ | keys))]


def test_a_private_room_outside_the_backups_is_well(settings_environ: Environ) -> None:
    assert found(settings_environ) == [""]


def test_nothing_is_said_where_it_is_not_offered(settings_environ: Environ) -> None:
    assert found(settings_environ, untraceable="false") == []


def test_a_room_that_others_see_or_that_is_saved_or_cannot_be_is_named(
    settings_environ: Environ, tmp_path: Path
) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    assert "chmod 700" in found(settings_environ, untraceable_dir=str(tmp_path / "open"))[0]
    assert "backups" in found(settings_environ, untraceable_dir=str(tmp_path / "backups" / "u"))[0]
    (tmp_path / "file").write_text("")
    assert "cannot write" in found(settings_environ, untraceable_dir=str(tmp_path / "file" / "u"))[0]
