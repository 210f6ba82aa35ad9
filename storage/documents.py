"""Documents of our own on their way to people: pictures and reports, sealed, swept once they are old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from storage import models
from storage.store import Tx

CONTENT = "documents.content"
PREFIX = "doc:"  # what a reference to one of our documents begins with


@dataclass(frozen=True)
class Document:
    """A file as people get it."""

    name: str
    mime: str
    content: bytes


def keep(tx: Tx, name: str, mime: str, content: bytes, now: datetime) -> str:
    """Kept until it is swept; the reference by which a message carries it."""
    sealed = tx.vault.seal(content, CONTENT)
    row = insert(models.Document).values(name=name, mime=mime, content=sealed, made_at=now)
    return f"{PREFIX}{tx.connection.execute(row.returning(models.Document.id)).scalar_one()}"


def is_document(ref: str) -> bool:
    """Whether it refers to a document of our own, rather than to a file on a network."""
    return ref.startswith(PREFIX)


def read(tx: Tx, ref: str) -> Document | None:
    """The document; None when it was swept, or the reference is none of ours."""
    number = ref.removeprefix(PREFIX)
    if not is_document(ref) or not number.isdigit():
        return None
    found = select(models.Document).where(models.Document.id == int(number))
    row = tx.connection.execute(found).one_or_none()
    return row and Document(row.name, row.mime, tx.vault.open_bytes(row.content, CONTENT))


def sweep(tx: Tx, before: datetime) -> int:
    """Forget what was made before this moment; how many."""
    old = delete(models.Document).where(models.Document.made_at < before)
    return tx.connection.execute(old).rowcount
