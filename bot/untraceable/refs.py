"""What networks call the messages that nobody is to know of: of these no status is kept."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from threading import Lock

from bot.untraceable.files import SealedFiles

FILE = "sent.refs"
REMEMBERED = timedelta(days=3)  # later than this no network tells of a message


class Refs:
    """Hashes of names, with the day; the names themselves may hold a number of a phone."""

    def __init__(self, files: SealedFiles, secret: bytes) -> None:
        self._files, self._secret, self._lock = files, secret, Lock()
        self._days: dict[str, str] | None = None

    def keep(self, ref: str, now: datetime) -> None:
        """A message was sent that is called so."""
        with self._lock:
            latest = (now - REMEMBERED).date()
            days = {one: day for one, day in self._known().items() if date.fromisoformat(day) >= latest}
            self._days = {**days, self.named(ref): now.date().isoformat()}
            self._files.put(FILE, json.dumps(self._days).encode())

    def without(self, refs: Iterable[str]) -> set[str]:
        """Those of these names that are of other messages."""
        with self._lock:
            known = self._known()
            return {ref for ref in refs if self.named(ref) not in known}

    def _known(self) -> dict[str, str]:
        if self._days is None:
            self._days = json.loads(self._files.get(FILE) or b"{}")
        return self._days

    def named(self, ref: str) -> str:
        """What we call a message: by a network's own numbers one would miss those that nobody knows of."""
        return hmac.digest(self._secret, f"ref:{ref}".encode(), "sha256").hex()[:32]
