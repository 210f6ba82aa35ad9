"""Cases that tell the same: one is worked on, the others follow it, and each reporter judges their own."""

from __future__ import annotations

from bot import desk_messages as messages
from bot.desk_steps import Working, go, own, settled, with_followers, withdraw
from bot.entitled import NotDone, entrusted
from bot.recording import Recording
from handlers import case_notices
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
    joining = with_followers(here, row)
    for one in joining:
        _join(here, one, into, actor)
    reports = len(with_followers(here, messages.again(here, into)))
    for one in joining:
        messages.tell_reporter(
            here, messages.again(here, one), lambda seen: case_notices.merged_to_reporter(seen, reports)
        )
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
    row = case_moves.merge(here.tx, row, into, actor=actor, now=here.now)
    if row.state not in WAITING and into.state in ("assigned", "in_progress") and row.state != into.state:
        row = go(here, row, into.state, "merged", actor=actor)
    return settled(here, row)
