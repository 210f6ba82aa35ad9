"""The room apart: talks that no table knows, and what is still to be said in them."""

from __future__ import annotations

import hmac
import json
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import RLock
from typing import Any

from bot.channels.web import NAME as WEB
from bot.untraceable.files import SealedFiles, own_secret
from bot.untraceable.pages import Pages
from bot.untraceable.refs import Refs
from handlers.talk import State
from handlers.talk.stored import from_json, to_json
from storage.citizens import Handle
from storage.outbox import Claimed

TALK, SAYS, LETTER = ".talk", ".says", ".letter"
TOLD = timedelta(days=30)  # so long it is remembered that an unfinished talk was destroyed
Happened = Callable[[Collection[str]], Set[str]]  # which of these updates were taken and committed
NAMES = "names.secret"  # makes the names of chats here; who does not have it cannot tell one from another


@dataclass
class Room:
    """One directory for one installation. Every `name` is that of a chat, and tells nobody which.

    What is written here is written before the turn's commit, and says which updates it followed: a turn that
    is taken again, as its commit failed, begins where the first one began.
    """

    directory: Path
    stays: timedelta = timedelta(hours=24)  # so long after the last word a talk that nobody ends is destroyed
    mask: Callable[[str], str] = str
    pages: Pages = field(default_factory=Pages)
    # What is on its way: its file, its key there, and itself.
    _sent: dict[int, tuple[str, str, Claimed]] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)  # the writer adds what is to be said while delivery takes off
    _next: int = 0

    def __post_init__(self) -> None:
        self.files = SealedFiles(self.directory)
        self.secret = own_secret(self.directory, NAMES)
        self.refs = Refs(self.files, self.secret)

    # --- talks ------------------------------------------------------------------------------------------

    def name_of(self, handle: Handle) -> str:
        """What this chat is called here."""
        told_apart = json.dumps([handle.channel, handle.kind, handle.value]).encode()
        return hmac.digest(self.secret, told_apart, "sha256").hex()[:32]

    def has_talk(self, handle: Handle) -> bool:
        """Whether there is any of this chat."""
        return self.files.has(self.name_of(handle) + TALK)

    def talks(self, handle: Handle, updates: Collection[str]) -> dict[str, State]:
        """The talks of this chat that are kept apart, by serial, as they were before these updates."""
        name = self.name_of(handle) + TALK
        if not self.files.has(name):
            return {}
        stored = json.loads(self.files.get(name) or b"{}")
        again = any(update in stored.get("updates", ()) for update in updates)
        states = stored.get("before" if again else "now", {})
        return {serial: from_json(state) for serial, state in states.items()}

    def keep(
        self, handle: Handle, updates: Sequence[str], before: Iterable[State], now: Iterable[State]
    ) -> None:
        """The talks of this chat as these updates have left them; none: they are over until `settle`."""
        stored = {
            "updates": list(updates),
            "before": {state.serial: to_json(state) for state in before},
            "now": {state.serial: to_json(state) for state in now},
        }
        self.files.put(self.name_of(handle) + TALK, json.dumps(stored).encode())

    def settle(self, handles: Iterable[Handle]) -> None:
        """The commit is done: of talks that are over nothing stays, and their keys first of all."""
        for handle in handles:
            name = self.name_of(handle) + TALK
            if not json.loads(self.files.get(name) or b"{}").get("now"):
                self.files.destroy(name)
                self.pages.end(handle.value)
        self.files.sync()

    def expire(self, now: float) -> int:
        """Destroy the keys of talks in which nothing was said for too long; how many.

        That there was one is remembered for a while: its author is told when they come back.
        """
        stays, forgotten = self.stays.total_seconds(), TOLD.total_seconds()
        names = self.files.names(TALK)
        for name in names:
            if self.files.is_locked(name) and self.files.age(name, now) > forgotten:
                self.files.destroy(name)
        gone = [n for n in names if self.files.has(n) and self.files.age(n, now) > stays]
        for name in gone:
            unfinished = json.loads(self.files.get(name) or b"{}").get("now")
            (self.files.lock if unfinished else self.files.destroy)(name)
        return len(gone)

    def has_lost(self, handle: Handle) -> bool:
        """Whether a talk of this chat was destroyed before its end; said once."""
        name = self.name_of(handle) + TALK
        if not self.files.is_locked(name):
            return False
        self.files.destroy(name)
        return True

    # --- what is to be said -----------------------------------------------------------------------------

    def say(
        self,
        handle: Handle,
        updates: Sequence[str],
        bodies: Sequence[str],
        citizen_id: int,
        *,
        durable: bool = True,
    ) -> list[Claimed]:
        """Replies that no outbox holds: kept here until the network has them, and then destroyed."""
        name = self.name_of(handle) + SAYS
        new: list[dict[str, Any]] = [
            {"key": secrets.token_hex(8), "updates": list(updates), "body": body} for body in bodies
        ]
        address = [handle.channel, handle.kind, handle.value]
        with self._lock:
            told = [one for one in self._says(name) if not set(one["updates"]) & set(updates)]
            self._store_says(name, address, [*told, *new], durable=durable)
            return [self._claimed(name, one, handle, citizen_id) for one in new]

    def unsaid(self, happened: Happened, seconds: float = 0, only: str = "") -> list[Claimed]:
        """What a process that died has left unsaid, for at least so many seconds; none that is on its way.

        Nor what was to follow on a turn that was never committed: that message comes again, and the turn that
        it begins then asks for itself. `only`: on this network. Nothing for a page where none is looked at.
        """
        left = {name: stored for name in self._left(seconds) if (stored := self._of(name, only))}
        updates = {update for stored in left.values() for one in stored["says"] for update in one["updates"]}
        took_place = happened(updates) if updates else frozenset()
        found = []
        for name, stored in left.items():
            handle = Handle(*stored["address"])
            number = -int.from_bytes(bytes.fromhex(name[:12]), "big")  # a chat's messages stay in order
            says = [one for one in stored["says"] if not took_place.isdisjoint(one["updates"])]
            found += [self._claimed(name, one, handle, number) for one in says]
        return found

    def said(self, row_id: int) -> None:
        """The network has it, or never will."""
        with self._lock:
            sent = self._sent.pop(row_id, None)
            if sent is None:
                return
            name, key, row = sent
            left = [one for one in self._says(name) if one["key"] != key]
            if left and row.address is not None:
                address = [row.address.channel, row.address.kind, row.address.value]
                self._store_says(name, address, left)
            else:
                self.files.destroy(name)

    def on_its_way(self, row_id: int) -> Claimed | None:
        """A reply that is not said yet."""
        found = self._sent.get(row_id)
        return found[2] if found else None

    def _left(self, seconds: float) -> list[str]:
        """Files of what is to be said that are so old, and of which nothing is on its way."""
        under_way = {name for name, _key, _row in self._sent.values()}
        names = [name for name in self.files.names(SAYS) if name not in under_way]
        return [name for name in names if self.files.age(name, time.time()) >= seconds]

    def _of(self, name: str, only: str) -> dict[str, Any]:
        """What such a file holds; nothing where it is not ours to say."""
        stored: dict[str, Any] = json.loads(self.files.get(name) or b"{}")
        channel = stored["address"][0] if stored else ""
        elsewhere = (only and channel != only) or (channel == WEB and not self.pages.looked_at)
        return {} if elsewhere else stored

    def _says(self, name: str) -> list[dict[str, Any]]:
        stored = json.loads(self.files.get(name) or b"{}")
        says: list[dict[str, Any]] = stored.get("says", [])
        return says

    def _store_says(
        self, name: str, address: Sequence[str], says: Sequence[object], *, durable: bool = False
    ) -> None:
        stored = json.dumps({"address": list(address), "says": list(says)}).encode()
        self.files.put(name, stored, durable=durable)

    def _claimed(self, name: str, one: Mapping[str, Any], handle: Handle, citizen_id: int) -> Claimed:
        with self._lock:
            self._next -= 1
            row = Claimed(
                self._next, "reply", handle.channel, citizen_id, "reply", one["body"], None, 0, handle
            )
            self._sent[row.id] = (name, one["key"], row)
        return row
