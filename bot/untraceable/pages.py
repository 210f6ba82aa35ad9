"""What a browser shows of a talk that is kept apart: in memory, and nowhere else."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from storage.web_chats import ShownRow

BEGIN = 100_000_000  # places from here on are of messages that no table holds
MARK = "o.-"  # how the names of messages begin that stand in no outbox
PICTURE = "web:apart-"
SHOWN = 200  # messages of a conversation
STAYS = 600.0  # seconds after the end


@dataclass
class Pages:
    """Conversations by address, the newest last. Gone with the process, and soon after the talk.

    `looked_at`: whether pages are served here; what nobody could see here is left to one that serves them.
    """

    looked_at: bool = False
    _rows: dict[str, list[ShownRow]] = field(default_factory=dict)
    _over: dict[str, float] = field(default_factory=dict)  # since when a talk is over
    _pictures: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _last: int = BEGIN

    def said(self, address: str, key: str, body: str, now: datetime) -> None:
        """What the person said, once for each key."""
        self._add(address, key, body, now, own=True)

    def show(self, address: str, key: str, body: str, now: datetime) -> int:
        """What is shown to the person; its place."""
        return self._add(address, key, body, now, own=False)

    def since(self, address: str, after: int) -> list[ShownRow]:
        """What has come after this place, the oldest first."""
        return [row for row in self._rows.get(address, ()) if row.seq > after]

    def one(self, address: str, ref: int) -> ShownRow | None:
        return next((row for row in self._rows.get(address, ()) if row.ref == ref), None)

    def last(self, address: str) -> int:
        """The last place, or nothing."""
        rows = self._rows.get(address)
        return rows[-1].seq if rows else 0

    def end(self, address: str) -> None:
        """The talk is over: its words stay for a while, as there is a receipt to be written down."""
        with self._lock:
            if address in self._rows:
                self._over[address] = time.monotonic()

    def sweep(self, stays: float = STAYS) -> None:
        """Forget the conversations that are over for so many seconds."""
        with self._lock:
            for address, since in list(self._over.items()):
                if time.monotonic() - since >= stays:
                    self._forget(address)

    def keep_picture(self, address: str, content: bytes) -> str:
        """The reference of a picture that somebody sent."""
        ref = PICTURE + secrets.token_hex(16)
        with self._lock:
            self._pictures[ref] = (address, content)
        return ref

    def picture(self, ref: str) -> bytes | None:
        return self._pictures.get(ref, ("", None))[1]

    def drop_picture(self, ref: str) -> None:
        """It lies with its letter now."""
        with self._lock:
            self._pictures.pop(ref, None)

    def _forget(self, address: str) -> None:
        self._rows.pop(address, None)
        del self._over[address]
        self._pictures = {ref: one for ref, one in self._pictures.items() if one[0] != address}

    def _add(self, address: str, key: str, body: str, now: datetime, *, own: bool) -> int:
        with self._lock:
            rows = self._rows.setdefault(address, [])
            self._over.pop(address, None)
            known = next((row for row in rows if key and row.key == key), None)
            if known is not None:
                return known.ref
            self._last += 1
            row = ShownRow(self._last, self._last, own, key, body, now)
            self._rows[address] = [*rows, replace(row)][-SHOWN:]
            return row.ref
