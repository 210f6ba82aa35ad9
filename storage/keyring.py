"""The keys that are known at one time: which one seals, which still open, what is left of earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_ID_BYTES = 4
# Processes hear of a new key one after the other; for so long what either key says is believed.
OVERLAP = timedelta(days=1)


@dataclass(frozen=True)
class Generation:
    """The hashing part of a key that seals or has sealed, from `since` on; None: from the beginning."""

    id: bytes
    hashing: bytes = field(repr=False)
    since: datetime | None = None


@dataclass(frozen=True)
class Keyring:
    """`key` seals; the `older` (newest first) open; what is `coming` opens and will seal soon.

    ValueError when one has not 32 bytes.
    """

    key: bytes = field(repr=False)
    older: tuple[bytes, ...] = field(default=(), repr=False)
    coming: tuple[bytes, ...] = field(default=(), repr=False)
    generations: tuple[Generation, ...] = field(default=(), repr=False)
    id: bytes = field(init=False)
    seals: dict[bytes, AESGCM] = field(init=False, repr=False, compare=False)
    hashing: tuple[bytes, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if any(len(each) != KEY_BYTES for each in self.all):
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        seals = {key_id(each): AESGCM(_subkey(each, b"seal")) for each in self.all}
        object.__setattr__(self, "id", key_id(self.key))  # derived once: every sealed value begins with it
        object.__setattr__(self, "seals", seals)
        object.__setattr__(self, "hashing", tuple(hashing_of(each) for each in self.all))

    @property
    def all(self) -> tuple[bytes, ...]:
        """Every key, the one that seals first."""
        return (self.key, *self.coming, *self.older)

    @property
    def first(self) -> bytes:
        """The hashing part of the first key there ever was, as far as is known."""
        return self.generations[0].hashing if self.generations else hashing_of((self.key, *self.older)[-1])

    def with_generations(self, generations: Sequence[Generation]) -> Keyring:
        """The same keys, knowing these generations, the oldest first."""
        return Keyring(self.key, self.older, self.coming, tuple(generations))

    def used_at(self, moment: datetime) -> list[bytes]:
        """The hashing parts of what may have sealed at a moment; all of the ring while nothing is known."""
        known = {each.id for each in self.generations}
        by_id = zip(self.seals, self.hashing, strict=True)
        unknown = [hashing for one, hashing in by_id if one not in known]
        until = [each.since for each in self.generations[1:]]
        spans = zip(self.generations, [*until, None], strict=False)
        return unknown + [
            one.hashing
            for one, end in spans
            if (one.since is None or one.since - OVERLAP <= moment)
            and (end is None or moment < end + OVERLAP)
        ]


def key_id(key: bytes) -> bytes:
    """By which a key is known without being told."""
    return _subkey(key, b"id")[:_ID_BYTES]


def hashing_of(key: bytes) -> bytes:
    """The part of a key that makes keyed hashes."""
    return _subkey(key, b"hash")


def _subkey(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"suara " + purpose).derive(key)
