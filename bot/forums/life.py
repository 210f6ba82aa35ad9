"""A forum's life: every step once, by whoever may take it, in one transaction with what follows from it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.broadcasting import steering
from bot.forums import people
from bot.forums.wish import NotPossible, Wish, check, place_problems, time_problems
from bot.offices.mistaken import Mistaken
from bot.settings import Settings
from storage import audit, broadcasts, forum_lots, forum_reminders, forum_steps, forums
from storage.forums import ForumRow
from storage.store import Tx

CODE_LENGTH = 6  # letters and digits of a forum's code, which is no secret
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
MOVED, CANCELLED = "moved", "cancelled"  # purposes of the broadcasts that tell of it

# From which states a step leads where.
_STEPS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "changed": (("draft", "reviewed"), "draft"),
    "reviewed": (("draft",), "reviewed"),
    "announced": (("reviewed",), "announced"),
    "closed": (("announced",), "closed"),
    "held": (("announced", "closed"), "held"),
    "minuted": (("held",), "minuted"),
    "followed_up": (("minuted",), "followed_up"),
    "cancelled": (("draft", "reviewed", "announced", "closed"), "cancelled"),
}
_MOVABLE = ("announced", "closed")
PUBLIC = frozenset({"announced", "closed", "held", "minuted", "followed_up"})


class WrongStep(Mistaken):
    """The forum is not where this step begins, or the wrong person takes it; `problem` names which."""

    def __init__(self, problem: str, words: str) -> None:
        super().__init__(words)
        self.problem = problem


@dataclass(frozen=True)
class Step:
    """In whose name a step is taken, by which settings, and when."""

    tx: Tx
    settings: Settings
    actor: str
    now: datetime


def draft(step: Step, wish: Wish) -> ForumRow:
    """A new forum that nobody has heard of yet. Raises NotPossible."""
    check(wish, step.settings, step.now)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))
    columns = wish.columns()
    topic, unit, starts_at, place = (columns.pop(name) for name in ("topic", "unit", "starts_at", "place"))
    maker = {"created_by": step.actor}
    row = forums.create(step.tx, topic, unit, starts_at, place, code, step.now, **maker, **columns)
    forums.set_seats(step.tx, row.id, wish.seats or {})
    forum_steps.note(step.tx, row.id, "drafted", step.actor, step.now)
    return row


def change(step: Step, code: str, wish: Wish) -> ForumRow:
    """Another wish for the same forum, which is to be reviewed again. Raises NotPossible, WrongStep."""
    check(wish, step.settings, step.now)
    row = advance(step, code, "changed", reviewed_by="", tested_at=None, **wish.columns())
    forums.set_seats(step.tx, row.id, wish.seats or {})
    return row


def review(step: Step, code: str) -> ForumRow:
    """A second person has looked at it and agrees. Raises WrongStep."""
    row = found(step.tx, code, lock=True)
    if people.same_person(step.tx, row.created_by, step.actor):
        raise WrongStep("second", "another person than its organiser has to review it: use --as OFFICIAL")
    return advance(step, code, "reviewed", reviewed_by=step.actor)


def announce(step: Step, code: str) -> ForumRow:
    """From now on it is public, and people can be invited; the seed of its lot is fixed. Raises WrongStep."""
    starts_at = found(step.tx, code, lock=True).starts_at
    if starts_at <= step.now:
        raise NotPossible("past", f"{starts_at.astimezone(step.settings.zone):%Y-%m-%d %H:%M}")
    row = advance(step, code, "announced")
    return replace(row, seed_hash=forum_lots.commit(step.tx, row.id))


def announce_own(step: Step, code: str) -> ForumRow:
    """The same for a draft that the command line made for itself: whoever has the machine is asked by nobody.

    Its history and the log say that nobody reviewed it; what an official drafted takes the long way.
    """
    row = found(step.tx, code, lock=True)
    if row.state == "draft" and row.created_by == step.actor == people.OPERATOR:
        forums.change(step.tx, row.id, state="reviewed")
        forum_steps.note(step.tx, row.id, "unreviewed", step.actor, step.now)
        audit.add(step.tx, "forum_unreviewed", step.actor, step.now, about=f"forum:{row.code}")
        return announce(step, code)
    return row


def move(step: Step, code: str, why: str = "", **where: Any) -> ForumRow:
    """Another time or place; who was invited hears of it once.

    `where`: any of starts_at, ends_at, place, link, latitude, longitude. Raises NotPossible, WrongStep.
    """
    row = found(step.tx, code, lock=True)
    if row.state not in _MOVABLE:
        raise _wrong(row, "moved", _MOVABLE)
    moved = _moved(row, where)
    _check_move(step, row, moved)
    values = {name: getattr(moved, name) for name in where} | {"ends_at": moved.ends_at}
    after = forums.change(step.tx, row.id, sequence=row.sequence + 1, **values)
    detail = {name: str(getattr(row, name)) for name in values if getattr(row, name) != getattr(after, name)}
    forum_steps.note(step.tx, row.id, "moved", step.actor, step.now, before=detail, why=why)
    forum_reminders.withdraw(step.tx, row.id, "moved", step.now, offers=False)
    _tell(step, after, MOVED)
    return after


def cancel(step: Step, code: str, why: str) -> ForumRow:
    """It is not held: invitations that wait are never sent, and who was invited hears of it once."""
    before = found(step.tx, code, lock=True)
    row = advance(step, code, "cancelled", why=why, sequence=before.sequence + 1)
    for broadcast in broadcasts.of_forum(step.tx, row.id):
        if broadcast.state in broadcasts.OPEN:
            steering.end(step.tx, broadcast, "cancelled", step.now)
    forum_reminders.drop(step.tx, row.id)
    forum_reminders.withdraw(step.tx, row.id, "cancelled", step.now, offers=True)
    if before.state in _MOVABLE:
        _tell(step, row, CANCELLED)
    return row


def close(step: Step, code: str) -> ForumRow:
    """No more answers are taken."""
    return advance(step, code, "closed")


def held(step: Step, code: str) -> ForumRow:
    """It took place. Raises WrongStep, also before it began."""
    row = found(step.tx, code)
    if row.state in _MOVABLE and row.starts_at > step.now:
        raise WrongStep("early", "it has not begun yet: a forum is held once its time has come")
    return advance(step, code, "held")


def advance(step: Step, code: str, kind: str, why: str = "", **values: Any) -> ForumRow:
    """Take this step from where it begins to where it leads, noted with who took it. Raises WrongStep."""
    row = found(step.tx, code, lock=True)
    before, state = _STEPS[kind]
    if row.state not in before:
        raise _wrong(row, kind, before)
    after = forums.change(step.tx, row.id, state=state, **values)
    detail = {"why": why} if why else {}
    forum_steps.note(step.tx, row.id, kind, step.actor, step.now, **detail)
    audit.add(step.tx, f"forum_{kind}", step.actor, step.now, about=f"forum:{row.code}", why=why)
    return after


def found(tx: Tx, code: str, *, lock: bool = False) -> ForumRow:
    """The forum of this code. Raises Mistaken."""
    row = forums.by_code(tx, code)
    if row is None:
        raise Mistaken(f"no forum has the code {code}: see `suara forum list`")
    return (forums.by_id(tx, row.id, lock=True) or row) if lock else row


def _moved(row: ForumRow, where: Mapping[str, Any]) -> ForumRow:
    """Where and when it is then; one that starts later ends later by as much."""
    moved = replace(row, **where)
    if "starts_at" in where and "ends_at" not in where and row.ends_at is not None:
        moved = replace(moved, ends_at=row.ends_at + (moved.starts_at - row.starts_at))
    return replace(moved, starts_at=moved.starts_at.astimezone(UTC))


def _check_move(step: Step, row: ForumRow, moved: ForumRow) -> None:
    problems = [
        *time_problems(moved.starts_at, moved.ends_at, step.settings, step.now),
        *place_problems(moved.place, moved.link, moved.latitude, moved.longitude),
    ]
    for problem, given in problems:
        raise NotPossible(problem, given)
    if moved == row:
        raise WrongStep("same", "that is when and where it is already: nobody was told")


def _tell(step: Step, row: ForumRow, purpose: str) -> None:
    """Everybody concerned hears of it, behind the turns; what an earlier move still had to tell is over."""
    for earlier in broadcasts.of_forum(step.tx, row.id):
        if earlier.purpose == MOVED and earlier.state in broadcasts.OPEN:
            steering.end(step.tx, earlier, "moved again", step.now)
    broadcasts.create(step.tx, purpose, made_by=step.actor, now=step.now, forum_id=row.id)


def _wrong(row: ForumRow, kind: str, before: tuple[str, ...]) -> WrongStep:
    states = " or ".join(before)
    return WrongStep(
        "state", f"forum {row.code} is {row.state}; only one that is {states} can be {kind.replace('_', ' ')}"
    )
