"""Three reports that somebody would rather hide: who saw what of them, as a table made from the log.

Everybody in the city hall tries everything: opens the case by its number, looks for it on the desk, has it
read at the command line, takes it, and steps out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.offices.office import Mistaken
from bot.outside import reading, seen
from handlers.desk_events import CaseTaken
from handlers.events import CaseOpened
from handlers.oversight_events import SteppedOut
from handlers.talk import Words
from storage import officials
from tests.bot.days import COORDINATOR, HEAD, OFFICER, OVERSEER, REPORTER, Days
from tests.bot.overseeing import SECOND, city, overseen, presses, staffed

__all__ = ["city", "overseen", "staffed"]  # fixtures

PLAY = Path(__file__).parent / "plays" / "who-saw.txt"
BOTH = "2006"  # an overseer who serves at the office as well
PEOPLE = {
    OFFICER: "officer of the office",
    HEAD: "head of the office",
    COORDINATOR: "coordinator",
    OVERSEER: "overseer",
    SECOND: "second overseer",
    BOTH: "overseer and officer there",
}


def test_who_saw_what_is_a_table_from_the_log(overseen: Days) -> None:
    overseen.official("officer", "dpupr", BOTH)
    overseen.official("overseer", None, BOTH)
    reports = {
        "about the head": overseen.records(REPORTER, about("head")).number,
        "about the officer who would handle it": overseen.records(REPORTER, about("handler")).number,
        "about themselves, an overseer who serves there": overseen.records(
            REPORTER, about("staff", "bribe")
        ).number,
    }
    for number in reports.values():
        for address in PEOPLE:
            tries_everything(overseen, address, number)
    tables = [f"A report {what}\n{table(overseen, number)}" for what, number in reports.items()]
    text = "\n\n".join(tables) + "\n"
    print(text)
    assert text == PLAY.read_text(encoding="utf-8")


def about(whom: str, category: str = "slow") -> CaseOpened:
    return CaseOpened("complaint", "dpupr", category, whom, Words("Tolong diperiksa"))


def tries_everything(days: Days, address: str, number: str) -> None:
    """What they get is not looked at here: the log has to know."""
    presses(days, address, f"go.work:{number}")
    presses(days, address, f"go.desk:{number}")
    for official in offices(days, address):
        try:
            reading.read_case(days.store, days.house, number, official, "ingin tahu", days.now)
        except Mistaken:
            continue
    if address != OVERSEER:
        days.records(address, CaseTaken(number, days.version(number)))
        days.records(address, SteppedOut(number))


def offices(days: Days, address: str) -> Iterator[int]:
    with days.store.reading() as tx:
        everybody = officials.all_active(tx)
    mine = next(one.citizen_id for one in everybody if one.id == days.ids[address])
    yield from (one.id for one in everybody if one.citizen_id == mine)


def table(days: Days, number: str) -> str:
    """Told: messages about it. Opened, read, stepped out: lines of the log. A dash: nothing at all."""
    rows = {row["official"]: row for row in seen.seen(days.store, number)}
    head = f"{'':28}| told | opened | read | stepped out"
    lines = [line(rows[", ".join(map(str, offices(days, one)))], who) for one, who in PEOPLE.items()]
    return "\n".join([head, *lines])


def line(row: Mapping[str, Any], who: str) -> str:
    counts = [row[what] for what in ("told", "opened", "read", "stepped_out")]
    cells = [f"{n or '–':>{width}}" for n, width in zip(counts, (4, 6, 4, 11), strict=True)]
    return f"{who:28}| {' | '.join(cells)}"
