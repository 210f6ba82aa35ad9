"""Dates counted anew by night: a day off that was added or taken away moves them, and that is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from bot.days.reminding import reminder_to
from bot.days.retiming import Dates, dates_of
from bot.house import House
from bot.offices import owning
from handlers import deadline_words
from handlers.case_states import WAITING
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import case_events, case_moves, cases, outbox
from storage.cases import CaseRow
from storage.outbox import Message
from storage.store import Tx

AT_ONCE = 5000  # cases a statement: databases count the values in one


def moved(tx: Tx, house: House, now: datetime) -> list[int]:
    """The open cases whose dates are not what the calendar says any more, by id."""
    found = []
    rows = cases.still_open(tx)
    for start in range(0, len(rows), AT_ONCE):
        chunk = rows[start : start + AT_ONCE]
        moves = case_events.moves(tx, [row.id for row in chunk])
        found += [r.id for r in chunk if not _stands(r, dates_of(r, moves.get(r.id, ()), house, now))]
    return found


def move(tx: Tx, house: House, case_ids: Iterable[int], now: datetime) -> int:
    """Store the cases' new dates; who was told another one hears both. How many messages that were."""
    return sum(_move(tx, house, case_id, now) for case_id in case_ids)


def _move(tx: Tx, house: House, case_id: int, now: datetime) -> int:
    row = cases.by_id(tx, case_id, lock=True)
    if row is None or row.closed_at is not None:
        return 0
    dates = dates_of(row, case_events.moves(tx, [case_id]).get(case_id, ()), house, now)
    case_moves.set_dates(tx, case_id, **asdict(dates))
    old, new = _told(row, row), _told(row, dates)
    if old == new or row.state in WAITING or row.merged_into is not None:
        return 0  # while its reporter is waited for the day is open anyhow: the clock stands still
    target = f"{old}/{new}"
    case_events.happened(tx, [row.id], "retimed", "system", "", now, reason="calendar", target=target)
    messages = [_to_owner(tx, house, row, old, new, now), _to_reporter(row, old, new)]
    added = outbox.add(tx, [message for message in messages if message], now)
    return sum(1 for one in added if one is not None)


def _stands(row: object, dates: Dates) -> bool:
    return all(getattr(row, name) == value for name, value in asdict(dates).items())


def _told(row: CaseRow, dates: CaseRow | Dates) -> date:
    """The day that people were told: by when there is an answer, and once there is one, an end."""
    return dates.answer_due if row.answered_at is None else dates.outer_due


def _to_owner(tx: Tx, house: House, row: CaseRow, old: date, new: date, now: datetime) -> Message | None:
    owner = owning.seen_to_by(tx, row, house.today(now))
    if owner is None:
        return None
    with speaking(owner.language):
        say = deadline_words.retimed(row.number, old, new)
    return reminder_to(owner, row, say, f"retimed:{row.number}:{row.version}:{old}:{new}:{owner.id}")


def _to_reporter(row: CaseRow, old: date, new: date) -> Message | None:
    """The reporter was told until when there is an answer, and of no other day."""
    if row.citizen_id is None or row.answered_at is not None:
        return None
    with speaking(row.language):
        say = deadline_words.retimed_to_reporter(row.number, old, new)
    key = f"retimed:{row.number}:{row.version}:{old}:{new}:reporter"
    body = say_to_json(say)
    return Message("bulk", row.channel, row.citizen_id, "reminder", body, key, case_number=row.number)
