"""Everything as tables: tidy ones for those who count on, and the open data set of a period."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.offices.office import Mistaken
from bot.outside.figures import refuse_overlap
from bot.settings import Settings
from handlers.dictionary_words import meanings
from storage import audit, figures, frames
from storage.store import Store

if TYPE_CHECKING:
    import pandas as pd

    from analytics.period import Period

Tables = Mapping[str, list[dict[str, object]]]

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
OPEN = "open:"  # before the period's name: its open data is frozen as its figures are
LICENCE = "CC BY 4.0"


def span(settings: Settings, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """From the first to after the last of these days, in the city's time."""
    start = since.replace(tzinfo=settings.zone).astimezone(UTC) if since else LONG_AGO
    end = until.replace(tzinfo=settings.zone) + timedelta(days=1) if until else datetime.now(UTC)
    return start, end.astimezone(UTC)


def _note(store: Store, what: str, since: datetime | None = None, until: datetime | None = None) -> None:
    """It stands in the log before anything is written: whatever becomes of the file, it was asked for."""
    days = f"{since:%Y-%m-%d}" if since else "", f"{until:%Y-%m-%d}" if until else ""
    about = f"export:{what}" + (f":{days[0]}..{days[1]}" if any(days) else "")
    with store.begin() as tx:
        audit.add(tx, "export", "operator", datetime.now(UTC), about=about)


def one(
    store: Store, settings: Settings, what: str, to: Path, since: datetime | None, until: datetime | None
) -> int:
    """One table without texts and identities, as the file's ending says; how many rows."""
    from analytics.tidy import without_texts, write

    read = {"ratings": frames.ratings, "surveys": frames.surveys, "cases": frames.cases}[what]
    _note(store, what, since, until)
    with store.reading() as tx:
        frame = without_texts(read(tx, *span(settings, since, until)))
    write(frame, to)
    return len(frame)


def everything(
    store: Store,
    settings: Settings,
    to: Path,
    kind: str,
    since: datetime | None,
    until: datetime | None,
) -> Mapping[str, int]:
    """All tables and the dictionary into a directory; how many rows each has."""
    from analytics.tidy import dictionary, index_by_month, without_texts, write

    start, end = span(settings, since, until)
    _note(store, "all", since, until)
    with store.reading() as tx:
        ratings, surveys = frames.ratings(tx, start, end), frames.surveys(tx, start, end)
        cases, offices = frames.cases(tx, start, end), frames.units(tx)
        services = frames.services(tx)
    tables = {
        "ratings": without_texts(ratings),
        "surveys": without_texts(surveys),
        "cases": cases,
        "index": index_by_month(surveys, settings.zone, settings.survey.weight),
        "units": offices,
        "services": services,
    }
    languages = settings.city.languages
    columns = [column for frame in tables.values() for column in frame.columns]
    tables["dictionary"] = dictionary(tables, meanings(columns, languages), languages)
    to.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        write(frame, to / f"{name}.{kind}")
    return {name: len(frame) for name, frame in tables.items()}


def open_data(store: Store, settings: Settings, period: str, to: Path, now: datetime) -> Mapping[str, int]:
    """The open data set of a period that is over, computed once and ever after the same.

    Raises BadPeriod, and Mistaken for a period that is not over or overlaps a published one.
    """
    from analytics.period import Period

    wanted = Period.parse(period, settings.zone)
    tables = published_tables(store, settings, wanted, now)
    _note(store, f"open:{wanted.name}")
    to.mkdir(parents=True, exist_ok=True)
    return _written(tables, settings, wanted.name, to)


def published_tables(store: Store, settings: Settings, wanted: Period, now: datetime) -> Tables:
    """The tables of the period, from now on always the same. Raises Mistaken as `open_data`."""
    from analytics.opendata import open_data as counted

    with store.reading() as tx:
        if stored := figures.frozen(tx, f"{OPEN}{wanted.name}"):
            return dict(json.loads(stored))
        if now < wanted.end:
            raise Mistaken(f"{wanted.name} is not over yet: its open data can be made from {wanted.after} on")
        refuse_overlap(tx, wanted, OPEN)
        start, end = wanted.start.astimezone(UTC), wanted.end.astimezone(UTC)
        ratings, surveys = frames.ratings(tx, start, end), frames.surveys(tx, start, end)
    found = counted(ratings, surveys, settings.figures.smallest_cell, settings.survey.weight)
    with store.begin() as tx:
        return dict(json.loads(figures.freeze(tx, f"{OPEN}{wanted.name}", json.dumps(found), now)))


def _written(tables: Tables, settings: Settings, period: str, to: Path) -> Mapping[str, int]:
    import pandas as pd

    from analytics.tidy import dictionary, write

    made: dict[str, pd.DataFrame] = {name: pd.DataFrame(rows) for name, rows in tables.items() if rows}
    languages = settings.city.languages
    columns = [column for frame in made.values() for column in frame.columns]
    if made:
        made["dictionary"] = dictionary(made, meanings(columns, languages), languages)
    for name, frame in made.items():
        write(frame, to / f"{name}.csv")
    (to / "README.txt").write_text(_about(settings, period), encoding="utf-8")
    return {name: len(frame) for name, frame in made.items()}


def _about(settings: Settings, period: str) -> str:
    return (
        f"{settings.city.name}, public service ratings and satisfaction surveys, {period}\n"
        f"Licence: {LICENCE}. Source to be named: {settings.city.name}.\n"
        f"Counts below {settings.figures.smallest_cell} are hidden (empty), with what they could be reckoned "
        "back from; a row * is several small ones together.\n"
        f"The index follows PermenPANRB 14/2017 (weight {settings.survey.weight}); its interval is at 95 %. "
        "The method stands in docs/statistics.md, every column in dictionary.csv.\n"
    )
