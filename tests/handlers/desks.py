"""Officials for conversations: a desk with cases, one of them opened, and what comes of each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from handlers.case import CaseSeen
from handlers.desk_views import Clock, Desk, DeskLine, Step, Work
from handlers.events import Event
from handlers.facts import Facts
from handlers.talk import Recorded
from tests.handlers.city import CITY, TODAY, WIB, facts
from tests.handlers.talker import NUMBER, Talker
from tests.handlers.worked import with_reasons

OTHER = "KS-2610-2M9D"
TODAY_AT_EIGHT = datetime(2026, 11, 24, 8, 12, tzinfo=WIB)
EVERYTHING = frozenset(
    "see take pass ask note answer merge propose approve archive remind export recategorise step_out pull"
    " disclose".split()
)
AN_OFFICERS = frozenset("see take pass ask note answer merge propose".split())

WORKING_CITY = with_reasons(CITY)

SEEN = CaseSeen(
    number=NUMBER,
    kind="complaint",
    unit="Dinas Perhubungan",
    words="Lampu jalan mati",
    answer_due=date(2026, 12, 1),
)


def line(number: str = NUMBER, **changes: object) -> DeskLine:
    """A case on a desk, due in a week and somebody else's unless said otherwise."""
    plain = DeskLine(
        number=number,
        kind="complaint",
        state="in_progress",
        unit="",
        category="Lampu jalan",
        opened=date(2026, 11, 17),
        due=TODAY + timedelta(days=7),
        overdue=False,
        owner="Ratna",
        mine=False,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # a test names real fields


def late(number: str = OTHER, days: int = 3, **changes: object) -> DeskLine:
    return line(number, due=TODAY - timedelta(days=days), overdue=True, **changes)


def desk_of(*lines: DeskLine, **changes: object) -> Desk:
    """A desk with these cases on its only page, counted."""
    counted = Desk(
        lines=lines,
        found=len(lines),
        late=sum(one.overdue for one in lines),
        open=len(lines),
        mine=sum(one.mine for one in lines),
    )
    return replace(counted, **changes)  # type: ignore[arg-type] # a test names real fields


def work(**changes: object) -> Work:
    """A case in progress that is its reader's own, as an officer opens it."""
    plain = Work(
        number=NUMBER,
        version=4,
        kind="complaint",
        state="in_progress",
        unit="Dishub",
        unit_key="dishub",
        category="Lampu jalan",
        about="service",
        words="Lampu jalan di depan pasar mati sejak Minggu.",
        where="Jl. Veteran",
        when="2026-11-22",
        reporter="",
        opened=date(2026, 11, 23),
        due=date(2026, 11, 30),
        overdue=False,
        next_step="answer",
        owner="Budi",
        mine=True,
        may=AN_OFFICERS,
        reader="officer",
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # a test names real fields


def step(kind: str, who: str = "Budi", words: str = "", minutes: int = 0, **changes: object) -> Step:
    happened = Step(TODAY_AT_EIGHT + timedelta(minutes=minutes), kind, who, words)
    return replace(happened, **changes)  # type: ignore[arg-type] # a test names real fields


CLOCK = Clock(counted=(date(2026, 11, 24),), stood_still=(), free=(), due=date(2026, 11, 30), rule="answer")


def official(desk: Desk | None = None, opened: Work | None = None, **changes: object) -> Facts:
    """What an official's conversation is handed."""
    return facts(city=WORKING_CITY, is_official=True, desk=desk or Desk(), work=opened, **changes)


def always(**recorded: object) -> Callable[[Event, Facts], Recorded]:
    """A storage of which this comes, whatever was decided."""
    came = Recorded(**recorded)  # type: ignore[arg-type] # a test names real fields
    return lambda event, known: came


def at_work(opened: Work | None = None, **recorded: object) -> Talker:
    """Somebody with a case open before them; `recorded` is what comes of each step."""
    return Talker(official(opened=opened or work()), record=always(**{"number": NUMBER, **recorded}))


def opens(opened: Work | None = None, action: str = "", **recorded: object) -> Talker:
    """The same after a tap on the case's button, or on the button of one step."""
    opened = opened or work()
    arg = f"{NUMBER}.{action}.{opened.version}" if action else NUMBER
    return at_work(opened, **recorded).presses(f"go.work:{arg}")
