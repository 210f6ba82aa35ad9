"""Waits until whoever began before now has ended: from then on everybody has heard what was said before."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import text

from storage.failures import Outage
from storage.store import Store, Tx

T = TypeVar("T")
# No transaction of ours lives longer: a statement and an idle transaction are cut off after a minute each.
LONGEST_SECONDS = 130.0
_LOOK_SECONDS = 0.1
_EARLIER = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND xact_start <= :moment"
)


def wait_for_earlier(store: Store, sleep: Callable[[float], None] = time.sleep) -> None:
    """Returns once every transaction is over that had begun when this was called. Raises Outage."""
    if store.is_sqlite:
        patiently(store, lambda _tx: None)  # one writes at a time: whoever wrote before us is through
        return
    with store.reading() as tx:
        moment: datetime = tx.connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    waited = 0.0
    while waited < LONGEST_SECONDS and _under_way(store, moment):
        sleep(_LOOK_SECONDS)
        waited += _LOOK_SECONDS


def patiently(store: Store, run: Callable[[Tx], T], tries: int = 60) -> T:
    """`run` in a transaction that writes, again and again while others keep the database busy.

    Outage when it could not be used so often: each try waits for some seconds by itself.
    """
    for left in range(tries, 0, -1):
        try:
            with store.begin() as tx:
                return run(tx)
        except Outage:
            if left == 1:
                raise
    raise AssertionError("no try at all")


def _under_way(store: Store, moment: datetime) -> bool:
    with store.reading() as tx:
        return bool(tx.connection.execute(_EARLIER, {"moment": moment}).scalar_one())
