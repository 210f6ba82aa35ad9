"""Copies of photos and voice on disk, sealed again by the key of now; and which of them are not yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

from bot.media import read_copy, seal_copy, write_durably
from storage.vault import HEADER_BYTES, Vault

PART = ".part"


def old_files(directory: Path, vault: Vault) -> Iterator[Path]:
    """The files, also halves that a crash left, that another key has sealed than the one that seals now."""
    if not directory.exists():
        return
    for path in sorted(directory.iterdir()):
        with suppress(FileNotFoundError):  # retention was quicker
            if path.is_file() and _header(path) != vault.header:
                yield path


def reseal_files(
    directory: Path, vault: Vault, paths: Callable[[], Collection[str]], told: Callable[[int], None]
) -> int:
    """Seal every file anew, each whole or not at all; how many. `paths`: those that rows know, asked twice.

    What retention takes away meanwhile is not brought back. Raises OSError, WrongKey or Tampered.
    """
    known, done = set(paths()), []
    for path in old_files(directory, vault):
        if path.suffix == PART:
            path.unlink(missing_ok=True)  # the half of a file whose writer died
        elif _reseal(path, vault):
            done.append(path.name)
            told(len(done))
    for name in (known - set(paths())) & set(done):
        (directory / name).unlink(missing_ok=True)
    return len(done)


def _reseal(path: Path, vault: Vault) -> bool:
    path.with_suffix(PART).unlink(missing_ok=True)
    try:
        content = read_copy(path.parent, path.name, vault)
    except FileNotFoundError:
        return False
    write_durably(path, seal_copy(content, path.name, vault))
    return True


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEADER_BYTES)
