"""Complaints about discipline as one table for the Inspektorat, taken out by name and with a reason."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.house import House
from bot.offices.office import Mistaken
from bot.outside import reading
from bot.outside.exports import span
from bot.outside.handover import unit_name
from bot.settings import Settings
from handlers import inspektorat_words
from handlers.inspektorat_words import COLUMNS, Breach
from handlers.routing import OVERSEERS
from handlers.talk import speaking
from storage import audit, handover
from storage.cases import CaseRow
from storage.store import Store

LANGUAGE = "id"  # in which offices write to each other


def export(
    store: Store,
    settings: Settings,
    house: House,
    to: Path,
    days: tuple[datetime | None, datetime | None],
    official_id: int,
    why: str,
    now: datetime,
) -> int:
    """Write them to a .csv or .xlsx file, note who read the words, tell the overseers; how many rows.

    `days`: opened from the first to the last of these, None: from the beginning, until now. Those of a
    category with articles of PP 94/2021 and those that bypass the units, as far as the official may export
    them. Never a name or contact. Raises Mistaken, BadSheet; then nothing is noted.
    """
    import pandas as pd

    from analytics.sheets import write_table

    since, until = span(settings, *days)
    with store.begin() as tx:
        who = reading.reader(tx, house, official_id, why, now)
        every = handover.opened_between(tx, since, until if days[1] else now, None, ["complaint"])
        wanted = [row for row in every if _rules(settings, row) or row.route == OVERSEERS]
        rows = [row for row in wanted if who.may("export", row)]
        if wanted and not rows:
            raise Mistaken(f"official {official_id} ({who.official.role}) may not export these cases")
        reading.note(tx, who, rows, now)
        audit.add(tx, "export", f"official:{official_id}", now, about="export:inspektorat", why=who.why)
        with speaking(LANGUAGE):
            table = [inspektorat_words.row(_breach(settings, house, row)) for row in rows]
        # Written before the commit: what could not be written was not read.
        write_table(pd.DataFrame(table, columns=list(COLUMNS)), to)
    return len(rows)


def _rules(settings: Settings, row: CaseRow) -> tuple[str, ...]:
    return next((one.rules for one in settings.categories if one.key == row.category), ())


def _breach(settings: Settings, house: House, row: CaseRow) -> Breach:
    category = next((one for one in settings.categories if one.key == row.category), None)
    told = reading.told(row)
    return Breach(
        number=row.number,
        opened=_day(house, row.opened_at),
        unit=unit_name(house, row),
        category=category.name.get(LANGUAGE, category.key) if category else "",
        rules=_rules(settings, row),
        about=row.about,
        bypasses=row.route == OVERSEERS,
        state=row.state,
        due=row.answer_due.isoformat(),
        answered=_day(house, row.answered_at),
        closed=_day(house, row.closed_at),
        reopened=row.reopened,
        told={key: told[key] for key in ("words", "where", "when")},
    )


def _day(house: House, at: datetime | None) -> str:
    return house.today(at).isoformat() if at else ""
