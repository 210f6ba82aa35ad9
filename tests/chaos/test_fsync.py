"""Between the last write to SQLite's log and each acknowledgement to the network the log is synced."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.chaos.trace import Acknowledgement, acknowledgements, calls, reason_not_to, strace, table
from tests.doubles.botapi import BotApi
from tests.end_to_end.product import Product

WAITING = "SELECT count(*) FROM outbox WHERE state = 'pending'"


def test_the_two_halves_of_an_interrupted_call_are_one() -> None:
    told = [
        "12 fdatasync(7</d/suara.db-wal> <unfinished ...>",
        '11 sendto(9<socket:[4]>, "HTTP/1.1 200 OK"..., 80, 0, NULL, 0) = 80',
        "12 <... fdatasync resumed>)           = 0",
    ]
    sent, synced = calls(told)
    assert (sent.name, sent.file, sent.began, sent.returned) == ("sendto", "socket:[4]", 1, 1)
    assert (synced.name, synced.file, synced.began, synced.returned) == ("fdatasync", "/d/suara.db-wal", 0, 2)


def test_an_acknowledgement_before_the_sync_is_found(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    trace.write_text(
        '11 recvfrom(9<socket:[4]>, "POST /telegram/webhook HTTP/1.1"..., 999, 0, NULL, NULL) = 800\n'
        '12 pwrite64(7</d/suara.db-wal>, "x"..., 4096, 0) = 4096\n'
        "12 fdatasync(7</d/suara.db-wal>) = 0\n"
        '12 pwrite64(7</d/suara.db-wal>, "x"..., 4096, 4096) = 4096\n'
        '11 sendto(9<socket:[4]>, "HTTP/1.1 200 OK"..., 80, 0, NULL, 0) = 80\n'
        "12 fdatasync(7</d/suara.db-wal>) = 0\n",
        encoding="utf-8",
    )
    assert acknowledgements(trace, Path("/d/suara.db")) == [Acknowledgement(4, 2, 0)]


@pytest.mark.slow  # a traced program starts slowly
@pytest.mark.skipif(reason_not_to() != "", reason=reason_not_to())
def test_every_acknowledged_update_was_synced_to_the_disk_before(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with BotApi(rate=None) as api:
        # One tick at the start and none later: nothing but the citizen causes a write.
        quiet = {"SUARA_TIMETABLE__TICK_SECONDS": "3600"}
        product = Product(tmp_path / "product", api, "webhook", settings=quiet, under=strace(trace))
        try:
            product.suara("db", "upgrade")
            product.start()
            talk(api, product)
            _stop_traced(product)
        finally:
            product.close()
    found = acknowledgements(trace, product.directory / "suara.db")
    print(table(found))
    assert len(found) == len(api.confirmed()) == 5
    assert all(one.writes >= 1 for one in found), "a turn that wrote nothing"
    assert all(one.syncs_after_last_write >= 1 for one in found), table(found)


def talk(api: BotApi, product: Product) -> None:
    """A rating, one act after the other, each only when the marks of the one before are written."""
    citizen = api.person(101)
    acts = [
        lambda: citizen.opens("u-disdukcapil"),
        lambda: citizen.taps("score:4"),
        lambda: citizen.taps("service:-"),
        lambda: citizen.says("Ramah"),
        lambda: citizen.says("/status"),
    ]
    for act in acts:
        product.rows.until(WAITING, lambda waiting: waiting == 0)
        act()
        citizen.waits_for_reply(within=20)
        api.waits_until_confirmed(20)


def _stop_traced(product: Product) -> None:
    """SIGTERM to the program itself: strace, its parent, ends with it."""
    assert product.process is not None
    children = Path(f"/proc/{product.process.pid}/task/{product.process.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGTERM)
    assert product.process.wait(20) == 0
