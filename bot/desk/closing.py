"""A closing that was found good is put before those who reported it, each for their own case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.desk import messages
from bot.desk.judging import silent
from bot.desk.photos import before_and_after, photos_sent
from bot.desk.steps import OutOfTurn, Working, go, settled, with_followers
from bot.house import House
from handlers import reporter_notices
from handlers.talk import Media
from handlers.untraceable import WAY
from handlers.work_words import reason_in_words
from storage import case_events, case_moves, promises
from storage.cases import CaseRow
from storage.outbox import Message
from storage.store import Tx


@dataclass(frozen=True)
class Proposal:
    """What is put before a reporter: the words, and for "cannot" its reason and the promised day."""

    outcome: str
    words: str
    reason: str
    promised: date | None
    by: int  # the official who proposed it
    photos: tuple[Media, ...] = ()  # that need no look before they are shown


def propose_to_reporter(
    tx: Tx, house: House, row: CaseRow, now: datetime, tell: Callable[[Message], None]
) -> CaseRow:
    """What was noted down is good: its reporters are asked. `row` is locked and in progress."""
    here = OutOfTurn(tx, house, now, tell)
    return put(here, row, as_noted_down(here, row), approved_by="system")


def put(here: Working, row: CaseRow, proposal: Proposal, *, approved_by: str = "") -> CaseRow:
    """Before those whose cases follow, and before the reporter; each judges their own.

    `approved_by`: who let pass what the case had noted down before; that is not said there twice.
    """
    said = _said(proposal)
    agreed = {"actor": approved_by, "kind": "approved"} if approved_by else said
    for one in reversed(with_followers(here, row)):
        if one.state != "proposed":
            _put_one(here, one, row, proposal, agreed if one.id == row.id else said)
    return messages.again(here, row)


def _said(proposal: Proposal) -> dict[str, str]:
    """The event of a proposal: all that its reporter is asked about."""
    return {
        "actor": f"official:{proposal.by}",
        "kind": "proposed",
        "words": proposal.words,
        "reason": proposal.reason or proposal.outcome,
        "target": proposal.promised.isoformat() if proposal.promised else "",
    }


def _put_one(here: Working, row: CaseRow, main: CaseRow, proposal: Proposal, event: dict[str, str]) -> None:
    row = case_moves.set_outcome(here.tx, row, proposal.outcome)
    row = go(here, row, "proposed", **event)
    if proposal.outcome == "cannot" and proposal.promised:
        promises.make(here.tx, row.id, proposal.by, proposal.promised, here.now)
    if row.citizen_id is None and row.known_as != WAY:  # forgotten: nobody can answer
        silent(here, row)
        return
    row = settled(here, row)
    media = (*before_and_after(here.tx, row, main), *proposal.photos)
    days = here.house.deadlines.reply_days
    messages.tell_reporter(
        here,
        row,
        lambda seen: reporter_notices.proposed(
            seen, proposal, reason_in_words(here.house.city, proposal.reason), media, days
        ),
    )


def noted_down(here: Working, row: CaseRow, proposal: Proposal) -> CaseRow:
    """What waits for a tap or a look at its photo; the event keeps it until then."""
    return case_moves.happen(here.tx, row, now=here.now, **_said(proposal))


def as_noted_down(here: Working, row: CaseRow) -> Proposal:
    """What was proposed last, as its event keeps it."""
    event = next(e for e in reversed(case_events.events(here.tx, row.id)) if e.kind == "proposed")
    return Proposal(
        outcome=row.outcome,
        words=event.words,
        reason=event.reason if row.outcome == "cannot" else "",
        promised=date.fromisoformat(event.target) if event.target else None,
        by=int(event.actor.removeprefix("official:")),
        photos=photos_sent(here.tx, row, event.at) if row.outcome == "cannot" else (),
    )
