"""Whole cases as everybody reads them: one that climbs unattended, one whose promise is kept late."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handlers.desk_events import ClosingApproved, ClosingJudged, ClosingProposed, PromiseKept
from handlers.talk import Words
from tests.bot.days import HEAD, OFFICER, REPORTER, Days, city, staffed, taken

__all__ = ["city", "staffed"]  # fixtures

PLAYS = Path(__file__).parent / "plays"


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_case_that_was_taken_and_forgotten_reads_as_it_is_written(staffed: Days) -> None:
    assert staffed.play(forgotten(staffed)) == (PLAYS / "unattended.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_case_whose_promise_is_kept_late_reads_as_it_is_written(staffed: Days) -> None:
    assert staffed.play(kept_late(staffed)) == (PLAYS / "kept-late.txt").read_text(encoding="utf-8")


def forgotten(staffed: Days) -> str:
    """Taken, and then nobody touches it for two months; its number."""
    number = taken(staffed)
    staffed.runs_until(date(2027, 1, 31))
    return number


def kept_late(staffed: Days) -> str:
    """A promise is made, not kept on its day, and kept later; the number of the case."""
    number = taken(staffed)
    why = Words("Tiang yang baru sudah kami pesan dan datang bulan depan.")
    due = date(2026, 12, 14)
    staffed.records(OFFICER, ClosingProposed(number, staffed.version(number), "cannot", why, "budget", due))
    staffed.passes(1)
    staffed.records(HEAD, ClosingApproved(number, staffed.version(number), approved=True))
    staffed.records(REPORTER, ClosingJudged(number, settled=True))
    staffed.runs_until(date(2026, 12, 16))
    done = Words("Tiangnya sudah berdiri dan lampunya menyala.")
    staffed.records(OFFICER, PromiseKept(number, staffed.version(number), done))
    staffed.runs_until(date(2027, 1, 31))
    return number
