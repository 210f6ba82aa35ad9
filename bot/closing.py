"""A closing is proposed, approved or refused, and put before those who reported it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot import desk_messages as messages
from bot.desk_photos import before_and_after, photos_among
from bot.desk_steps import NOT_TAKEN, OutOfTurn, Working, go, own, settled, with_followers, withdraw
from bot.entitled import NotDone, entrusted, those_who_may
from bot.house import House
from bot.judging import silent
from bot.recording import Recording, keep_media
from handlers import reporter_notices, step_notices
from handlers.case_states import OUTCOMES_OF
from handlers.desk_events import ClosingApproved, ClosingProposed
from handlers.talk import Media, Recorded
from handlers.units import in_spoken
from storage import case_events, case_moves, officials, promises, proofs
from storage.cases import CaseRow
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Tx

_DECIDERS = ("head", "coordinator", "overseer")  # the nearest first


@dataclass(frozen=True)
class Proposal:
    """What is put before a reporter: the words, and for "cannot" its reason and the promised day."""

    outcome: str
    words: str
    reason: str
    promised: date | None
    by: int  # the official who proposed it
    photos: tuple[Media, ...] = ()  # that need no look before they are shown


# --- an official proposes, the head decides ---------------------------------------------------------------


def proposed(event: ClosingProposed, here: Recording) -> Recorded:
    """Put before the reporter at once, or after the head's tap, or once its photo was looked at.

    Raises NotDone: forbidden (no such outcome for this kind), no_reason, bad_day, no_photo, no_head.
    """
    row, official = entrusted(here, event.number, "propose", event.version)
    shown = _is_shown(here, row, event.outcome)
    _check(here, row, event, shown=shown)
    heads = _deciders(here, row, official) if event.outcome == "cannot" else []
    row = _in_hand(here, row, official)
    kept = keep_media(here, "case", row.id, event.words.media)
    row = case_moves.set_outcome(here.tx, row, event.outcome)
    photos = () if shown else event.words.media
    proposal = Proposal(event.outcome, event.words.text, event.reason, event.promised, official.id, photos)
    if not (heads or shown):
        row = _put(here, row, proposal, f"official:{official.id}", "proposed", said=proposal)
        return Recorded(number=row.number, reader="reporter" if row.citizen_id else "nobody")
    row = settled(here, _noted_down(here, row, proposal))
    if shown:
        proofs.expect(here.tx, row.id, photos_among(kept, event.words.media), proofs.CLOSING)
        return Recorded(number=row.number, reader="photo")
    messages.tell_officials(
        here,
        row,
        heads,
        lambda seen, _: step_notices.approval_asked(seen, official.name, event, _reason(here, event.reason)),
    )
    return Recorded(number=row.number, reader="head")


def _check(here: Recording, row: CaseRow, event: ClosingProposed, *, shown: bool) -> None:
    if event.outcome not in OUTCOMES_OF[row.kind]:
        raise NotDone("forbidden")
    if event.outcome == "cannot" and event.reason not in here.house.city.cannot_reasons:
        raise NotDone("no_reason")
    if event.promised is not None and event.promised <= here.house.today(here.now):
        raise NotDone("bad_day")
    if shown and not any(media.kind == "photo" for media in event.words.media):
        raise NotDone("no_photo")


def _is_shown(here: Working, row: CaseRow, outcome: str) -> bool:
    """Whether it is only settled with a new photo: something one can see was reported."""
    category = here.house.city.categories.get(row.category)
    return outcome == "fixed" and row.kind == "complaint" and category is not None and category.physical


def _deciders(here: Recording, row: CaseRow, official: OfficialRow) -> list[OfficialRow]:
    """Who is asked for the tap; nobody where the official decides alone. Raises NotDone: no_head."""
    if those_who_may(here.tx, [official], "approve", row):
        return []
    today = here.house.today(here.now)
    around = [o for o in officials.around(here.tx, row.unit) if o.serves(today)]
    able = those_who_may(here.tx, around, "approve", row)
    for role in _DECIDERS:
        if nearest := [o for o in able if o.role == role]:
            return nearest
    raise NotDone("no_head")


def _in_hand(here: Working, row: CaseRow, official: OfficialRow) -> CaseRow:
    """In progress, whatever it was; a case that nobody had taken is the proposing official's."""
    actor = f"official:{official.id}"
    if row.state in NOT_TAKEN:
        row = own(here, row, official.id, actor)
    if row.state == "in_progress":
        return row
    kind = "withdrawn" if row.state == "needs_data" else "taken"
    return go(here, row, "in_progress", kind, actor=actor)


def _noted_down(here: Working, row: CaseRow, proposal: Proposal) -> CaseRow:
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


def approved(event: ClosingApproved, here: Recording) -> Recorded:
    """The head's tap: the reporter is asked, or whoever proposed it reads why not."""
    row, official = entrusted(here, event.number, "approve", event.version)
    proposal = _as_noted_down(here, row)
    actor = f"official:{official.id}"
    if event.approved:
        row = _put(here, row, proposal, actor, "approved")
        return Recorded(number=row.number, reader="reporter" if row.citizen_id else "nobody")
    after = withdraw(here, row)
    after = case_moves.happen(here.tx, after, "declined", actor=actor, words=event.note.text, now=here.now)
    messages.tell_officials(
        here,
        settled(here, after),
        [o for o in officials.among(here.tx, [proposal.by]) if o.id != official.id],
        lambda seen, _: step_notices.declined(seen, official.name, event.note),
    )
    return Recorded(number=row.number)


def _as_noted_down(here: Working, row: CaseRow) -> Proposal:
    """What was proposed last, as its event keeps it."""
    event = next(e for e in reversed(case_events.events(here.tx, row.id)) if e.kind == "proposed")
    return Proposal(
        outcome=row.outcome,
        words=event.words,
        reason=event.reason if row.outcome == "cannot" else "",
        promised=date.fromisoformat(event.target) if event.target else None,
        by=int(event.actor.removeprefix("official:")),
    )


# --- put before the reporters ------------------------------------------------------------------------------


def propose_to_reporter(
    tx: Tx, house: House, row: CaseRow, now: datetime, tell: Callable[[Message], None]
) -> CaseRow:
    """What was noted down is good: its reporters are asked. `row` is locked and in progress."""
    here = OutOfTurn(tx, house, now, tell)
    return _put(here, row, _as_noted_down(here, row), "system", "approved")


def _put(
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
        lambda seen: reporter_notices.proposed(seen, proposal, _reason(here, proposal.reason), media, days),
    )


def _reason(here: Working, key: str) -> str:
    """Why it cannot be done, in the language that is being spoken."""
    names = here.house.city.cannot_reasons.get(key)
    return in_spoken(names) if names else ""
