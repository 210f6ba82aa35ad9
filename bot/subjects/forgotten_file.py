"""Who was forgotten, in a file apart from the database: a backup put back does not bring them back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from storage import citizens, forgotten, holds, schema
from storage.failures import FromNewerVersion, NotUpgraded, Outage
from storage.forgotten import Gone
from storage.store import Store, Tx

log = structlog.get_logger()
# Older backups must be destroyed: what was forgotten longer ago is known to nobody any more.
KEPT = timedelta(days=400)


def keep(store: Store, path: Path, now: datetime) -> int:
    """Write down what the file does not tell yet, on the disk at once; how many. Raises Outage, OSError."""
    with store.reading() as tx:
        known = forgotten.every(tx)
    there = read(path)
    new = [one for one in known if one not in there]
    if any(one.at < now - KEPT for one in there):
        _write(path, [one for one in {*there, *new} if one.at >= now - KEPT])
    elif new:
        _append(path, new)
    return len(new)


def keep_before_restore(store: Store, path: Path, now: datetime) -> None:
    """The last minutes too, before what knows them is replaced; what has no tables yet knows of nobody."""
    with suppress(NotUpgraded, FromNewerVersion, Outage):
        schema.check(store)
        keep(store, path, now)
    store.dispose()  # a database that somebody uses is not replaced


def again(store: Store, path: Path, now: datetime) -> int:
    """Forget once more whom the file knows as forgotten and the database does not; how many people.

    That is so after an older backup was put back, and never else. Raises Outage, OSError.
    """
    told = read(path)
    if not told:
        return 0
    with store.reading() as tx:
        missing = [one for one in told - set(forgotten.every(tx)) if one.at >= now - KEPT]
    if not missing:
        return 0
    with store.begin() as tx:
        count = _forget(tx, missing, now)
    log.warning("forgotten again", count=count)
    return count


def read(path: Path) -> set[Gone]:
    """What the file tells; nothing where there is none. A line that a crash cut short is left out."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return set()
    return {one for line in text.splitlines() if (one := _read(line)) is not None}


def _forget(tx: Tx, gone: list[Gone], now: datetime) -> int:
    people = [who for who in forgotten.still_known(tx, gone) if not holds.holds_citizen(tx, who)]
    for citizen_id in people:
        citizens.forget(tx, citizen_id, now)
    forgotten.add(tx, gone)
    return len(people)


def _read(line: str) -> Gone | None:
    try:
        at, channel, kind, hashed = line.split()
        return Gone(channel, kind, bytes.fromhex(hashed), datetime.fromisoformat(at).astimezone(UTC))
    except ValueError:
        return None


def _lines(gone: Iterable[Gone]) -> str:
    rows = sorted(gone, key=lambda one: (one.at, one.hash))
    return "".join(f"{one.at.isoformat()} {one.channel} {one.kind} {one.hash.hex()}\n" for one in rows)


def _append(path: Path, gone: list[Gone]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="ascii") as file:  # noqa: PTH123 - the mode
        file.write("\n" + _lines(gone) if file.tell() else _lines(gone))  # after a line that was cut short
        file.flush()
        os.fsync(file.fileno())


def _write(path: Path, gone: list[Gone]) -> None:
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    _append(draft, gone)
    draft.replace(path)
