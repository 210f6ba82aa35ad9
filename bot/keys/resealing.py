"""Seals everything again by the key of now, a few rows at a time, so that turns go on meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from bot.keys.files import reseal_files
from storage import media, resealing
from storage.barrier import patiently
from storage.resealing import Place, Sealed
from storage.store import Store, Tx

ROWS = 100  # a transaction of some milliseconds: a turn that comes meanwhile waits no longer
ROUNDS = 50  # rows that somebody worked on are met in the next one
PAUSE_SECONDS = 0.01  # at least, between two: others get the database as well
Told = Callable[[str, int], None]


class Walk:
    """Once through every sealed column. What is done is stepped over, so it may begin anew at any time.

    `look` and `seal` take turns: looking only reads, however much there is, and sealing is short.
    """

    def __init__(self, rows: int = ROWS) -> None:
        self._tables, self._rows = resealing.tables(), rows
        self._after: Place | None = None
        self._found: list[tuple[Sealed, list[Place]]] = []
        self.table, self.done = "", 0

    def look(self, tx: Tx) -> bool:
        """Find the next rows that another key has sealed; whether there are any."""
        self._found, room = [], self._rows
        while self._tables and room:
            of = self._tables[0]
            if places := resealing.waiting(tx, of, self._after, room):
                self._found.append((of, places))
                self.table, self._after = of.name, places[-1]
            if len(places) < room:
                self._tables, self._after = self._tables[1:], None
            room -= len(places)
        return bool(self._found)

    def seal(self, tx: Tx) -> None:
        """Seal them anew. What is not is met in the next round."""
        self.done += sum(resealing.reseal(tx, of, places) for of, places in self._found)


def reseal(
    store: Store, directory: Path, told: Told, sleep: Callable[[float], None] = time.sleep
) -> dict[str, int]:
    """Rows, then files, until nothing is left but what is named: column to count. Raises Outage, Tampered."""
    for _ in range(ROUNDS):
        if not _round(store, told, sleep):
            break
    done = reseal_files(directory, store.vault, lambda: _paths(store), lambda count: told("files", count))
    told("files", done)
    with store.reading() as tx:
        return dict(resealing.left(tx))


def _round(store: Store, told: Told, sleep: Callable[[float], None]) -> int:
    walk = Walk()
    while _look(store, walk):
        began = time.monotonic()
        patiently(store, walk.seal)
        told(walk.table, walk.done)
        sleep(max(PAUSE_SECONDS, time.monotonic() - began))  # at most half of the time is ours
    return walk.done


def _look(store: Store, walk: Walk) -> bool:
    with store.reading() as tx:
        return walk.look(tx)


def _paths(store: Store) -> set[str]:
    with store.reading() as tx:
        return media.paths(tx)
