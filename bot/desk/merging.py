"""Cases that tell the same: one is worked on, the others follow it, and each reporter judges their own."""

from __future__ import annotations

from bot.desk import messages
from bot.desk.entitled import NotDone, entrusted
from bot.desk.steps import Working, go, own, settled, with_followers, withdraw
from bot.recording import Recording
from handlers import reporter_notices
from handlers.case_states import WAITING
from handlers.desk_events import CasesMerged
from handlers.talk import Recorded
from storage import case_moves, cases
from storage.cases import CaseRow


def merged(event: CasesMerged, here: Recording) -> Recorded:
    """This case, and what follows it, follows `into` from now on; its reporter is told.

    Raises NotDone; waiting also when the other one waits for its reporter, merged when it follows a third.
    """
    cases.lock_many(here.tx, [event.number, event.into])  # in the order of their ids, whichever is which
    row, official = entrusted(here, event.number, "merge", event.version)
    into, _ = entrusted(here, event.into, "merge")
    if row.id == into.id:
        raise NotDone("merged", into.number)
    if into.state in WAITING or row.route != into.route:
        raise NotDone("waiting" if into.state in WAITING else "forbidden")
    actor = f"official:{official.id}"
    joining = {one.id for one in with_followers(here, row)}
    case_moves.merge(here.tx, row, into, actor=actor, now=here.now)
    others = with_followers(here, into)[1:]
    for one in others:
        if one.id not in joining:
            continue
        after = _join(here, one, into, actor)
        messages.tell_reporter(here, after, lambda seen: reporter_notices.merged(seen, len(others)))
    return Recorded(number=into.number, name=row.number)


def _join(here: Working, row: CaseRow, into: CaseRow, actor: str) -> CaseRow:
    """The same office, the same owner, and as far as the other one is."""
    if row.unit != into.unit:
        row = case_moves.pass_to(
            here.tx,
            row,
            unit=into.unit,
            route=into.route,
            owner_id=into.owner_id,
            actor=actor,
            now=here.now,
            words="",
        )
    row = own(here, withdraw(here, row), into.owner_id, actor)
    if row.state not in WAITING and into.state in ("assigned", "in_progress") and row.state != into.state:
        kind = "assigned" if into.state == "assigned" else "taken"
        row = go(here, row, into.state, kind, actor=actor)
    return settled(here, row)
