"""Seals what tells who somebody is, and makes the keyed hashes by which it is found again."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NoReturn

from cryptography.exceptions import InvalidTag

from storage.failures import Tampered, WrongKey
from storage.keyring import KEY_BYTES, Generation, Keyring

__all__ = ["KEY_BYTES", "Keyring", "Tampered", "Vault", "WrongKey", "header_of"]

_VERSION = b"\x01"
_ID_BYTES, _NONCE_BYTES, _TAG_BYTES = 4, 12, 16
HEADER_BYTES = len(_VERSION) + _ID_BYTES
# A chat may hand us half of a surrogate pair; it must come back as it came.
_LENIENT = "surrogatepass"


class Vault:
    """AES-GCM under subkeys of a ring of keys: version byte, key id, nonce, ciphertext with its tag.

    `key` seals from now on; what was sealed under one of the `older` (newest first) still opens. `newer` is
    asked for the ring when it may have changed, and answers None when it has not.
    """

    def __init__(
        self, key: bytes, older: Sequence[bytes] = (), *, newer: Callable[[], Keyring | None] = lambda: None
    ) -> None:
        self._ring = Keyring(key, tuple(older))
        self._newer = newer

    @classmethod
    def of(cls, ring: Keyring, newer: Callable[[], Keyring | None] = lambda: None) -> Vault:
        vault = cls(ring.key, newer=newer)
        vault._ring = ring
        return vault

    @property
    def ring(self) -> Keyring:
        """The keys as they are known now: one object, so that nobody sees half a change."""
        return self._ring

    @property
    def turning(self) -> bool:
        """Whether keys are being changed: what is looked for may still be under another one."""
        return len(self._ring.all) > 1

    @property
    def header(self) -> bytes:
        """What everything begins with that is sealed now."""
        return _VERSION + self._ring.id

    def refresh(self) -> bool:
        """Look whether the ring has changed; whether it has."""
        ring = self._newer()
        if ring is None or ring.all == self._ring.all:
            return False
        self._ring = ring.with_generations(self._ring.generations)
        return True

    def remember(self, generations: Sequence[Generation]) -> None:
        """What is known of keys that are gone; those of the ring are known by themselves."""
        self._ring = self._ring.with_generations(generations)

    def seal(self, text: str | bytes, place: str) -> bytes:
        """Sealed for this place only, as `outbox.body`: moved to another it does not open."""
        plain = text.encode("utf-8", _LENIENT) if isinstance(text, str) else text
        ring = self._ring
        header, nonce = _VERSION + ring.id, os.urandom(_NONCE_BYTES)
        return header + nonce + ring.seals[ring.id].encrypt(nonce, plain, header + place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """The text that was sealed; WrongKey or Tampered when it cannot be had."""
        return self.open_bytes(sealed, place).decode("utf-8", _LENIENT)

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """The bytes that were sealed; WrongKey or Tampered when they cannot be had."""
        header, rest = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
        if header[:1] != _VERSION or len(rest) < _NONCE_BYTES + _TAG_BYTES:
            raise Tampered(f"{place} holds something that was not sealed here")
        key = self._ring.seals.get(header[1:])
        if key is None and self.refresh():  # sealed by somebody who heard of a new key before us
            key = self._ring.seals.get(header[1:])
        if key is None:
            _unknown(header, place)
        try:
            return key.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], header + place.encode())
        except InvalidTag:
            raise Tampered(f"{place} was changed or moved since it was sealed") from None

    def hash(self, kind: str, value: str) -> bytes:
        """Finds a value again without keeping it; equal values of two kinds have nothing in common.

        By the key that seals now: whoever looks for it asks for all of `hashes` while keys are changed.
        """
        return _keyed(self._ring.hashing[0], kind, value)

    def hashes(self, kind: str, value: str) -> tuple[bytes, ...]:
        """The same by every key of the ring, that of the key which seals now first."""
        return tuple(_keyed(each, kind, value) for each in self._ring.hashing)

    def hashes_at(self, kind: str, value: str, moment: datetime) -> tuple[bytes, ...]:
        """The same by the keys that may have been in use at a moment, also those that are gone."""
        return tuple(_keyed(each, kind, value) for each in self._ring.used_at(moment))

    def lasting(self, kind: str, value: str) -> bytes:
        """A hash that no change of keys changes: for values that nobody can guess, as cookies and codes.

        Never for what can be guessed, as numbers of phones: who stole the first key could try them all.
        """
        return _keyed(self._ring.first, kind, value)


def header_of(sealed: bytes) -> bytes:
    """What a sealed value begins with: its version and its key."""
    return sealed[:HEADER_BYTES]


def _keyed(key: bytes, kind: str, value: str) -> bytes:
    told_apart = f"{len(kind)}:{kind}:{value}".encode("utf-8", _LENIENT)
    return hmac.digest(key, told_apart, "sha256")


def _unknown(header: bytes, place: str) -> NoReturn:
    raise WrongKey(
        f"{place} was sealed with another key ({header[1:].hex()}): "
        "set SUARA_SECRET_KEY, or the key file, to the key that this database was made with"
    )
