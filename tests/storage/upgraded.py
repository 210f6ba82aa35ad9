"""What the migrations make of an empty SQLite database: made once in a process, copied from then on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage import schema
from storage.store import Store

_MADE: list[bytes] = []
_upgrade = schema.upgrade


@contextmanager
def upgraded_by_copying() -> Iterator[None]:
    """Meanwhile an empty SQLite database is upgraded by a copy; every other by its migrations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "upgrade", _copied)
        yield


def _copied(store: Store) -> None:
    if not (store.is_sqlite and _is_untouched(store.file)):
        _upgrade(store)
    elif _MADE:
        store.dispose()
        store.file.write_bytes(_MADE[0])
    else:
        _upgrade(store)
        store.dispose()
        if not _log(store.file).exists():  # nobody else is in it: all of it is in the file
            _MADE.append(store.file.read_bytes())


def _is_untouched(file: Path) -> bool:
    return file.stat().st_size == 0 and not _log(file).exists()


def _log(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")
