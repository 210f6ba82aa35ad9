"""Who organises: an official or the command line; whether two of them are one person."""

from __future__ import annotations

from bot.offices.mistaken import Mistaken
from storage import officials
from storage.officials import OfficialRow
from storage.store import Tx

OPERATOR = "operator"  # the command line
ORGANISERS = frozenset({"coordinator", "operator"})
REVIEWERS = ORGANISERS | {"overseer"}


def as_actor(official_id: int) -> str:
    """How an official stands in rows."""
    return f"official:{official_id}"


def actor_of(tx: Tx, official_id: int | None, roles: frozenset[str] = ORGANISERS) -> str:
    """Whom the command line acts for. Raises Mistaken unless that is an official of one of these roles."""
    if official_id is None:
        return OPERATOR
    found = officials.among(tx, [official_id])
    if not found or found[0].role not in roles:
        raise Mistaken(
            f"official {official_id} is no {' or '.join(sorted(roles))}: see `suara official list`"
        )
    return as_actor(official_id)


def official_of(tx: Tx, actor: str) -> OfficialRow | None:
    """The official, while they are in office; None also for the command line."""
    kind, _, number = actor.partition(":")
    found = officials.among(tx, [int(number)]) if kind == "official" and number.isdigit() else []
    return found[0] if found else None


def same_person(tx: Tx, one: str, other: str) -> bool:
    """Whether the same human stands behind both: one office, or several offices in one chat."""
    if one == other:
        return True
    first, second = official_of(tx, one), official_of(tx, other)
    if first is None or second is None:
        return False
    return first.citizen_id is not None and first.citizen_id == second.citizen_id
