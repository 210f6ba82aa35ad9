"""An official holds a case settled; that it cannot be done the head decides before its reporter hears."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk import messages
from bot.desk.closing import Proposal, as_noted_down, noted_down, put
from bot.desk.entitled import NotDone, entrusted, those_who_may
from bot.desk.photos import photos_among
from bot.desk.steps import NOT_TAKEN, Working, go, own, settled, withdraw
from bot.offices.staff import Staff
from bot.recording import Recording, keep_media
from handlers import step_notices
from handlers.case_states import OUTCOMES_OF
from handlers.desk_events import ClosingApproved, ClosingProposed
from handlers.talk import Recorded
from handlers.work_words import reason_in_words
from storage import case_moves, officials, proofs
from storage.cases import CaseRow
from storage.officials import OfficialRow


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
        row = put(here, row, proposal)
        return Recorded(number=row.number, reader="reporter" if row.citizen_id else "nobody")
    row = settled(here, noted_down(here, row, proposal))
    if shown:
        proofs.expect(here.tx, row.id, photos_among(kept, event.words.media), proofs.CLOSING)
        return Recorded(number=row.number, reader="photo")
    messages.tell_officials(
        here,
        row,
        heads,
        lambda seen, _: step_notices.approval_asked(
            seen, official.name, event, reason_in_words(here.house.city, event.reason)
        ),
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


def _deciders(here: Recording, row: CaseRow, official: OfficialRow) -> Sequence[OfficialRow]:
    """Who is asked for the tap; nobody where the official decides alone. Raises NotDone: no_head."""
    if those_who_may(here.tx, [official], "approve", row):
        return []
    deciders = Staff(here.tx, here.house.today(here.now)).deciders(row)
    if not deciders:
        raise NotDone("no_head")
    return deciders


def _in_hand(here: Working, row: CaseRow, official: OfficialRow) -> CaseRow:
    """In progress, whatever it was; a case that nobody had taken is the proposing official's."""
    actor = f"official:{official.id}"
    if row.state in NOT_TAKEN:
        row = own(here, row, official.id, actor)
    if row.state == "in_progress":
        return row
    kind = "withdrawn" if row.state == "needs_data" else "taken"
    return go(here, row, "in_progress", kind, actor=actor)


def approved(event: ClosingApproved, here: Recording) -> Recorded:
    """The head's tap: the reporter is asked, or whoever proposed it reads why not."""
    row, official = entrusted(here, event.number, "approve", event.version)
    proposal = as_noted_down(here, row)
    actor = f"official:{official.id}"
    if event.approved:
        row = put(here, row, proposal, approved_by=actor)
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
