"""What officials do about reminders: see to a case themselves, or remind those who have it."""

from __future__ import annotations

from datetime import date

from bot import ladder, owning
from bot.entitled import offices_of, those_who_may, who_may
from bot.recording import Recording
from bot.reminding import reminder_to, rungs_of, seen_late
from handlers import deadline_words
from handlers.desk_events import OwnersReminded, ReminderTapped
from handlers.talk import Recorded, speaking
from storage import cases, outbox, rungs
from storage.cases import CaseRow
from storage.officials import OfficialRow
from storage.outbox import Message


def tapped(event: ReminderTapped, here: Recording) -> Recorded:
    """Somebody who was reminded, or is above them, sees to it: the reminder holds for a climb period.

    Not done: forbidden (not theirs, or nobody was reminded), done (the deadline is over).
    """
    row = cases.by_number(here.tx, event.number, lock=True)
    official = _reminded(here, row, event) if row else None
    if row is None or official is None:
        return Recorded(done=False, problem="forbidden")
    deadline = ladder.deadline_of(row.next_step, answered=row.answered_at is not None)
    if row.next_at is None or deadline != event.deadline:
        return Recorded(number=row.number, done=False, problem="done")
    rungs.tapped(here.tx, row.id, event.deadline, event.rung, official.id, here.now)
    sent = rungs_of(rungs.of_cases(here.tx, [row.id]).get(row.id, ()), deadline, row.next_at)
    if not sent:
        return Recorded(number=row.number, done=False, problem="done")
    return Recorded(number=row.number, due=ladder.climbs_on(row.next_at, sent, here.house))


def remind_owners(event: OwnersReminded, here: Recording) -> Recorded:
    """Who has a late case that this official may remind of is reminded, once a day and case.

    `Recorded.name`: how many reminders are new.
    """
    today = here.house.today(here.now)
    offices = offices_of(here.tx, here.person.id, today)
    asked = [_hurry(here, row, official, today) for row, official in _late_within_reach(here, event, offices)]
    added = outbox.add(here.tx, [message for message in asked if message], here.now)
    return Recorded(name=str(sum(1 for one in added if one is not None)))


def _late_within_reach(
    here: Recording, event: OwnersReminded, offices: list[OfficialRow]
) -> list[tuple[CaseRow, OfficialRow]]:
    today = here.house.today(here.now)
    found = []
    for light in cases.still_open(here.tx):
        is_late = light.next_at is not None and light.next_at < today and light.next_step != "reporter"
        if not is_late or light.merged_into or (event.unit and light.unit != event.unit):
            continue
        row = cases.by_id(here.tx, light.id)
        official = who_may(here.tx, offices, "remind", row) if row else None
        if row and official:
            found.append((row, official))
    return found


def _hurry(here: Recording, row: CaseRow, official: OfficialRow, today: date) -> Message | None:
    """The day's reminder to whoever sees to the case; None where that is the official themself."""
    owner = owning.seen_to_by(here.tx, row, today)
    deadline = ladder.deadline_of(row.next_step, answered=row.answered_at is not None)
    if owner is None or not deadline or owner.citizen_id in (None, here.person.id):
        return None
    case = seen_late(here.tx, here.house, row, deadline, passed=True)
    with speaking(owner.language):
        say = deadline_words.asked_to_hurry(case, official.name)
    return reminder_to(owner, row, say, f"remind:{row.number}:{today}:{owner.id}")


def _reminded(here: Recording, row: CaseRow, event: ReminderTapped) -> OfficialRow | None:
    """The official of this chat who stands on the rung of this reminder today, or above it."""
    today = here.house.today(here.now)
    mine = those_who_may(here.tx, offices_of(here.tx, here.person.id, today), "see", row)
    on_it = {o.id for o in ladder.people_at(here.tx, row, event.rung, event.deadline, today)}
    return next((o for o in mine if o.id in on_it or ladder.RANK.get(o.role, 0) > event.rung), None)
