"""Its reporter judges a closing: settled, not yet, or nothing at all; and rates the handling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.desk import messages
from bot.desk.entitled import NotDone
from bot.desk.steps import OutOfTurn, Working, go, let_go, owner_from, settled, stands_alone
from bot.house import House
from bot.recording import Recording, keep_media
from handlers import reporter_notices, step_notices
from handlers.case_states import CLOSED, OUTCOMES
from handlers.desk_events import ClosingJudged, HandlingDeclined, HandlingExplained, HandlingRated
from handlers.talk import Recorded, Words
from storage import case_moves, cases, handling_sends, officials, promises
from storage.cases import CaseRow
from storage.outbox import Message
from storage.store import Tx

CITIZEN, SYSTEM = "citizen", "system"
FIRST, AGAIN = "unit", "coordinator"  # who has a case that its reporter opens again


def judged(event: ClosingJudged, here: Recording) -> Recorded:
    """Closed by its reporter, or open again with the same number and the same clock.

    Raises NotDone: gone (not theirs, or nothing is proposed), closed (it is over).
    """
    row = _theirs(here, event.number)
    if row.closed_at is not None:
        raise NotDone("closed")
    if row.state != "proposed":
        raise NotDone("gone")
    keep_media(here, "case", row.id, event.words.media)
    return _agreed(here, row, event.words) if event.settled else reopened(here, row, event.words)


def _agreed(here: Recording, row: CaseRow, words: Words) -> Recorded:
    after = _closed(
        here, row, OUTCOMES[row.outcome][0], "settled", actor=CITIZEN, by="reporter", words=words.text
    )
    if row.outcome != "cannot":  # nobody waits any more for a day that was promised earlier
        promises.kept(here.tx, row.id, here.now)
    messages.tell_owner(
        here, after, row.owner_id, lambda seen, _: step_notices.settled(seen, words, row.outcome)
    )
    return Recorded(number=row.number)


def reopened(here: Working, row: CaseRow, words: Words) -> Recorded:
    """It goes on with the same number and the same clock, as its reporter says that it is not settled."""
    owner_id = owner_from(here, row, AGAIN if row.reopened else FIRST)
    after = case_moves.reopen(here.tx, row, words=words.text, owner_id=owner_id, now=here.now)
    after = settled(here, stands_alone(here, after))
    told = officials.among(here.tx, {o for o in (owner_id, row.owner_id) if o})
    messages.tell_officials(
        here,
        after,
        told,
        lambda seen, official: step_notices.reopened(
            seen, words, times=after.reopened, yours=official.id == owner_id
        ),
    )
    role = next((official.role for official in told if official.id == owner_id), "")
    return Recorded(number=row.number, reader=role)


def rated(event: HandlingRated, here: Recording) -> Recorded:
    """How its reporter found the handling of a closed case. Raises NotDone: gone."""
    row = _closed_and_theirs(here, event.number)
    if event.score not in range(1, 5):
        raise NotDone("gone")
    case_moves.rate(here.tx, row, event.score, here.now)
    return Recorded(number=row.number)


def explained(event: HandlingExplained, here: Recording) -> Recorded:
    """Why they rated it so; whoever may read the case reads it there. Raises NotDone: gone."""
    row = _closed_and_theirs(here, event.number)
    keep_media(here, "case", row.id, event.words.media)
    case_moves.happen(here.tx, row, "told_why", actor=CITIZEN, words=event.words.text, now=here.now)
    return Recorded(number=row.number)


def declined(event: HandlingDeclined, here: Recording) -> Recorded:
    """They would rather not say, and are not asked again. Raises NotDone: gone."""
    row = _closed_and_theirs(here, event.number)
    handling_sends.declined(here.tx, row.id, here.now)
    return Recorded(number=row.number)


def _closed_and_theirs(here: Recording, number: str) -> CaseRow:
    row = _theirs(here, number)
    if row.closed_at is None:
        raise NotDone("gone")
    return row


def _theirs(here: Recording, number: str) -> CaseRow:
    row = cases.by_number(here.tx, number, lock=True)
    if row is None or row.citizen_id != here.person.id:
        raise NotDone("gone")
    return row


def close_in_silence(
    tx: Tx, house: House, row: CaseRow, now: datetime, tell: Callable[[Message], None]
) -> CaseRow:
    """The reporter did not say anything in time: the third outcome, counted apart. `row` is locked."""
    here = OutOfTurn(tx, house, now, tell)
    after = silent(here, row)
    messages.tell_reporter(here, after, reporter_notices.silent)
    messages.tell_owner(here, after, row.owner_id, lambda seen, _: step_notices.silent(seen))
    return after


def silent(here: Working, row: CaseRow) -> CaseRow:
    """Closed without a reply, as what was proposed or as nothing."""
    goal = OUTCOMES[row.outcome][1] if row.state == "proposed" else "silent"
    return _closed(here, row, goal, "silent", actor=SYSTEM, by="silence")


def _closed(
    here: Working, row: CaseRow, goal: str, kind: str, *, actor: str, by: str, words: str = ""
) -> CaseRow:
    if goal not in CLOSED:
        raise ValueError(f"{goal} closes nothing")
    after = settled(here, go(here, row, goal, kind, actor=actor, words=words, closed_by=by))
    let_go(here, after)
    return after
