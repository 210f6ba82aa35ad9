"""What became of what was agreed: its standing follows from its case and the day; and as it is shown."""

from __future__ import annotations

from datetime import date

from bot.forums.masked import masked
from bot.house import House
from handlers.minutes_views import Agreed, Minutes
from storage import attendance, case_events, minutes, questions
from storage.forums import ForumRow
from storage.minutes import AgreementRow
from storage.store import Tx

OVER = frozenset({"done", "done_late", "dropped"})
TOLD = OVER | {"late"}  # what everybody hears of; that it was begun only those from whom it came
_DROPPED = ("archived", "not_ours", "unfixed")
MOST_QUESTIONS = 8  # that an agreement can be said to come from, the most wanted ones


def standing(one: AgreementRow, house: House, today: date) -> str:
    """open, begun, late, done, done_late or dropped."""
    if one.closed_at is not None:
        if one.state in _DROPPED:
            return "dropped"
        return "done" if house.today(one.closed_at) <= one.due else "done_late"
    if today > one.due:
        return "late"
    return "begun" if one.state in ("in_progress", "proposed") else "open"


def seen(tx: Tx, one: AgreementRow, house: House, today: date) -> Agreed:
    """As people read it; why it was dropped is what the office wrote to those it put it before."""
    found = standing(one, house, today)
    return _shown(one, house, found, why(tx, one) if found == "dropped" else "")


def as_told(one: AgreementRow, house: House, why: str) -> Agreed:
    """As everybody was told last: the public page is never ahead of those whom it concerns."""
    return _shown(one, house, one.told or "open", why)


def why(tx: Tx, one: AgreementRow) -> str:
    """The office's words about something that will not be done, or nothing."""
    steps = case_events.events(tx, one.case_id or 0)
    said = [step.words for step in steps if step.kind in ("proposed", "archived")]
    return " ".join(said[-1].split()) if said else ""


def _shown(one: AgreementRow, house: House, found: str, why: str) -> Agreed:
    unit = house.city.units.get(one.unit)
    name = unit.label if unit else one.unit
    return Agreed(one.place, one.words, name, one.due, found, masked(house, why) if why else "")


def view(tx: Tx, row: ForumRow, house: House, today: date, *, may: tuple[str, ...] = ()) -> Minutes:
    """The minutes of a forum as far as they are, with what became of them until now."""
    written = minutes.of(tx, row.id)
    unit = house.city.units.get(row.unit or "")
    return Minutes(
        row.code,
        row.topic,
        row.starts_at.astimezone(house.zone),
        row.place or row.link,
        unit.name if unit else "",
        _state(written),
        written.summary if written else "",
        tuple(seen(tx, one, house, today) for one in minutes.agreements(tx, row.id)),
        attendance.counts(tx, row.id),
        {one.id: masked(house, one.words) for one in questions.of_forum(tx, row.id)[:MOST_QUESTIONS]},
        may,
        f"{house.pages}/forum/{row.code}.pdf" if house.pages.startswith("https://") else "",
    )


def _state(written: minutes.MinutesRow | None) -> str:
    if written is None:
        return "none"
    if written.published_at is not None:
        return "published"
    return "reviewed" if written.reviewed_by else "draft"
