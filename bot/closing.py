"""A closing that was found good is put before those who reported it, each for their own case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot import desk_messages as messages
from bot.desk_photos import before_and_after
from bot.desk_steps import OutOfTurn, Working, go, settled, with_followers
from bot.house import House
from bot.judging import silent
from handlers import reporter_notices
from handlers.talk import Media
from handlers.units import in_spoken
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
    return put(here, row, as_noted_down(here, row), "system", "approved")


def put(
    here: Working, row: CaseRow, proposal: Proposal, actor: str, kind: str, said: Proposal | None = None
) -> CaseRow:
    """Before those whose cases follow, and before the reporter; each judges their own."""
    for one in reversed(with_followers(here, row)):
        if one.state != "proposed":
            _put_one(here, one, row, proposal, _event(actor, kind, said))
    return messages.again(here, row)


def _event(actor: str, kind: str, said: Proposal | None) -> dict[str, str]:
    """The move's event; what was noted down before is not said twice."""
    if said is None:
        return {"actor": actor, "kind": kind}
    promised = said.promised.isoformat() if said.promised else ""
    return {
        "actor": actor,
        "kind": kind,
        "words": said.words,
        "reason": said.reason or said.outcome,
        "target": promised,
    }


def _put_one(here: Working, row: CaseRow, main: CaseRow, proposal: Proposal, event: dict[str, str]) -> None:
    row = case_moves.set_outcome(here.tx, row, proposal.outcome)
    row = go(here, row, "proposed", **event)
    if proposal.outcome == "cannot" and proposal.promised:
        promises.make(here.tx, row.id, proposal.by, proposal.promised, here.now)
    if row.citizen_id is None:  # forgotten: nobody can answer
        silent(here, row)
        return
    row = settled(here, row)
    media = (*before_and_after(here.tx, row, main), *proposal.photos)
    days = here.house.deadlines.reply_days
    messages.tell_reporter(
        here,
        row,
        lambda seen: reporter_notices.proposed(
            seen, proposal, reason_in_words(here, proposal.reason), media, days
        ),
    )


def reason_in_words(here: Working, key: str) -> str:
    """Why it cannot be done, in the language that is being spoken."""
    names = here.house.city.cannot_reasons.get(key)
    return in_spoken(names) if names else ""


def noted_down(here: Working, row: CaseRow, proposal: Proposal) -> CaseRow:
    """What waits for a tap or a look at its photo; the event keeps it until then."""
    return case_moves.happen(
        here.tx,
        row,
        "proposed",
        actor=f"official:{proposal.by}",
        now=here.now,
        words=proposal.words,
        reason=proposal.reason or proposal.outcome,
        target=proposal.promised.isoformat() if proposal.promised else "",
    )


def as_noted_down(here: Working, row: CaseRow) -> Proposal:
    """What was proposed last, as its event keeps it."""
    event = next(e for e in reversed(case_events.events(here.tx, row.id)) if e.kind == "proposed")
    return Proposal(
        outcome=row.outcome,
        words=event.words,
        reason=event.reason if row.outcome == "cannot" else "",
        promised=date.fromisoformat(event.target) if event.target else None,
        by=int(event.actor.removeprefix("official:")),
    )
