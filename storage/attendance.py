"""Who is at the door of a forum: codes that are shown there, who checked in, and how many came in all."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from storage import poll_votes
from storage.models import Attendance, Forum, Invitation
from storage.once import insert_unless_there
from storage.store import Tx

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: nothing that is read as something else
WANTS = ("come", "perhaps", "waiting", "offered")
CODE, DOOR = 8, 6  # characters; guessed by nobody at the pace of a chat
_HEARD_AS = str.maketrans("oil", "011")


@dataclass(frozen=True)
class Holder:
    """Whose personal code it is, and what they said."""

    citizen_id: int
    answer: str
    group: str
    party: int


def door_code(tx: Tx, forum_id: int) -> str:
    """What stands at the door of this forum: made of its id and our key, so that it stands nowhere else."""
    return _spelled(tx, "forum.door", str(forum_id), DOOR)


def is_door_code(tx: Tx, forum_id: int, code: str) -> bool:
    return hmac.compare_digest(read(code).encode(), door_code(tx, forum_id).encode())


def code_of(tx: Tx, forum_id: int, citizen_id: int) -> str:
    """The personal code of an invitation, as its owner shows it; from now on it is found."""
    code = _spelled(tx, "invitation", f"{forum_id}:{citizen_id}", CODE)
    mine = (Invitation.forum_id == forum_id) & (Invitation.citizen_id == citizen_id)
    tx.connection.execute(update(Invitation).where(mine).values(code=_hash(tx, forum_id, code)))
    return code


def holder(tx: Tx, forum_id: int, code: str) -> Holder | None:
    """Whose code it is; None: nobody's, at this forum."""
    columns = (Invitation.citizen_id, Invitation.answer, Invitation.group, Invitation.party)
    this = (Invitation.forum_id == forum_id, Invitation.code == _hash(tx, forum_id, read(code)))
    row = tx.connection.execute(select(*columns).where(*this).limit(1)).one_or_none()
    return Holder(*row) if row else None


def take_along(tx: Tx, forum_id: int, code: str, citizen_id: int) -> bool:
    """The invitation of this code is from now on this citizen's; False: there is no such invitation.

    What they said of this forum before, without an invitation, is replaced by it. A code works once.
    """
    found = holder(tx, forum_id, code)
    if found is None:
        return False
    if found.citizen_id != citizen_id:
        theirs = (Invitation.forum_id == forum_id) & (Invitation.citizen_id == citizen_id)
        tx.connection.execute(delete(Invitation).where(theirs))
        whose = (Invitation.forum_id == forum_id) & (Invitation.citizen_id == found.citizen_id)
        tx.connection.execute(update(Invitation).where(whose).values(citizen_id=citizen_id, code=None))
        poll_votes.take_along(tx, forum_id, found.citizen_id, citizen_id)
    return True


def check_in(
    tx: Tx,
    forum_id: int,
    citizen_id: int,
    group: str,
    people: int,
    by: str,
    now: datetime,
    *,
    walked_in: bool,
) -> bool:
    """They are there; False: they were before. `by`: "citizen" or "official:ID"."""
    row = {"group": group, "people": people, "walked_in": walked_in, "by": by, "at": now}
    return (
        insert_unless_there(tx, Attendance, {"forum_id": forum_id, "citizen_id": citizen_id, **row})
        is not None
    )


def count_in(tx: Tx, forum_id: int, group: str, people: int, by: str, now: datetime) -> None:
    """People without a chat of ours, as an official counted them."""
    row = {"group": group, "people": people, "walked_in": True, "by": by, "at": now}
    tx.connection.execute(insert(Attendance).values(forum_id=forum_id, citizen_id=None, **row))


def has_come(tx: Tx, forum_id: int, citizen_id: int) -> bool:
    there = (Attendance.forum_id == forum_id) & (Attendance.citizen_id == citizen_id)
    return tx.connection.execute(select(Attendance.id).where(there)).first() is not None


def came(tx: Tx, forum_id: int) -> list[int]:
    """The citizens who checked in, by id: for telling them what became of it, and for nothing public."""
    there = (Attendance.forum_id == forum_id, Attendance.citizen_id.is_not(None))
    rows = select(Attendance.citizen_id).where(*there).order_by(Attendance.citizen_id)
    return [citizen for citizen in tx.connection.execute(rows).scalars() if citizen is not None]


def counts(tx: Tx, forum_id: int) -> Mapping[str, int]:
    """How many people came, by group."""
    rows = (
        select(Attendance.group, func.sum(Attendance.people))
        .where(Attendance.forum_id == forum_id)
        .group_by(Attendance.group)
        .order_by(Attendance.group)
    )
    return {group: int(people) for group, people in tx.connection.execute(rows)}


def walk_ins(tx: Tx, forum_id: int) -> int:
    """How many of them had no seat."""
    rows = select(func.coalesce(func.sum(Attendance.people), 0))
    walked = (Attendance.forum_id == forum_id, Attendance.walked_in)
    return int(tx.connection.execute(rows.where(*walked)).scalar_one())


def read(code: str) -> str:
    """A code as somebody typed it: case, blanks, dashes and look-alikes do not matter."""
    return "".join(one for one in code.lower().translate(_HEARD_AS) if one in ALPHABET)


def _spelled(tx: Tx, kind: str, value: str, length: int) -> str:
    number = int.from_bytes(tx.vault.lasting(kind, value)[:8], "big")
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(length))


def _hash(tx: Tx, forum_id: int, code: str) -> bytes:
    return tx.vault.lasting("invitation.code", f"{forum_id}:{code}")


def forget(tx: Tx, citizen_id: int, now: datetime) -> None:
    """They want to be forgotten: what they need goes, seats are free again; that somebody was there stays."""
    theirs = Invitation.citizen_id == citizen_id
    tx.connection.execute(update(Invitation).where(theirs).values(needs=None, code=None))
    to_come = select(Forum.id).where(Forum.starts_at > now)
    wants = theirs & Invitation.forum_id.in_(to_come) & Invitation.answer.in_(WANTS)
    freed = {"answer": "cannot", "place": None, "offered_until": None}
    tx.connection.execute(update(Invitation).where(wants).values(**freed))
    nobody = update(Attendance).where(Attendance.citizen_id == citizen_id).values(citizen_id=None)
    tx.connection.execute(nobody)


def sweep_needs(tx: Tx, before: datetime) -> int:
    """What people needed at a forum of long ago, and the codes to it, are nobody's business any more."""
    past = select(Forum.id).where(Forum.starts_at < before)
    kept = Invitation.needs.is_not(None) | Invitation.code.is_not(None)
    old = update(Invitation).where(Invitation.forum_id.in_(past), kept).values(needs=None, code=None)
    return tx.connection.execute(old).rowcount


def sweep_people(tx: Tx, before: datetime) -> int:
    """Who was at a forum of long ago goes; how many were there stays."""
    past = (Attendance.at < before, Attendance.citizen_id.is_not(None))
    return tx.connection.execute(update(Attendance).where(*past).values(citizen_id=None)).rowcount
