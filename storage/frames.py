"""Data frames for counting, one query each; words are opened here. The only file of the room with pandas."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, or_, select

from storage import ratings as rated
from storage import surveys as surveyed
from storage.models import Case, Rating, Survey
from storage.store import Tx

UTC_MOMENT = "datetime64[us, UTC]"
DAY = "datetime64[us]"
_MOMENTS = ("given_at", "opened_at", "answered_at", "closed_at")
_DAYS = ("verify_due", "answer_due")
_NUMBERS = ("score", *surveyed.ELEMENTS)
# The column type of everything that is not text.
_DTYPES = dict.fromkeys(_MOMENTS, UTC_MOMENT) | dict.fromkeys(_DAYS, DAY) | dict.fromkeys(_NUMBERS, "Int64")


def ratings(tx: Tx, since: datetime, until: datetime) -> pd.DataFrame:
    """Ratings given from `since` on and before `until`, in the order they came.

    unit, service, channel (text, NA where there is none), score (Int64), words (text or NA), given_at (UTC).
    """
    columns = [Rating.unit, Rating.service, Rating.score, Rating.words, Rating.channel, Rating.given_at]
    query = select(*columns).where(_between(Rating.given_at, since, until)).order_by(Rating.id)
    return _frame(tx, query, rated.WORDS)


def surveys(tx: Tx, since: datetime, until: datetime) -> pd.DataFrame:
    """Surveys answered from `since` on and before `until`, in the order they came.

    unit, service, channel, given_at (UTC), the nine elements (Int64, NA where not answered), then
    sex, age, education, occupation and words (text or NA).
    """
    keys = ["unit", "service", "channel", "given_at", *surveyed.ELEMENTS, *surveyed.PROFILE, "words"]
    columns = [getattr(Survey, key) for key in keys]
    query = select(*columns).where(_between(Survey.given_at, since, until)).order_by(Survey.id)
    return _frame(tx, query, surveyed.WORDS)


def cases(tx: Tx, since: datetime, until: datetime) -> pd.DataFrame:
    """Cases opened before `until` that are still open, or were opened, answered or closed since `since`.

    number, unit (NA: not known), kind, category, about, route, state, channel, known_as, opened_at,
    verify_due and answer_due (days without a zone), answered_at, closed_at (UTC or NaT). Nothing that
    anybody wrote.
    """
    keys = ["number", "unit", "kind", "category", "about", "route", "state", "channel", "known_as"]
    dates = ["opened_at", "verify_due", "answer_due", "answered_at", "closed_at"]
    moved = [moment >= since for moment in (Case.opened_at, Case.answered_at, Case.closed_at)]
    wanted = (Case.opened_at < until) & or_(Case.closed_at.is_(None), *moved)
    query = select(*(getattr(Case, key) for key in keys + dates)).where(wanted).order_by(Case.id)
    return _frame(tx, query)


def _between(moment: Any, since: datetime, until: datetime) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (moment >= since) & (moment < until)
    return found


def _frame(tx: Tx, query: Select[*tuple[Any, ...]], words: str = "") -> pd.DataFrame:
    """The rows of a query: empty text becomes NA, and `words` says in which place words were sealed."""
    rows = tx.connection.execute(query)
    columns = list(rows.keys())
    frame = pd.DataFrame.from_records(rows.all(), columns=columns)
    if words:
        frame["words"] = [sealed and tx.vault.open(sealed, words) for sealed in frame["words"]]
    return frame.astype({column: _DTYPES.get(column, "string") for column in columns}).replace("", pd.NA)
