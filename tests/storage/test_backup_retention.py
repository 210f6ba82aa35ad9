"""How long backups are kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.backup_retention import name_at, thin_out
from tests.storage.given import NOW


def made(directory: Path, days: int) -> list[str]:
    names = [name_at(NOW - timedelta(days=age)) for age in range(days)]
    for name in names:
        (directory / name).touch()
    return names


def left(directory: Path) -> list[str]:
    return sorted((path.name for path in directory.iterdir()), reverse=True)


def test_what_is_old_goes_and_the_newest_stay_however_old(tmp_path: Path) -> None:
    names = made(tmp_path, 10)
    assert [path.name for path in thin_out(tmp_path, NOW, keep=2, days=5)] == names[6:]
    assert left(tmp_path) == names[:6]
    assert len(thin_out(tmp_path, NOW + timedelta(days=100), keep=2, days=5)) == 4
    assert left(tmp_path) == names[:2]


def test_what_bears_another_name_is_not_ours(tmp_path: Path) -> None:
    for name in ("20200101-000000.suara.draft", "before-20200101-000000.suara", "mine.suara"):
        (tmp_path / name).touch()
    assert thin_out(tmp_path, NOW, keep=0, days=1) == []
