"""Data frames for counting, one query each; words are opened here. The only file of the room with pandas.

What people asked to let rest is in none of them but two, which tell overseers what officials did and have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from pandas.api.types import union_categoricals
from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    case,
    cast,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from storage import case_events
from storage import ratings as rated
from storage import surveys as surveyed
from storage.models import Case, CaseEvent, Official, Rating, Service, Survey, Unit
from storage.restrictions import in_use
from storage.store import Tx
from storage.unit_then import unit_then

UTC_MOMENT = "datetime64[us, UTC]"
DAY = "datetime64[us]"
_MOMENTS = ("given_at", "opened_at", "answered_at", "closed_at", "state_at", "at")
_DAYS = ("verify_due", "answer_due", "outer_due", "reply_due", "next_at")
_NUMBERS = ("score", "reopened", "handling", "people", "voice", *surveyed.ELEMENTS)
# The column type of everything that is not text.
_DTYPES = dict.fromkeys(_MOMENTS, UTC_MOMENT) | dict.fromkeys(_DAYS, DAY) | dict.fromkeys(_NUMBERS, "Int64")
_DTYPES["own_unit"] = "boolean"
_DTYPES |= {"closed": "boolean"}
AT_ONCE = 5_000  # rows that are held as rows: columns take a fraction of the memory


def ratings(tx: Tx, since: datetime, until: datetime) -> pd.DataFrame:
    """Ratings given from `since` on and before `until`, in the order they came.

    unit, service, channel (text, NA where there is none), score (Int64), words (text or NA), given_at (UTC).
    """
    columns = [Rating.unit, Rating.service, Rating.score, Rating.words, Rating.channel, Rating.given_at]
    wanted = (_between(Rating.given_at, since, until), in_use(Rating.citizen_id))
    query = select(*columns).where(*wanted).order_by(Rating.id)
    return _frame(tx, query, rated.WORDS)


def voices(tx: Tx, since: datetime, until: datetime, words_from: datetime | None = None) -> pd.DataFrame:
    """Ratings as they are counted and looked through, in the order they came, in little memory.

    unit (category), score (Int64), words (text or NA), given_at (UTC), and who speaks without saying who it
    is: voice (Int64, NA: nobody is known any more) is the same number for the same person in this frame, and
    in no other; own_unit (boolean): an official of the unit at that time. Words are opened only of what was
    given from `words_from` on, where that is said: of a longer past only times and scores are read.
    """
    official = (
        (Official.citizen_id == Rating.citizen_id)
        & (Official.unit == Rating.unit)
        & (Official.bound_at <= Rating.given_at)
        & or_(Official.ended_at.is_(None), Official.ended_at > Rating.given_at)
    )
    words = case((Rating.given_at >= words_from, Rating.words)) if words_from else Rating.words
    query = (
        select(
            Rating.unit,
            Rating.score,
            words.label("words"),
            # As the database has it, in SQLite as text: of hundreds of thousands, each made a moment by
            # itself takes its time.
            type_coerce(Rating.given_at, String).label("given_at"),
            Rating.citizen_id.label("voice"),
            select(Official.id).where(official).exists().label("own_unit"),
        )
        .where(_between(Rating.given_at, since, until), in_use(Rating.citizen_id))
        .order_by(Rating.id)
    )
    frame = _frame(tx, query, rated.WORDS, coded=("unit",))
    numbers, _ = pd.factorize(frame["voice"])
    voices = pd.Series(numbers, frame.index, dtype="Int64")
    return frame.assign(voice=voices.where(voices >= 0))


def surveys(tx: Tx, since: datetime, until: datetime) -> pd.DataFrame:
    """Surveys answered from `since` on and before `until`, in the order they came.

    unit, service, channel, given_at (UTC), the nine elements (Int64, NA where not answered), then
    sex, age, education, occupation and words (text or NA).
    """
    keys = ["unit", "service", "channel", "given_at", *surveyed.ELEMENTS, *surveyed.PROFILE, "words"]
    columns = [getattr(Survey, key) for key in keys]
    wanted = (_between(Survey.given_at, since, until), in_use(Survey.citizen_id))
    query = select(*columns).where(*wanted).order_by(Survey.id)
    return _frame(tx, query, surveyed.WORDS)


def cases(tx: Tx, since: datetime, until: datetime) -> pd.DataFrame:
    """Cases opened before `until` that are still open, or were opened, answered or closed since `since`.

    number, unit (NA: not known), kind, category, about, route, state, channel, known_as, outcome (NA: none
    proposed), closed_by (NA, reporter, silence, official), next_step (NA once closed), reopened (how often),
    handling (1..4 or NA), people (spoken for); opened_at, answered_at, closed_at, state_at (UTC or NaT);
    verify_due, answer_due, outer_due, reply_due, next_at (days without a zone). Nothing that anybody wrote.
    """
    keys = ["number", "unit", "kind", "category", "about", "route", "state", "channel", "known_as"]
    keys += ["outcome", "closed_by", "next_step", "reopened", "handling", "people"]
    dates = ["opened_at", "verify_due", "answer_due", "answered_at", "closed_at"]
    dates += ["state_at", "outer_due", "reply_due", "next_at"]
    # Whatever was opened since is open or closed since. Each by its index: joined by OR, SQLite reads all.
    moved = (Case.closed_at.is_(None), Case.closed_at >= since, Case.answered_at >= since)
    going_on = Case.id.in_(union_all(*(select(Case.id).where(one) for one in moved)))
    wanted = (Case.opened_at < until) & going_on & in_use(Case.citizen_id)
    query = select(*(getattr(Case, key) for key in keys + dates)).where(wanted).order_by(Case.id)
    return _frame(tx, query)


def case_steps(tx: Tx, since: datetime, until: datetime) -> pd.DataFrame:
    """Every move of the cases opened from `since` on and before `until`, case by case, in order.

    number, kind (of the event), state (where it led), at (UTC). Not a word of it.
    """
    query = (
        select(Case.number, CaseEvent.kind, CaseEvent.state, CaseEvent.at)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(_between(Case.opened_at, since, until), CaseEvent.state != "", in_use(Case.citizen_id))
        .order_by(CaseEvent.case_id, CaseEvent.id)
    )
    return _frame(tx, query)


def steps(tx: Tx, since: datetime, until: datetime) -> pd.DataFrame:
    """Everything that happened to cases from `since` on and before `until`, in order.

    number, unit (NA: not known), route, kind (of the event), state (where it led, NA: nowhere), actor
    (citizen, official:ID, system), at (UTC). Not a word of it.
    """
    query = (
        select(
            Case.number,
            Case.unit,
            Case.route,
            CaseEvent.kind,
            CaseEvent.state,
            CaseEvent.actor,
            CaseEvent.at,
        )
        .join(Case, Case.id == CaseEvent.case_id)
        .where(_between(CaseEvent.at, since, until), in_use(Case.citizen_id))
        .order_by(CaseEvent.id)
    )
    return _frame(tx, query)


def watched_steps(tx: Tx, since: datetime, until: datetime) -> pd.DataFrame:
    """Everything that happened to cases from `since` on and before `until`, with its reason and target.

    number, unit (where the case was just before it; NA: not known), kind, reason, target (NA: none), actor
    (citizen, official:ID, system), at (UTC). Not a word of it.
    """
    event = (CaseEvent.kind, CaseEvent.reason, CaseEvent.target, CaseEvent.actor, CaseEvent.at)
    query = (
        select(Case.number, unit_then().label("unit"), *event)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(_between(CaseEvent.at, since, until))
        .order_by(CaseEvent.id)
    )
    return _frame(tx, query)


def owned(tx: Tx) -> pd.DataFrame:
    """Every open case that somebody has and that follows none: number, unit, state, owner, next_at.

    owner is official:ID, next_at the day by which something is to be done (or NaT).
    """
    owner = (literal("official:") + cast(Case.owner_id, String)).label("owner")
    mine = Case.closed_at.is_(None) & Case.owner_id.is_not(None) & Case.merged_into.is_(None)
    query = select(Case.number, Case.unit, Case.state, owner, Case.next_at).where(mine)
    return _frame(tx, query.order_by(Case.id))


def answers(tx: Tx, since: datetime, until: datetime) -> pd.DataFrame:
    """What officials wrote to reporters from `since` on and before `until`: answers and proposed closings.

    number, unit (NA: not known), route, kind (of the case), official ("official:ID"), words (text or NA),
    at (UTC).
    """
    told = CaseEvent.kind.in_(("answered", "proposed")) & CaseEvent.actor.startswith("official:")
    query = (
        select(
            Case.number,
            Case.unit,
            Case.route,
            Case.kind,
            CaseEvent.actor.label("official"),
            CaseEvent.words,
            CaseEvent.at,
        )
        .join(Case, Case.id == CaseEvent.case_id)
        .where(_between(CaseEvent.at, since, until), told, in_use(Case.citizen_id))
        .order_by(CaseEvent.id)
    )
    return _frame(tx, query, case_events.WORDS)


def units(tx: Tx) -> pd.DataFrame:
    """All units as they stand now: key, name, group, closed, merged_into (NA: nowhere)."""
    columns = [Unit.key, Unit.name, Unit.group, Unit.closed, Unit.merged_into]
    return _frame(tx, select(*columns).order_by(Unit.key))


def services(tx: Tx) -> pd.DataFrame:
    """All services as they stand now: unit, key, name, closed."""
    columns = [Service.unit, Service.key, Service.name, Service.closed]
    return _frame(tx, select(*columns).order_by(Service.unit, Service.key))


def _between(moment: Any, since: datetime, until: datetime) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (moment >= since) & (moment < until)
    return found


def _frame(
    tx: Tx, query: Select[*tuple[Any, ...]], words: str = "", coded: Collection[str] = ()
) -> pd.DataFrame:
    """The rows of a query: empty text becomes NA, and `words` says in which place words were sealed.

    `coded` columns hold few different texts and become categories.
    """
    rows = tx.connection.execute(query, execution_options={"yield_per": AT_ONCE})
    columns = list(rows.keys())
    types = {name: "category" if name in coded else _DTYPES.get(name, "string") for name in columns}
    parts: list[list[Any]] = [[] for _ in columns]
    for some in rows.partitions():
        for kept, (name, kind), values in zip(parts, types.items(), zip(*some, strict=True), strict=True):
            opened = _opened(tx, values, words) if words and name == "words" else values
            kept.append(_array(opened, kind))
    return pd.DataFrame(
        {name: _joined(kept, kind) for kept, (name, kind) in zip(parts, types.items(), strict=True)}
    )


def _opened(tx: Tx, sealed: Iterable[bytes | None], place: str) -> list[str | None]:
    return [tx.vault.open(one, place) if one else None for one in sealed]


def _array(values: Sequence[Any], kind: Any) -> Any:
    """Values of one column in its type; empty text is none."""
    if kind == UTC_MOMENT:
        return pd.Series(pd.to_datetime(list(values), utc=True)).astype(kind).array
    if kind in ("category", "string"):
        return pd.array([value or None for value in values], dtype=kind)
    return pd.array(list(values), dtype=kind)


def _joined(parts: list[Any], kind: Any) -> Any:
    """The parts of a column as one; categories are those of all parts, in order."""
    if not parts:
        return pd.array([], dtype="string").astype(kind)
    if kind == "category":
        return union_categoricals(parts, sort_categories=True)
    return pd.concat([pd.Series(part) for part in parts], ignore_index=True)
