"""What a storage would make of a step on a case, so that a play goes on where the last message left it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.desk_events import (
    CasePassed,
    CasesMerged,
    CaseTaken,
    ClosingApproved,
    ClosingJudged,
    ClosingProposed,
    DataAsked,
    HandlingRated,
    NoteAdded,
)
from handlers.desk_views import Desk, DeskLine, Step, Work
from handlers.events import Event
from handlers.facts import City, Facts
from handlers.talk import Recorded
from tests.handlers.city import WIB

STARTED = datetime(2026, 11, 24, 8, 12, tzinfo=WIB)
OFFICER = "Budi"


def recorded_step(event: Event, facts: Facts) -> Recorded | None:
    """What came of the step; None: no step on a case."""
    number = getattr(event, "number", "")
    if isinstance(event, CasePassed):
        return Recorded(number=number, name=_name(event, facts))
    if isinstance(event, CasesMerged):
        return Recorded(number=event.into)
    if isinstance(event, ClosingProposed):
        return Recorded(number=number, reader=_asked_first(event, facts.work))
    if isinstance(event, ClosingJudged):
        return Recorded(number=number, reader="" if event.settled else "head")
    return Recorded(number=number) if isinstance(event, _SEEN) else None


_SEEN = (CaseTaken, NoteAdded, DataAsked, ClosingApproved, HandlingRated)


def _name(event: CasePassed, facts: Facts) -> str:
    if event.unit:
        return facts.city.units[event.unit].label
    return facts.work.colleagues[event.official] if facts.work else ""


def _asked_first(event: ClosingProposed, work: Work | None) -> str:
    if event.outcome == "cannot":
        return "head"
    return "photo" if work and work.physical and event.outcome == "fixed" else "reporter"


def after_step(facts: Facts, event: Event) -> Facts:
    """The facts as the next turn is handed them."""
    closing, cases = facts.closing, facts.cases
    if closing and isinstance(event, ClosingJudged):
        state = "fixed" if event.settled else "reopened"
        cases = tuple(replace(c, state=state) if c.number == event.number else c for c in cases)
        closing = replace(closing, state=state) if event.settled else None
    if facts.work is None or facts.desk is None:
        return replace(facts, closing=closing, cases=cases)
    work = _work_after(facts.work, event)
    return replace(facts, work=work, desk=_desk_after(facts.desk, work))


def _work_after(work: Work, event: Event) -> Work:
    at = STARTED + timedelta(minutes=5 * work.version)
    if isinstance(event, CaseTaken):
        return _moved(work, Step(at, "taken", OFFICER), state="in_progress", next_step="answer")
    if isinstance(event, NoteAdded):
        return _moved(work, Step(at, "noted", OFFICER, event.words.text))
    if isinstance(event, ClosingProposed):
        promised = event.promised.isoformat() if event.promised else ""
        told = Step(at, "proposed", OFFICER, event.words.text, "", event.reason or event.outcome, promised)
        return _moved(work, told, outcome=event.outcome)
    if isinstance(event, ClosingApproved) and event.approved:
        return _moved(work, Step(at, "approved", "Hendra"), state="proposed", next_step="reporter", due=None)
    return work


def _moved(work: Work, step: Step, **changes: object) -> Work:
    changed = {"version": work.version + 1, "steps": (*work.steps, step), **changes}
    return replace(work, **changed)  # type: ignore[arg-type] # fields of a case, named above


def _desk_after(desk: Desk, work: Work) -> Desk:
    lines = tuple(_line_after(line, work) if line.number == work.number else line for line in desk.lines)
    return replace(desk, lines=lines)


def _line_after(line: DeskLine, work: Work) -> DeskLine:
    return replace(line, state=work.state, due=work.due, overdue=work.overdue)


def with_reasons(city: City) -> City:
    """The city with what offices choose from when something cannot be done, or is no report."""
    return replace(
        city,
        cannot_reasons={
            "budget": {"id": "anggarannya belum ada", "en": "there is no budget yet"},
            "land": {"id": "lahannya bukan milik kota", "en": "the land is not the city's"},
        },
        archive_reasons={
            "unclear": {"id": "tidak jelas apa yang dilaporkan", "en": "it is not clear what is reported"},
            "test": {"id": "hanya percobaan", "en": "it was only a try"},
        },
    )
