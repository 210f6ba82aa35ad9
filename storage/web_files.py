"""Pictures that came from browsers: sealed here until they are swept, as no network keeps them for us."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from storage.models import WebFile
from storage.store import Tx
from storage.web_chats import chat_of

CONTENT = "web_files.content"
PREFIX = "web:"  # what a reference to one of these begins with


@dataclass(frozen=True)
class WebPicture:
    """A picture as browsers get it."""

    mime: str
    content: bytes


def keep(tx: Tx, address: str, mime: str, content: bytes, now: datetime) -> str:
    """The reference by which messages and the media keeper know it; it cannot be guessed."""
    ref = secrets.token_hex(16)
    sealed = tx.vault.seal(content, f"{CONTENT}:{ref}")
    values = {"ref": ref, "chat": chat_of(tx, address), "mime": mime, "content": sealed, "at": now}
    tx.connection.execute(insert(WebFile).values(**values))
    return PREFIX + ref


def read(tx: Tx, ref: str) -> WebPicture | None:
    """The picture; None when it was swept or there never was one."""
    name = ref.removeprefix(PREFIX)
    row = tx.connection.execute(select(WebFile).where(WebFile.ref == name)).one_or_none()
    return row and WebPicture(row.mime, tx.vault.open_bytes(row.content, f"{CONTENT}:{name}"))


def sweep(tx: Tx, before: datetime) -> int:
    """Forget what came before this moment; how many."""
    return tx.connection.execute(delete(WebFile).where(WebFile.at < before)).rowcount
