"""Surveys: the nine elements as one respondent answered them, with a profile where there is consent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import or_, update

from storage.models import Survey
from storage.once import insert_once
from storage.sealing import sealed
from storage.store import Tx

WORDS = "surveys.words"
# In the order of the regulation's numbers U1 to U9.
ELEMENTS = (
    "requirements",
    "procedure",
    "time",
    "cost",
    "product",
    "competence",
    "conduct",
    "complaints",
    "facilities",
)
PROFILE = ("sex", "age", "education", "occupation")


def answer(  # noqa: PLR0913 - a form has that many fields
    tx: Tx,
    citizen_id: int,
    talk: str,
    unit: str,
    service: str,
    elements: Mapping[str, int],
    profile: Mapping[str, str],
    words: str,
    channel: str,
    now: datetime,
) -> int:
    """The id of the survey of this talk. Answered again, the first answers stand.

    An element that was not answered is stored as missing; a key that is none of ours is a ValueError.
    """
    _check(elements, ELEMENTS)
    _check(profile, PROFILE)
    said = {"words": sealed(tx, words, WORDS), "channel": channel, "given_at": now}
    whose = {"citizen_id": citizen_id, "talk": talk, "unit": unit, "service": service}
    return insert_once(tx, Survey, {**whose, **elements, **profile, **said})


def drop_profile(tx: Tx, citizen_id: int) -> int:
    """What this citizen said about themselves is in none of their surveys any more; in how many it was."""
    said = or_(*(getattr(Survey, name) != "" for name in PROFILE))
    mine = update(Survey).where(Survey.citizen_id == citizen_id, said)
    return tx.connection.execute(mine.values(dict.fromkeys(PROFILE, ""))).rowcount


def _check(given: Mapping[str, object], known: tuple[str, ...]) -> None:
    if unknown := sorted(set(given) - set(known)):
        raise ValueError(f"not a key of the survey: {', '.join(unknown)}")
