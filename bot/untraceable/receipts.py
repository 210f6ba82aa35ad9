"""Receipts: `SW-` and twelve characters, made and hashed beside the writer's thread."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from storage.case_numbers import CROCKFORD

PREFIX, LENGTH = "SW", 12
TRIES, HOUR = 5, 3600.0
READY = 8  # receipts whose hash is known before anybody needs one
# Whatever stands between the characters, and the letters that are read for others: Crockford forgives.
_TYPED = re.compile(r"\s*(?:/\w+\s+)?sw[\s:.-]*((?:[0-9a-z][\s.-]*){12})", re.IGNORECASE)
_MISREAD = str.maketrans("OIL", "011")
_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


def found_in(text: str) -> str:
    """The receipt that somebody typed, as we write it; empty where the text is none."""
    typed = _TYPED.fullmatch(text)
    if typed is None:
        return ""
    plain = re.sub(r"[\s.-]", "", typed[1]).upper().translate(_MISREAD)
    return f"{PREFIX}-{plain}" if set(plain) <= set(CROCKFORD) else ""


class Receipts:
    """Makes receipts ahead of time and hashes those that are typed; `salt` is one for the installation."""

    def __init__(self, salt: bytes, clock: Callable[[], float] = time.monotonic) -> None:
        self._salt, self._clock = salt, clock
        self._hashing = ThreadPoolExecutor(1, thread_name_prefix="receipts")
        self._ready: deque[Future[tuple[str, str]]] = deque()
        self._tried: dict[str, deque[float]] = {}
        self._lock = Lock()

    def take(self) -> tuple[str, str]:
        """A new receipt and its hash; made while nobody waited."""
        self.make_ready()
        with self._lock:
            made = self._ready.popleft()
        return made.result()

    def make_ready(self) -> None:
        """Have some made by another thread."""
        with self._lock:
            while len(self._ready) < READY:
                self._ready.append(self._hashing.submit(self._made))

    def hashed(self, receipt: str) -> str:
        """What is kept of a receipt: scrypt, 16 MB and some 50 ms each, so that nobody tries many."""
        return hashlib.scrypt(receipt.encode(), salt=self._salt, **_COST).hex()

    def submit(self, receipt: str) -> Future[str]:
        """`hashed`, by the thread that does nothing else."""
        return self._hashing.submit(self.hashed, receipt)

    def may_try(self, chat: str) -> bool:
        """Whether this chat has tries left within the hour; one is used up."""
        now = self._clock()
        with self._lock:
            self._forget(now)
            tried = self._tried.setdefault(chat, deque())
            if len(tried) >= TRIES:
                return False
            tried.append(now)
            return True

    def _forget(self, now: float) -> None:
        """Who tried longer ago than an hour is not remembered at all."""
        for chat, tried in list(self._tried.items()):
            while tried and now - tried[0] >= HOUR:
                tried.popleft()
            if not tried:
                del self._tried[chat]

    def was_right(self, chat: str) -> None:
        """A right one does not count as a try."""
        with self._lock:
            if tried := self._tried.get(chat):
                tried.pop()

    def close(self) -> None:
        self._hashing.shutdown(cancel_futures=True)

    def _made(self) -> tuple[str, str]:
        receipt = f"{PREFIX}-" + "".join(secrets.choice(CROCKFORD) for _ in range(LENGTH))
        return receipt, self.hashed(receipt)
