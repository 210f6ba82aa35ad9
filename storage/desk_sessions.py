"""Browsers at an official's desk: signed in by a one-time link from the chat, out by a word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from storage import web_chats
from storage.models import DeskLink, DeskSession
from storage.store import Tx

GOOD_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class SessionRow:
    """A browser that is signed in; `citizen_id` is the chat whose offices it works for."""

    citizen_id: int
    browser_id: int
    device: str
    opened_at: datetime
    until: date


def ask(tx: Tx, citizen_id: int, code: str, now: datetime) -> None:
    """A link with this code signs one browser in for the next ten minutes; an older link is worth nothing."""
    tx.connection.execute(delete(DeskLink).where(DeskLink.citizen_id == citizen_id))
    link = {"hash": _hash(tx, code), "citizen_id": citizen_id, "expires_at": now + GOOD_FOR}
    tx.connection.execute(insert(DeskLink).values(link))


def is_open(tx: Tx, code: str, now: datetime) -> bool:
    """Whether there is such a link, for whichever browser."""
    found = select(DeskLink.hash).where(
        DeskLink.hash == _hash(tx, code), DeskLink.used_at.is_(None), DeskLink.expires_at > now
    )
    return tx.connection.execute(found).first() is not None


def offered(tx: Tx, code: str, browser_id: int, now: datetime) -> bool:
    """Whether the link would sign this browser in; from the first that asks on, it is for no other."""
    good = (DeskLink.hash == _hash(tx, code)) & DeskLink.used_at.is_(None) & (DeskLink.expires_at > now)
    free = or_(DeskLink.browser_id.is_(None), DeskLink.browser_id == browser_id)
    bound = update(DeskLink).where(good, free).values(browser_id=browser_id)
    return tx.connection.execute(bound).rowcount > 0


def sign_in(
    tx: Tx, code: str, opened_by: int, browser_id: int, device: str, now: datetime, until: date
) -> SessionRow | None:
    """The browser works at the desk from now on; None: the link is not good, or not for who opened it.

    `browser_id` is a new citizen made for this: whoever knew the key of the browser before knows it no more.
    """
    if not offered(tx, code, opened_by, now):
        return None
    mine = (DeskLink.hash == _hash(tx, code)) & DeskLink.used_at.is_(None)
    used = update(DeskLink).where(mine).values(used_at=now).returning(DeskLink.citizen_id)
    citizen_id = tx.connection.execute(used).scalar_one_or_none()
    if citizen_id is None:  # another process was quicker
        return None
    session = SessionRow(citizen_id, browser_id, device, now, until)
    tx.connection.execute(insert(DeskSession).values(**vars(session)))
    return session


def sign_out(tx: Tx, browser_id: int, now: datetime) -> int:
    """This browser works at no desk any more, and shows nothing of what it saw there."""
    return _end(tx, DeskSession.browser_id == browser_id, now)


def sign_out_everywhere(tx: Tx, citizen_id: int, now: datetime) -> int:
    """No browser works at this chat's desk any more, and an open link is worth nothing; how many did."""
    tx.connection.execute(delete(DeskLink).where(DeskLink.citizen_id == citizen_id))
    return _end(tx, DeskSession.citizen_id == citizen_id, now)


def expire(tx: Tx, today: date, now: datetime) -> int:
    """Whose last day is over is out; how many."""
    tx.connection.execute(delete(DeskLink).where(DeskLink.expires_at < now))
    return _end(tx, DeskSession.until < today, now)


def open_of(tx: Tx, citizen_id: int, today: date) -> list[SessionRow]:
    """The browsers at this chat's desk, the newest first."""
    return _open(tx, DeskSession.citizen_id == citizen_id, today)


def of_browsers(tx: Tx, ids: Collection[int]) -> dict[int, SessionRow]:
    """The desk at which each of these browsers works, if at any; `until` is the caller's to look at."""
    return {row.browser_id: row for row in _open(tx, DeskSession.browser_id.in_(ids), None)}


def browsers_of(tx: Tx, ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The browsers that work or once worked at the desk of each of these chats."""
    found = select(DeskSession.citizen_id, DeskSession.browser_id).where(DeskSession.citizen_id.in_(ids))
    browsers: dict[int, set[int]] = {}
    for row in tx.connection.execute(found):
        browsers.setdefault(row.citizen_id, set()).add(row.browser_id)
    return {citizen_id: frozenset(theirs) for citizen_id, theirs in browsers.items()}


def forget(tx: Tx, citizen_id: int, now: datetime) -> None:
    """Whoever is forgotten, chat or browser, works at no desk and lends none."""
    sign_out_everywhere(tx, citizen_id, now)
    sign_out(tx, citizen_id, now)


def _end(tx: Tx, which: ColumnElement[bool], now: datetime) -> int:
    ended = update(DeskSession).where(DeskSession.ended_at.is_(None), which).values(ended_at=now)
    browsers = tx.connection.execute(ended.returning(DeskSession.browser_id)).scalars().all()
    for browser_id in browsers:
        web_chats.forget(tx, browser_id, now)  # what citizens wrote was shown there
    return len(browsers)


def _open(tx: Tx, which: ColumnElement[bool], today: date | None) -> list[SessionRow]:
    found = select(DeskSession).where(DeskSession.ended_at.is_(None), which)
    if today is not None:
        found = found.where(DeskSession.until >= today)
    rows = tx.connection.execute(found.order_by(DeskSession.id.desc()))
    return [SessionRow(r.citizen_id, r.browser_id, r.device, r.opened_at, r.until) for r in rows]


def _hash(tx: Tx, code: str) -> bytes:
    return tx.vault.lasting("desk link", code)
