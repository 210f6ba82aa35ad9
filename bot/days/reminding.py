"""Reminds of cases that wait: each rung once, up to a tap, however often or late the timetable runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.days import ladder
from bot.days.ladder import Rung
from bot.house import House
from bot.offices.staff import Staff
from handlers import deadline_words
from handlers.deadline_words import Late
from handlers.talk import Say, speaking
from handlers.talk.stored import say_to_json
from storage import case_events, cases, outbox, rungs
from storage.cases import CaseLight, CaseRow
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.rungs import RungRow
from storage.store import Tx

AT_ONCE = 5000  # cases a statement: databases count the values in one


def waiting(tx: Tx, house: House, now: datetime) -> list[int]:
    """The cases of which somebody is to be reminded now, by id."""
    today = house.today(now)
    staff = Staff(tx, today)
    horizon = house.working_days.add(today, house.deadlines.remind_before_working_days)
    soon = cases.due(tx, horizon)
    found = []
    for start in range(0, len(soon), AT_ONCE):
        chunk = soon[start : start + AT_ONCE]
        sent = rungs.of_cases(tx, [row.id for row in chunk])
        found += [row.id for row in chunk if next_rung(staff, house, row, sent.get(row.id, ()), today)]
    return found


def climb(tx: Tx, house: House, case_ids: Sequence[int], now: datetime) -> int:
    """Send the next reminder of each of these cases, where it is due; how many messages that were."""
    today = house.today(now)
    staff = Staff(tx, today)
    rows = [row for case_id in case_ids if (row := cases.by_id(tx, case_id, lock=True))]
    sent = rungs.of_cases(tx, case_ids)
    messages: list[Message] = []
    for row in rows:
        rung = next_rung(staff, house, row, sent.get(row.id, ()), today)
        if rung and rungs.put(tx, row.id, rung.deadline, rung.due, rung.number, now):
            _note_down(tx, row, rung, now)
            messages += _messages(staff, house, row, rung)
    return sum(1 for one in outbox.add(tx, messages, now) if one is not None)


def next_rung(
    staff: Staff, house: House, row: CaseRow | CaseLight, sent: Iterable[RungRow], today: date
) -> Rung | None:
    """The reminder of this case that is due now, if any; `sent` are all of its rungs."""
    if row.next_at is None or not _is_ripe(row, sent, house, today):
        return None
    deadline = ladder.deadline_of(row.next_step, answered=row.answered_at is not None)
    last = max((rung.rung for rung in rungs_of(sent, deadline, row.next_at)), default=0)
    return ladder.next_rung(staff, row, deadline, row.next_at, last, today)


def _is_ripe(row: CaseRow | CaseLight, sent: Iterable[RungRow], house: House, today: date) -> bool:
    """Whether it is time for the next reminder, whoever gets it. What follows another case has none."""
    deadline = ladder.deadline_of(row.next_step, answered=row.answered_at is not None)
    if not deadline or row.next_at is None or row.merged_into is not None:
        return False
    mine = rungs_of(sent, deadline, row.next_at)
    return not ladder.is_over(row.route, mine) and ladder.is_time(row.next_at, mine, house, today)


def rungs_of(sent: Iterable[RungRow], deadline: str, due: date) -> list[RungRow]:
    """Those of this deadline on this day: a day that moved begins a ladder of its own."""
    return [rung for rung in sent if rung.deadline == deadline and rung.due == due]


def seen_late(staff: Staff, house: House, row: CaseRow | CaseLight, deadline: str, *, passed: bool) -> Late:
    """The case as a reminder tells of it."""
    unit = house.city.units.get(row.unit or "")
    owner = staff.around(row.unit).get(row.owner_id or 0)
    due = row.next_at or row.outer_due
    return Late(row.number, deadline, due, unit.name if unit else "", owner.name if owner else "", passed)


def reminder_to(official: OfficialRow, row: CaseRow | CaseLight, say: Say, key: str) -> Message | None:
    """The message to an official's chat; None: it is not bound to any. It waits for the end of the night."""
    if official.citizen_id is None:
        return None
    body = say_to_json(say)
    return Message("bulk", official.channel, official.citizen_id, "duty", body, key, case_number=row.number)


def _note_down(tx: Tx, row: CaseRow, rung: Rung, now: datetime) -> None:
    # No step of the case: whoever works on it just now must not be told that somebody was quicker.
    for official in rung.people:
        target, reason = f"official:{official.id}", f"{rung.deadline}.{rung.number}"
        case_events.happened(tx, [row.id], "reminded", "system", "", now, reason=reason, target=target)


def _messages(staff: Staff, house: House, row: CaseRow, rung: Rung) -> list[Message]:
    case = seen_late(staff, house, row, rung.deadline, passed=rung.passed)
    period = house.deadlines.climb_working_days
    messages = []
    for official in rung.people:
        with speaking(official.language):
            say = deadline_words.reminder(case, rung.number, period, top=rung.top)
        key = f"rung:{row.number}:{rung.deadline}:{rung.due}:{rung.number}:{official.id}"
        messages.append(reminder_to(official, row, say, key))
    return [message for message in messages if message is not None]
