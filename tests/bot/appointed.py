"""Many officials at once, each with a chat: rows as appointing and binding them would leave them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert

from storage import handles
from storage.citizens import Handle
from storage.models import Citizen, Official
from storage.models import Handle as HandleRow
from storage.officials import NAME
from storage.store import Tx

FIRST = 7_000_000  # citizens and chats are numbered from here on
Post = tuple[str, str | None]  # role and unit


def appointed(tx: Tx, posts: Sequence[Post], now: datetime) -> None:
    """One official for each of these posts."""
    numbers, since = range(FIRST, FIRST + len(posts)), now - timedelta(days=1)
    people = [{"id": n, "language": "id", "first_seen_at": since, "last_seen_at": since} for n in numbers]
    offices = [
        {
            "name": tx.vault.seal(f"Pejabat {n}", NAME),
            "role": role,
            "unit": unit,
            "citizen_id": n,
            "invited_at": since,
            "bound_at": since,
        }
        for n, (role, unit) in zip(numbers, posts, strict=True)
    ]
    chats = [handles.row_of(tx, Handle("telegram", "chat", str(n)), n) for n in numbers]
    tx.connection.execute(insert(Citizen), people)
    tx.connection.execute(insert(HandleRow), chats)
    tx.connection.execute(insert(Official), offices)
