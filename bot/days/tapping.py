"""What officials do about reminders: see to a case themselves, or remind those who have it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.days import ladder
from bot.days.reminding import reminder_to, rungs_of, seen_late
from bot.desk.entitled import offices_of, those_who_may
from bot.offices.owning import overseen_by
from bot.offices.staff import Staff
from bot.recording import Recording
from handlers import deadline_words
from handlers.desk_events import OwnersReminded, ReminderTapped
from handlers.rights import may
from handlers.talk import Recorded, speaking
from storage import cases, outbox, rungs
from storage.cases import CaseLight, CaseRow
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
    staff = Staff(here.tx, here.house.today(here.now))
    asked = [_hurry(here, staff, row, official) for row, official in _late_within_reach(here, staff, event)]
    added = outbox.add(here.tx, [message for message in asked if message], here.now)
    return Recorded(name=str(sum(1 for one in added if one is not None)))


def _late_within_reach(
    here: Recording, staff: Staff, event: OwnersReminded
) -> Iterator[tuple[CaseLight, OfficialRow]]:
    """Every late case that this chat may remind of, and the office in which it does."""
    today = here.house.today(here.now)
    offices = offices_of(here.tx, here.person.id, today)
    for row in cases.due(here.tx, today - timedelta(days=1)):
        is_late = row.next_step != "reporter" and row.merged_into is None
        if not is_late or (event.unit and row.unit != event.unit):
            continue
        overseen = overseen_by(staff.around(row.unit).values(), row)
        may_remind = (office for office in offices if may(office, "remind", row, overseer_bound=overseen))
        if official := next(may_remind, None):
            yield row, official


def _hurry(here: Recording, staff: Staff, row: CaseLight, official: OfficialRow) -> Message | None:
    """The day's reminder to whoever sees to the case; None where that is the official themself."""
    owner = next(iter(staff.owner(row)), None)
    deadline = ladder.deadline_of(row.next_step, answered=row.answered_at is not None)
    if owner is None or not deadline or owner.citizen_id in (None, here.person.id):
        return None
    case = seen_late(staff, here.house, row, deadline, passed=True)
    with speaking(owner.language):
        say = deadline_words.asked_to_hurry(case, official.name)
    key = f"remind:{row.number}:{here.house.today(here.now)}:{owner.id}"
    return reminder_to(owner, row, say, key)


def _reminded(here: Recording, row: CaseRow, event: ReminderTapped) -> OfficialRow | None:
    """The official of this chat who stands on the rung of this reminder today, or above it."""
    today = here.house.today(here.now)
    mine = those_who_may(here.tx, offices_of(here.tx, here.person.id, today), "see", row)
    on_it = {o.id for o in ladder.people_at(Staff(here.tx, today), row, event.rung, event.deadline)}
    return next((o for o in mine if o.id in on_it or ladder.RANK.get(o.role, 0) > event.rung), None)
