"""Forums as an organiser sees them at their desk, with the steps that this very person can take now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.attending.seen import MAP, ends_at
from bot.broadcasting import progress
from bot.broadcasting.kinds import Around
from bot.broadcasting.progress import Pace
from bot.desk.facts import Looking
from bot.forums import judging, people
from bot.forums.people import ORGANISERS, REVIEWERS, as_actor
from bot.forums.poll_opening import is_on
from handlers.broadcast_views import BroadcastView
from handlers.forum_organise import WORDS
from handlers.organise_views import ForumSheet, Organising
from storage import broadcasts, forums, officials
from storage.forum_opinions import OVER
from storage.forums import ForumRow
from storage.officials import OfficialRow

MOST = 7  # forums on one screen, beside the button for a new one
OVER_FOR = timedelta(days=60)
_STEPS: Mapping[str, tuple[str, ...]] = {
    "draft": ("change", "me", "cancel"),
    "reviewed": ("announce", "change", "me", "cancel"),
    "announced": ("invite", "me", "test", "move", "close", "cancel"),
    "closed": ("move", "held", "cancel"),
}


def seen(here: Looking, what: str) -> Organising | None:
    """Those that are to come or not long over, and the one that is asked for; None: not for this person."""
    mine = [one for one in here.offices if one.role in REVIEWERS]
    if not mine:
        return None
    settings, (code, _dot, step) = here.house.forum, what.partition(".")
    rows = [row for row in forums.listing(here.tx) if row.starts_at > here.now - OVER_FOR]
    shown = [row for row in rows if row.state != "cancelled"][:MOST]
    asked = [row for row in [forums.by_code(here.tx, code)] if row and row not in shown] if code else []
    sheets = tuple(_judged(here, row, _sheet(here, row, mine), code, step) for row in (*shown, *asked))
    may_draft = any(one.role in ORGANISERS for one in mine)
    return Organising(sheets, settings.words_max, settings.invited_per_seat, may_draft)


def broadcast(here: Looking, what: str) -> BroadcastView | None:
    """The broadcast of a button like `12.pause`; None: there is none, or not for this person."""
    number, settings = what.partition(".")[0], here.house.settings
    if settings is None or not any(one.role in REVIEWERS for one in here.offices):
        return None
    row = broadcasts.by_id(here.tx, int(number)) if number.isdecimal() and len(number) < 16 else None
    if row is None:
        return None
    rates = {"telegram": settings.telegram.bulk_rate, "whatsapp": settings.whatsapp.bulk_rate}
    return progress.seen(here.tx, row, Around(settings, here.house), Pace(rates), here.now)


def _sheet(here: Looking, row: ForumRow, mine: Sequence[OfficialRow]) -> ForumSheet:
    zone, unit = here.house.zone, here.house.city.units.get(row.unit or "")
    pinned = row.latitude is not None and row.longitude is not None
    return ForumSheet(
        row.code,
        row.topic,
        row.state,
        row.starts_at.astimezone(zone),
        row.place,
        row.link,
        ends_at(row).astimezone(zone),
        unit.label if unit else "",
        row.words,
        MAP.format(latitude=row.latitude, longitude=row.longitude) if pinned else "",
        seats=forums.seats(here.tx, row.id),
        answers=forums.answers(here.tx, row.id),
        seed_hash=row.seed_hash,
        made_by=_name(here, row.created_by),
        reviewed_by=_name(here, row.reviewed_by),
        may=_may(here, row, mine),
        polls=is_on(row, here.house, here.now) and any(one.role in ORGANISERS for one in mine),
    )


def _judged(here: Looking, row: ForumRow, sheet: ForumSheet, code: str, step: str) -> ForumSheet:
    """With what those who came thought of it: of the forum that is looked at alone, and once it was held."""
    if row.code != code or row.state not in OVER:
        return sheet
    return replace(sheet, opinions=judging.opinions(here.tx, row, here.house, words=step == WORDS))


def _may(here: Looking, row: ForumRow, mine: Sequence[OfficialRow]) -> tuple[str, ...]:
    organises = any(one.role in ORGANISERS for one in mine)
    steps = _STEPS.get(row.state, ()) if organises else ()
    if row.starts_at <= here.now:
        steps = tuple(step for step in steps if step not in ("announce", "invite", "test", "move"))
        steps += ("held",) if row.state == "announced" and organises else ()
    else:
        steps = tuple(step for step in steps if step != "held")
    if row.state == "draft" and not _made_by(here, row, mine):
        return ("review", *steps)
    return steps


def _made_by(here: Looking, row: ForumRow, mine: Sequence[OfficialRow]) -> bool:
    return any(people.same_person(here.tx, row.created_by, as_actor(one.id)) for one in mine)


def _name(here: Looking, actor: str) -> str:
    kind, _, number = actor.partition(":")
    if kind != "official":
        return actor
    return officials.names(here.tx, [int(number)]).get(int(number), actor)
