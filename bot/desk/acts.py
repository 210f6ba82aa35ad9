"""What officials decide about a case that is being worked on, as rows and messages; each step once."""

from __future__ import annotations

from bot.desk import messages
from bot.desk.closing import propose_to_reporter
from bot.desk.entitled import NotDone, entrusted, offices_of
from bot.desk.judging import close_in_silence
from bot.desk.steps import NOT_TAKEN, Working, go, own, settled, with_followers, withdraw
from bot.offices import owning
from bot.recording import Recording, keep_media
from handlers import case, reporter_notices, step_notices
from handlers.case_states import WAITING
from handlers.desk_events import (
    CannedDropped,
    CannedKept,
    CaseAnswered,
    CaseTaken,
    DataAsked,
    LateExplained,
    NoteAdded,
)
from handlers.talk import Recorded
from storage import canned, case_moves
from storage.cases import CaseRow
from storage.officials import OfficialRow

__all__ = [
    "answered",
    "asked",
    "canned_dropped",
    "canned_kept",
    "close_in_silence",
    "explained",
    "noted",
    "propose_to_reporter",
    "taken",
]


def taken(event: CaseTaken, here: Recording) -> Recorded:
    """The case is this official's, and worked on; whoever had it before is told."""
    row, official = entrusted(here, event.number, "take", event.version)
    if row.owner_id == official.id and row.state not in NOT_TAKEN:
        return Recorded(number=row.number)  # it is theirs already
    for one in with_followers(here, row):
        after = own(here, one, official.id, f"official:{official.id}")
        after = settled(here, _begun(here, after, official))
        if one.state in NOT_TAKEN:
            messages.tell_reporter(here, after, reporter_notices.taken)
    messages.tell_owner(
        here,
        messages.again(here, row),
        row.owner_id,
        lambda seen, _: step_notices.taken_by_other(seen, official.name),
        besides=official,
    )
    return Recorded(number=row.number)


def answered(event: CaseAnswered, here: Recording) -> Recorded:
    """The reporters read the answer; a case that nobody had taken is the answering official's."""
    row, official = entrusted(here, event.number, "answer", event.version)
    keep_media(here, "case", row.id, event.words.media)
    for one in with_followers(here, row):
        # What one reporter of several was asked stays asked.
        begins = one.id == row.id or one.state not in WAITING
        after = _answered(here, one, official, event.words.text, begins=begins)
        messages.tell_reporter(here, after, lambda seen: case.answer_to_citizen(seen, event.words))
    return Recorded(number=row.number, reader="reporter" if row.citizen_id else "nobody")


def _answered(here: Working, row: CaseRow, official: OfficialRow, words: str, *, begins: bool) -> CaseRow:
    actor = f"official:{official.id}"
    if row.state in NOT_TAKEN:
        row = own(here, row, official.id, actor)
    # What its reporter is asked to judge stays before them: an answer is no withdrawal.
    if begins and row.state != "proposed":
        row = _begun(here, row, official, answers=True)
    row = case_moves.answered(here.tx, row, actor=actor, words=words, now=here.now)
    return settled(here, row)


def _begun(here: Working, row: CaseRow, official: OfficialRow, *, answers: bool = False) -> CaseRow:
    """In progress; a question to the reporter is withdrawn only by an answer."""
    if row.state in NOT_TAKEN:
        return go(here, row, "in_progress", "taken", actor=f"official:{official.id}")
    if answers and row.state == "needs_data":
        return go(here, row, "in_progress", "withdrawn", actor=f"official:{official.id}")
    return row


def asked(event: DataAsked, here: Recording) -> Recorded:
    """The reporters are asked, and the clock stands still until they answer."""
    row, official = entrusted(here, event.number, "ask", event.version)
    for one in with_followers(here, row):
        if one.state != "proposed":
            after = settled(here, _asked(here, one, official, event.words.text))
            messages.tell_reporter(here, after, lambda seen: reporter_notices.asked(seen, event.words))
    return Recorded(number=row.number, reader="reporter" if row.citizen_id else "nobody")


def _asked(here: Working, row: CaseRow, official: OfficialRow, words: str) -> CaseRow:
    actor = f"official:{official.id}"
    if row.state in NOT_TAKEN:
        row = own(here, row, official.id, actor)
    if row.state == "needs_data":  # another question: the reporter has the whole time for it
        row = go(here, row, "in_progress", "withdrawn", actor=actor)
    return go(here, withdraw(here, row), "needs_data", "asked", actor=actor, words=words)


def noted(event: NoteAdded, here: Recording) -> Recorded:
    """For colleagues alone: whoever has the case is told, its reporter never."""
    row, official = entrusted(here, event.number, "note", event.version)
    after = _happened(here, row, "noted", official, event.words.text)
    messages.tell_owner(
        here,
        after,
        row.owner_id,
        lambda seen, _: step_notices.noted(seen, official.name, event.words),
        besides=official,
    )
    return Recorded(number=row.number)


def explained(event: LateExplained, here: Recording) -> Recorded:
    """Why it is late, for the next one up."""
    row, official = entrusted(here, event.number, "note", event.version)
    after = _happened(here, row, "explained", official, event.words.text)
    above = owning.choose_owner(
        here.tx,
        row,
        level="unit" if official.role == "officer" else "coordinator",
        besides=[official.id],
        today=here.house.today(here.now),
    )
    messages.tell_officials(
        here,
        after,
        [above] if above else [],
        lambda seen, _: step_notices.explained(seen, official.name, event.words),
    )
    return Recorded(number=row.number)


def _happened(here: Working, row: CaseRow, kind: str, official: OfficialRow, words: str) -> CaseRow:
    actor = f"official:{official.id}"
    return settled(here, case_moves.happen(here.tx, row, kind, actor=actor, words=words, now=here.now))


def canned_kept(event: CannedKept, here: Recording) -> Recorded:
    """A ready answer for the unit of the official. Raises NotDone: forbidden without a unit."""
    official, unit = _of_a_unit(here)
    canned.add(here.tx, unit, event.title, event.words.text, official, here.now)
    return Recorded(name=event.title)


def canned_dropped(event: CannedDropped, here: Recording) -> Recorded:
    """A ready answer of the unit is offered no more. Raises NotDone as above."""
    _, unit = _of_a_unit(here)
    return Recorded(done=canned.drop(here.tx, event.canned, unit, here.now))


def _of_a_unit(here: Recording) -> tuple[int, str]:
    for office in offices_of(here.tx, here.person.id, here.house.today(here.now)):
        if office.unit:
            return office.id, office.unit
    raise NotDone("forbidden")
