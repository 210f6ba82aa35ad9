"""Conversations in a browser: what was said on both sides, in order, for every tab and after every reload."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, delete, exists, insert, literal, select, update

from storage import models
from storage.handles import Handle, keys_of
from storage.models import Citizen, Outbox, WebChat, WebMessage
from storage.once import upsert
from storage.outbox_claims import PENDING
from storage.store import Tx

CHANNEL, BODY = "web", "web_messages.body"


@dataclass(frozen=True)
class ShownRow:
    """A message as it is shown: `ref` is its place, `seq` its last change, `own` that the person said it."""

    ref: int
    seq: int
    own: bool
    key: str
    body: str
    at: datetime


@dataclass(frozen=True)
class ChatState:
    """How far a conversation has come: the last change, what was erased, whether answers are due."""

    last: int = 0
    cleared: int = 0
    pending: bool = False
    language: str = ""  # empty: nobody we know


NOTHING = ChatState()


def chat_of(tx: Tx, address: str) -> bytes:
    """Under what the conversation of this address is kept."""
    keys = keys_of(tx, Handle(CHANNEL, "chat", address))
    return keys[0][2] if len(keys) == 1 else _where_it_is(tx, [hashed for _, _, hashed in keys])


def _where_it_is(tx: Tx, hashes: list[bytes]) -> bytes:
    """While keys are changed: under which of them it is kept so far; who writes keeps it there until done."""
    found = select(WebChat.chat).where(WebChat.chat.in_(hashes))
    if not tx.connection.get_execution_options().get("postgresql_readonly"):
        found = found.with_for_update()
    return tx.connection.execute(found).scalars().first() or hashes[0]


def said(tx: Tx, address: str, key: str, body: str, now: datetime) -> None:
    """What the person said, once for each key."""
    _append(tx, chat_of(tx, address), key, body, now, own=True)


def show(tx: Tx, address: str, key: str, body: str, over: int, now: datetime) -> int:
    """What is shown to the person: drawn over message `over` where there is one, else below all others.

    The message's place; with a `key` that was shown before, nothing changes.
    """
    chat = chat_of(tx, address)
    drawn = _draw_over(tx, chat, key, body, over, now) if over else None
    return drawn or _append(tx, chat, key, body, now, own=False)


def since(tx: Tx, address: str, after: int, limit: int) -> list[ShownRow]:
    """What has changed after this change, the oldest first."""
    mine = (WebMessage.chat == chat_of(tx, address)) & (WebMessage.seq > after)
    return _rows(tx, select(WebMessage).where(mine).order_by(WebMessage.seq).limit(limit))


def newest(
    tx: Tx, address: str, limit: int, before: int = 0, until: datetime | None = None
) -> list[ShownRow]:
    """The last messages, or the last before a place or until a moment; in the order in which they stand."""
    mine = WebMessage.chat == chat_of(tx, address)
    mine &= (WebMessage.ref < before) if before else (WebMessage.ref > 0)
    if until is not None:
        mine &= WebMessage.at <= until
    found = _rows(tx, select(WebMessage).where(mine).order_by(WebMessage.ref.desc()).limit(limit))
    return found[::-1]


def one(tx: Tx, address: str, ref: int) -> ShownRow | None:
    """The message at this place of this conversation."""
    mine = (WebMessage.chat == chat_of(tx, address)) & (WebMessage.ref == ref)
    return next(iter(_rows(tx, select(WebMessage).where(mine))), None)


def state(tx: Tx, address: str) -> ChatState:
    """How far this conversation has come."""
    chat = chat_of(tx, address)
    row = tx.connection.execute(
        select(WebChat.last, WebChat.cleared).where(WebChat.chat == chat)
    ).one_or_none()
    citizen = _citizen(chat)
    language = tx.connection.execute(
        select(Citizen.language).where(Citizen.id == citizen)
    ).scalar_one_or_none()
    pending = tx.connection.execute(select(Outbox.id).where(*_due(chat)).limit(1)).first() is not None
    last, cleared = (row.last, row.cleared) if row else (0, 0)
    return ChatState(last, cleared, pending, language or "")


def lasts(tx: Tx, addresses: Collection[str]) -> dict[str, int]:
    """The last change of each of these conversations."""
    named = {chat_of(tx, address): address for address in addresses}
    found = select(WebChat.chat, WebChat.last).where(WebChat.chat.in_(list(named)))
    return {named[row.chat]: row.last for row in tx.connection.execute(found)}


def forget(tx: Tx, citizen_id: int, now: datetime) -> None:
    """Erase what this citizen's browsers show; pages that are open hear that it is gone."""
    theirs = select(models.Handle.hash).where(
        models.Handle.citizen_id == citizen_id, models.Handle.channel == CHANNEL
    )
    for table in (WebMessage, models.WebFile):
        tx.connection.execute(delete(table).where(table.chat.in_(theirs)))
    cleared = {"last": WebChat.last + 1, "cleared": WebChat.last + 1, "changed_at": now}
    tx.connection.execute(update(WebChat).where(WebChat.chat.in_(theirs)).values(**cleared))


def sweep(tx: Tx, before: datetime) -> int:
    """Forget what was said before this moment, and conversations in which nothing was said since."""
    done = tx.connection.execute(delete(WebMessage).where(WebMessage.at < before)).rowcount
    tx.connection.execute(delete(WebChat).where(WebChat.changed_at < before))
    return done


def _append(tx: Tx, chat: bytes, key: str, body: str, now: datetime, *, own: bool) -> int:
    if (known := _known(tx, chat, key)) is not None:
        return known
    place = _next(tx, chat, now)
    if (known := _known(tx, chat, key)) is not None:  # somebody kept it while we waited for our number
        return known
    values = {"chat": chat, "ref": place, "seq": place, "key": key or None, "own": own, "at": now}
    tx.connection.execute(insert(WebMessage).values(**values, body=tx.vault.seal(body, BODY)))
    return place


def _draw_over(tx: Tx, chat: bytes, key: str, body: str, over: int, now: datetime) -> int | None:
    if (known := _known(tx, chat, key)) is not None:
        return known
    place = _next(tx, chat, now)
    there = (WebMessage.chat == chat) & (WebMessage.ref == over) & ~WebMessage.own
    values = {"seq": place, "key": key or None, "body": tx.vault.seal(body, BODY)}
    drawn = tx.connection.execute(update(WebMessage).where(there).values(**values))
    return over if drawn.rowcount else None


def _known(tx: Tx, chat: bytes, key: str) -> int | None:
    if not key:
        return None
    mine = (WebMessage.chat == chat) & (WebMessage.key == key)
    found: int | None = tx.connection.execute(select(WebMessage.ref).where(mine)).scalar_one_or_none()
    return found


def _next(tx: Tx, chat: bytes, now: datetime) -> int:
    """The next number of this conversation; nobody else gets one there until this transaction is over."""
    first = upsert(tx, WebChat).values(chat=chat, last=1, cleared=0, changed_at=now)
    counted = first.on_conflict_do_update(
        index_elements=[WebChat.chat], set_={"last": WebChat.last + 1, "changed_at": now}
    )
    number: int = tx.connection.execute(counted.returning(WebChat.last)).scalar_one()
    return number


def _due(chat: bytes) -> list[ColumnElement[bool]]:
    """Answers to this conversation that it does not show yet; that one is shown is marked a little later."""
    key = literal("o.") + cast(Outbox.id, String) + literal(".0")
    shown = exists().where(WebMessage.chat == chat, WebMessage.key == key)
    theirs = Outbox.citizen_id == _citizen(chat)
    return [theirs, Outbox.channel == CHANNEL, Outbox.lane == "reply", PENDING, ~shown]


def _citizen(chat: bytes) -> Any:
    return (
        select(models.Handle.citizen_id)
        .where(models.Handle.channel == CHANNEL, models.Handle.kind == "chat", models.Handle.hash == chat)
        .scalar_subquery()
    )


def _rows(tx: Tx, found: Select[Any]) -> list[ShownRow]:
    return [
        ShownRow(m.ref, m.seq, m.own, m.key or "", tx.vault.open(m.body, BODY), m.at)
        for m in tx.connection.execute(found)
    ]
