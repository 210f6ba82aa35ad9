"""The minutes of a forum and what was agreed in it: written, reviewed, published, opened as cases, told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from storage.models import Case, Citizen, Forum, ForumAgreement, ForumMinutes
from storage.once import upsert
from storage.store import Tx


@dataclass(frozen=True)
class MinutesRow:
    """What was said; what the columns mean stands at the table (models/following.py)."""

    forum_id: int
    summary: str
    written_by: str
    written_at: datetime
    reviewed_by: str
    published_at: datetime | None


@dataclass(frozen=True)
class NewAgreement:
    """What was agreed: which office sees to it, by which day, and from whose question it came."""

    words: str
    unit: str
    due: date
    question_id: int | None = None


@dataclass(frozen=True)
class AgreementRow:
    """One agreement with its case as it stands; `state`, `outcome` and `closed_at` are empty before that."""

    id: int
    forum_id: int
    place: int
    words: str
    unit: str
    due: date
    question_id: int | None
    case_id: int | None
    raised_told: str
    raised_at: datetime | None
    told: str
    told_at: datetime | None
    number: str | None = None
    state: str | None = None
    outcome: str | None = None
    closed_at: datetime | None = None


PDF = "forum_minutes.pdf"
_MINUTES = [getattr(ForumMinutes, field.name) for field in fields(MinutesRow)]
_OF_CASE = ("number", "state", "outcome", "closed_at")
_AGREEMENT = [
    getattr(Case if field.name in _OF_CASE else ForumAgreement, field.name) for field in fields(AgreementRow)
]


def write(
    tx: Tx, forum_id: int, summary: str, agreements: Sequence[NewAgreement], by: str, now: datetime
) -> None:
    """These are its minutes, to be reviewed, in the place of what was written before."""
    written = {"summary": summary, "written_by": by, "written_at": now, "reviewed_by": ""}
    row = upsert(tx, ForumMinutes).values(forum_id=forum_id, **written)
    tx.connection.execute(row.on_conflict_do_update(index_elements=["forum_id"], set_=written))
    tx.connection.execute(delete(ForumAgreement).where(ForumAgreement.forum_id == forum_id))
    rows = [
        {
            "forum_id": forum_id,
            "place": place,
            "words": one.words,
            "unit": one.unit,
            "due": one.due,
            "question_id": one.question_id,
        }
        for place, one in enumerate(agreements, start=1)
    ]
    if rows:
        tx.connection.execute(insert(ForumAgreement), rows)


def of(tx: Tx, forum_id: int) -> MinutesRow | None:
    """What was written of this forum."""
    found = select(*_MINUTES).where(ForumMinutes.forum_id == forum_id)
    row = tx.connection.execute(found).one_or_none()
    return MinutesRow(*row) if row else None


def review(tx: Tx, forum_id: int, by: str) -> None:
    """A second person has looked at them."""
    tx.connection.execute(_this(forum_id).values(reviewed_by=by))


def publish(tx: Tx, forum_id: int, now: datetime) -> None:
    """Everybody may read them from now on."""
    tx.connection.execute(_this(forum_id).values(published_at=now))


def agreements(tx: Tx, *forum_ids: int) -> list[AgreementRow]:
    """What was agreed in these forums, in its order, each with its case."""
    rows = select(*_AGREEMENT).outerjoin(Case, Case.id == ForumAgreement.case_id)
    these = rows.where(ForumAgreement.forum_id.in_(forum_ids))
    ordered = these.order_by(ForumAgreement.forum_id, ForumAgreement.place)
    return [AgreementRow(*row) for row in tx.connection.execute(ordered)]


def opened(tx: Tx, agreement_id: int, case_id: int) -> None:
    """As this case it is worked on."""
    tx.connection.execute(_one(agreement_id).values(case_id=case_id))


def change(tx: Tx, agreement_id: int, **values: Any) -> None:
    """What was told of it, to whom and when."""
    tx.connection.execute(_one(agreement_id).values(**values))


def followed(tx: Tx, *, since: datetime) -> Mapping[int, str]:
    """Forums whose minutes are published, id to state: those that are followed, and those over since then."""
    rows = (
        select(Forum.id, Forum.state)
        .join(ForumMinutes, ForumMinutes.forum_id == Forum.id)
        .where(ForumMinutes.published_at.is_not(None))
        .where((Forum.state == "minuted") | (ForumMinutes.published_at > since))
        .order_by(Forum.id)
    )
    return {row.id: row.state for row in tx.connection.execute(rows)}


def without_pdf(tx: Tx) -> list[int]:
    """Forums whose published minutes are not typeset yet."""
    rows = select(ForumMinutes.forum_id).where(
        ForumMinutes.published_at.is_not(None), ForumMinutes.pdf.is_(None)
    )
    return list(tx.connection.execute(rows.order_by(ForumMinutes.forum_id)).scalars())


def keep_pdf(tx: Tx, forum_id: int, content: bytes) -> None:
    """As it is handed out from now on."""
    tx.connection.execute(_this(forum_id).values(pdf=tx.vault.seal(content, PDF)))


def pdf(tx: Tx, code: str) -> bytes | None:
    """The published minutes of the forum with this code; None while there are none."""
    this = select(ForumMinutes.pdf).join(Forum, Forum.id == ForumMinutes.forum_id).where(Forum.code == code)
    sealed = tx.connection.execute(this.where(ForumMinutes.published_at.is_not(None))).scalar_one_or_none()
    return tx.vault.open_bytes(sealed, PDF) if sealed is not None else None


def _this(forum_id: int) -> Any:
    return update(ForumMinutes).where(ForumMinutes.forum_id == forum_id)


def _one(agreement_id: int) -> Any:
    return update(ForumAgreement).where(ForumAgreement.id == agreement_id)


def silent(tx: Tx, citizen_ids: Collection[int]) -> frozenset[int]:
    """Those of these people who wanted no more news, or are not there any more."""
    gone = (
        Citizen.stopped_at.is_not(None) | Citizen.blocked_at.is_not(None) | Citizen.forgotten_at.is_not(None)
    )
    rows = select(Citizen.id).where(Citizen.id.in_(citizen_ids), gone)
    return frozenset(tx.connection.execute(rows).scalars())
