"""Two hundred taps for ten seats over two processes on PostgreSQL: ten, and the line in its order."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.settings import Settings
from bot.wiring import build_house, sync_units
from storage import seats
from storage.store import Store
from storage.vault import Vault
from tests.bot.coming import Coming
from tests.doubles.postgres import Lent

PEOPLE, SEATS, BORDER = 200, 10, 100
Process = subprocess.Popen[str]


@pytest.fixture
def coming(lent: Lent, vault: Vault, settings: Settings, now: datetime) -> Iterator[Coming]:
    with lent.url() as url:
        store = Store(url, vault)
        sync_units(settings, store)
        yield Coming(store, build_house(settings), settings, now)
        store.dispose()


def tapper(url: str, first: int, last: int, batch: int) -> Process:
    command = [sys.executable, "-m", "tests.bot.tapper", url, *map(str, (first, last, batch))]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, **pipes)  # type: ignore[call-overload, no-any-return]  # as above


@pytest.mark.parametrize("batches", [(1, 100), (7, 50)], ids=str)
def test_two_processes_give_ten_seats_and_no_more(coming: Coming, batches: tuple[int, int]) -> None:
    row = coming.announced(citizens=SEATS)
    people = [str(number) for number in range(PEOPLE)]
    coming.invites(*people)
    url = coming.store.url.render_as_string(hide_password=False)
    both = [tapper(url, 0, BORDER, batches[0]), tapper(url, BORDER, PEOPLE, batches[1])]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("now\n")
        process.stdin.flush()
    for process in both:
        _said, wrong = process.communicate(timeout=120)
        assert process.returncode == 0, wrong
    with coming.store.reading() as tx:
        assert seats.taken(tx, row.id) == {"citizens": SEATS}
        line = seats.line(tx, row.id, "citizens")
    assert [word.place for word in line] == list(range(1, PEOPLE - SEATS + 1))
    waiting = [int(address) for address in coming.line()]
    for mine in (range(BORDER), range(BORDER, PEOPLE)):
        in_line = [number for number in waiting if number in mine]
        assert in_line == sorted(in_line)  # each process's taps stand in the order in which they were made
    assert coming.answers(*people).count("come") == SEATS
