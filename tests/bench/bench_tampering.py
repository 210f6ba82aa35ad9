"""Somebody with SQL against the log, 1,000 times; and 1,000 lawful histories of which none may be accused.

make bench BENCH=tampering                        some ten minutes
BENCH_EDITS=50 make bench BENCH=tampering   a look whether it works
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import update

from storage import audit, audit_sealing, schema
from storage.audit_checking import check
from storage.audit_codes import read
from storage.models import Audit
from storage.store import Store, Tx
from storage.vault import Vault
from tests.doubles.postgres import postgres, postgres_url
from tests.storage import tampering
from tests.storage.histories import History

EDITS = int(os.environ.get("BENCH_EDITS", "1000"))
KEY = bytes(range(32))


@contextmanager
def stores(tmp_path: Path) -> Iterator[dict[str, Store]]:
    """An empty database of each kind."""
    with postgres(durable=False) as server, postgres_url(server) as url:
        made = {
            "SQLite": Store(f"sqlite:///{tmp_path}/a.db", Vault(KEY)),
            "PostgreSQL": Store(url, Vault(KEY)),
        }
        for store in made.values():
            schema.upgrade(store)
        yield made
        for store in made.values():
            store.dispose()


def bench_edits_after_sealing(tmp_path: Path) -> None:
    with stores(tmp_path) as made:
        for name, store in made.items():
            with _undone(store) as tx:
                _attack(name, tx, random.Random(2026))


def _attack(name: str, tx: Tx, dice: random.Random) -> None:
    """Every kind of edit in turn, each on the same history, until there were so many."""
    history = History(tx, dice).begin().go_on(120)
    tx, code = history.tx, read(history.codes[-1])
    done, found, without, named = Counter[str](), Counter[str](), Counter[str](), dict[str, Counter[str]]()
    while done.total() < EDITS:
        edit = dice.choice(tampering.EDITS)
        with _savepoint(tx):
            if not edit(tx, dice):
                continue
            kinds = {each.what for each in check(tx, [code]).findings}
            done[edit.__name__] += 1
            found[edit.__name__] += bool(kinds)
            without[edit.__name__] += check(tx).found > 0
            named.setdefault(edit.__name__, Counter()).update(kinds)
    print(
        f"\n{name}: {done.total()} edits of {check(tx).rows} sealed rows, found with --head: {found.total()}"
    )
    print(f"{'':32}{'done':>6}{'with --head':>13}{'without':>9}  named as")
    for edit_name in sorted(done):
        told = ", ".join(f"{kind} {count}" for kind, count in named[edit_name].most_common(3))
        numbers = f"{done[edit_name]:>6}{found[edit_name]:>13}{without[edit_name]:>9}"
        print(f"{edit_name.replace('_', ' '):32}{numbers}  {told}")
    assert found == done


def bench_the_gap_after_the_last_head(tmp_path: Path) -> None:
    """What is not found: an edit after the last head by somebody who has the key."""
    with stores(tmp_path) as made:
        for name, store in made.items():
            with _undone(store) as tx:
                print(
                    f"\n{name}: {_in_the_gap(tx, random.Random(2026))} of 50 edits after the last head found"
                )


def _in_the_gap(tx: Tx, dice: random.Random) -> int:
    history = History(tx, dice).begin().go_on(40)
    codes, tx = [read(code) for code in history.codes], history.tx
    found = 0
    for _ in range(50):
        with _savepoint(tx):
            _edits_the_newest(history, dice)
            found += check(tx, codes).found > 0
    return found


def _edits_the_newest(history: History, dice: random.Random) -> None:
    """A line of just now, sealed, changed, and the chain built anew from there."""
    line = audit.add(history.tx, "export", "operator", history.now)
    made = audit_sealing.seal(history.tx, history.now)
    assert made is not None
    actor = f"official:{dice.randint(1, 9)}"
    history.tx.connection.execute(update(Audit).where(Audit.id == line).values(actor=actor))
    tampering.chain_anew(history.tx, made.number)


def bench_lawful_histories(tmp_path: Path) -> None:
    with stores(tmp_path) as made:
        for name, store in made.items():
            accused, rows = _lawful(store, 25)
            print(f"\n{name}: {EDITS} lawful histories of {rows} sealed rows, {accused} accused")
            assert accused == 0


def _lawful(store: Store, steps: int) -> tuple[int, int]:
    accused = rows = 0
    for seed in range(EDITS):
        with _undone(store) as tx:
            history = History(tx, random.Random(seed)).begin().go_on(steps)
            checked = check(history.tx, [*map(read, history.codes)])
            accused, rows = accused + (checked.found > 0), rows + checked.rows
    return accused, rows


@contextmanager
def _undone(store: Store) -> Iterator[Tx]:
    """A transaction that leaves nothing behind."""
    with store.writing.connect() as connection:
        transaction = connection.begin()
        try:
            yield store.tx(connection)
        finally:
            transaction.rollback()


@contextmanager
def _savepoint(tx: Tx) -> Iterator[None]:
    point = tx.connection.begin_nested()
    try:
        yield
    finally:
        point.rollback()
