"""An official has to do with a case themselves: one tap, and it is somebody else's and closed to them."""

from __future__ import annotations

from bot.desk.entitled import NotDone, entrusted
from bot.desk.steps import settled, with_followers
from bot.offices import owning
from bot.offices.hushing import hush
from bot.offices.owner_notices import tell_owner, tell_reporter
from bot.oversight.telling import person, tell_overseers
from bot.recording import Recording
from handlers import oversight_words
from handlers.oversight_events import SteppedOut, SteppingOutExplained
from handlers.talk import Recorded
from storage import audit, case_moves, cases, officials
from storage.cases import CaseRow
from storage.officials import OfficialRow

REASON = "stepped_out"


def stepped_out(event: SteppedOut, here: Recording) -> Recorded:
    """The next one has it, by the rules by which any owner is found. Raises NotDone."""
    row, official = entrusted(here, event.number, "step_out")
    moved = [(one, _out(here, one, official)) for one in with_followers(here, row)]
    owner = moved[0][1]
    if owner is not None:
        tell_owner(here.house, owner, [row for row, new in moved if new is not None], here.tell)
    hush(here.tx, official, here.now, REASON)
    audit.add(here.tx, "stepped_out", f"official:{official.id}", here.now, about=f"case:{row.number}")
    _tell(here, row, official)
    return Recorded(number=row.number)


def _out(here: Recording, row: CaseRow, official: OfficialRow) -> OfficialRow | None:
    """They are out of this one; its new owner, where they had it."""
    actor, offices = f"official:{official.id}", official.person.offices | {official.id}
    before = row.owner_id
    row = case_moves.step_out(here.tx, row, offices, actor=actor, now=here.now)
    if before not in offices:
        return None
    level, today = owning.level_of(row), here.house.today(here.now)
    owner = owning.choose_owner(here.tx, row, level=level, besides=offices, today=today)
    tell_reporter(here.house, row, owner, here.tell)
    case_moves.own(here.tx, row, owner.id if owner else None, actor="system", now=here.now, reason=REASON)
    settled(here, row)
    return owner


def _tell(here: Recording, before: CaseRow, official: OfficialRow) -> None:
    row = _again(here, before.number)
    has_it = officials.among(here.tx, [row.owner_id]) if row.owner_id else []
    owner = person(here.house, has_it[0]) if has_it else None
    who = person(here.house, official)
    key = f"out:{row.number}:{official.id}"
    tell_overseers(here.tx, here.tell, row, lambda: oversight_words.stepped_out(row.number, who, owner), key)


def explained(event: SteppingOutExplained, here: Recording) -> Recorded:
    """The reason goes into the log and to the overseers, to nobody else. Raises NotDone: gone."""
    row = cases.by_number(here.tx, event.number)
    offices = officials.of_citizen(here.tx, here.person.id)
    official = next((one for one in offices if row and one.id in row.stepped_out), None)
    if row is None or official is None:
        raise NotDone("gone")
    why, who = event.words.text, person(here.house, official)
    audit.add(here.tx, REASON, f"official:{official.id}", here.now, about=f"case:{row.number}", why=why)
    key = f"out_why:{row.number}:{official.id}:{here.now.isoformat()}"
    tell_overseers(
        here.tx, here.tell, row, lambda: oversight_words.why_stepped_out(row.number, who, why), key
    )
    return Recorded(number=row.number)


def _again(here: Recording, number: str) -> CaseRow:
    row = cases.by_number(here.tx, number)
    if row is None:
        raise LookupError(f"case {number} is gone")
    return row
