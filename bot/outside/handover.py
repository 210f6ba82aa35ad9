"""Hand-over to SP4N-LAPOR!: cases as a table in its terms, their words only for who may export them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.house import House
from bot.offices.office import Mistaken, check_unit
from bot.outside import reading
from bot.outside.reading import Reader
from bot.settings import Settings
from handlers import lapor_words, rights
from handlers.routing import OVERSEERS
from storage import audit, handover
from storage.cases import CaseRow
from storage.store import Store, Tx

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Wanted:
    """Which cases: opened on these days of the city, of this unit; None: all."""

    since: datetime | None = None
    until: datetime | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Exported:
    """How many rows went out, how many of them with words, and how many stayed as they bypass the units."""

    rows: int
    with_words: int
    bypassing: int


def export(
    store: Store,
    settings: Settings,
    house: House,
    to: Path,
    wanted: Wanted,
    official_id: int | None,
    why: str | None,
    now: datetime,
) -> Exported:
    """Write the cases to a .csv or .xlsx file, and note who read the words. Raises Mistaken, BadSheet.

    Words only for an official who may export the case. What bypasses the units stays away, unless that
    official may export it as well; praise always does, as the national system has no such kind.
    """
    import pandas as pd

    from analytics.sheets import write_table

    if wanted.unit is not None:
        check_unit(settings, wanted.unit)
    with store.begin() as tx:
        who = reading.named(tx, house, official_id, why, now)
        every = _wanted(tx, settings, wanted, now)
        out = [row for row in every if row.route != OVERSEERS or _may(who, row)]
        read = [row for row in out if _may(who, row)]
        if who and out and not read:
            raise Mistaken(f"official {who.official.id} ({who.official.role}) may not export these cases")
        shown = {row.id for row in read}
        rows = [_row(row, house, words=row.id in shown if who else None) for row in out]
        actor = f"official:{who.official.id}" if who else "operator"
        audit.add(tx, "export", actor, now, about="export:lapor", why=who.why if who else "")
        if who:
            reading.note(tx, who, read, now)
        # Written before the commit: what could not be written was not read.
        write_table(pd.DataFrame(rows, columns=_columns(who is not None)), to)
    # Nobody learns from a count that there is something about them.
    stayed = [row for row in every if row not in out and not (who and rights.barred(who.official, row))]
    return Exported(len(rows), len(read), len(stayed))


def _wanted(tx: Tx, settings: Settings, wanted: Wanted, now: datetime) -> list[CaseRow]:
    since = wanted.since.replace(tzinfo=settings.zone) if wanted.since else LONG_AGO
    until = wanted.until.replace(tzinfo=settings.zone) + timedelta(days=1) if wanted.until else now
    kinds = lapor_words.KINDS.keys()
    return handover.opened_between(tx, since.astimezone(UTC), until.astimezone(UTC), wanted.unit, kinds)


def _may(who: Reader | None, row: CaseRow) -> bool:
    return who is not None and who.may("export", row)


def _columns(with_words: bool) -> list[str]:  # noqa: FBT001 - the one thing it is asked
    return list(lapor_words.COLUMNS) + (list(lapor_words.WORDS) if with_words else [])


def _row(row: CaseRow, house: House, *, words: bool | None) -> dict[str, str]:
    """One line of the table; `words` None: it has no columns for them."""
    category = house.city.categories.get(row.category)
    line = lapor_words.row(
        row.number,
        row.lapor_id or "",
        row.kind,
        category.name.get("id", row.category) if category else "",
        unit_name(house, row),
        row.state,
        row.known_as,
        {
            "opened": _day(house, row.opened_at),
            "due": row.answer_due.isoformat(),
            "answered": _day(house, row.answered_at),
            "closed": _day(house, row.closed_at),
        },
    )
    if words is None:
        return line
    told: Mapping[str, str] = reading.told(row) if words else {}
    many = lapor_words.represented(row.people, told.get("organisation", "")) if words else ""
    said, where, when = (told.get(key, "") for key in ("words", "where", "when"))
    return line | lapor_words.words(said, where, when, many)


def unit_name(house: House, row: CaseRow) -> str:
    """The office it concerns, in full; empty when it is not known."""
    unit = house.city.units.get(row.unit or "")
    return unit.name if unit else ""


def _day(house: House, at: datetime | None) -> str:
    return house.today(at).isoformat() if at else ""
