"""Seals what tells who somebody is, and makes the keyed hashes by which it is found again."""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.failures import Tampered, WrongKey

__all__ = ["KEY_BYTES", "Tampered", "Vault", "WrongKey"]

KEY_BYTES = 32
_VERSION = b"\x01"
_ID_BYTES, _NONCE_BYTES, _TAG_BYTES = 4, 12, 16
_HEADER_BYTES = len(_VERSION) + _ID_BYTES
# A chat may hand us half of a surrogate pair; it must come back as it came.
_LENIENT = "surrogatepass"


class Vault:
    """AES-GCM under subkeys of one key: version byte, key id, nonce, ciphertext with its tag.

    `key` seals from now on; what was sealed under one of the `older` (newest first) still opens. Hashes keep
    to the oldest key, or nobody would be found again after a change of keys.
    """

    def __init__(self, key: bytes, older: Sequence[bytes] = ()) -> None:
        keys = [key, *older]
        if any(len(each) != KEY_BYTES for each in keys):
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        self._current = _key_id(key)
        self._seals = {_key_id(each): AESGCM(_subkey(each, b"seal")) for each in keys}
        self._hashing = _subkey(keys[-1], b"hash")

    def seal(self, text: str | bytes, place: str) -> bytes:
        """Sealed for this place only, as `outbox.body`: moved to another it does not open."""
        plain = text.encode("utf-8", _LENIENT) if isinstance(text, str) else text
        header, nonce = _VERSION + self._current, os.urandom(_NONCE_BYTES)
        return header + nonce + self._seals[self._current].encrypt(nonce, plain, header + place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """The text that was sealed; WrongKey or Tampered when it cannot be had."""
        return self.open_bytes(sealed, place).decode("utf-8", _LENIENT)

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """The bytes that were sealed; WrongKey or Tampered when they cannot be had."""
        header, rest = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
        if header[:1] != _VERSION or len(rest) < _NONCE_BYTES + _TAG_BYTES:
            raise Tampered(f"{place} holds something that was not sealed here")
        key = self._seals.get(header[1:])
        if key is None:
            raise WrongKey(
                f"{place} was sealed with another key ({header[1:].hex()}): "
                "set SUARA_SECRET_KEY to the key that this database was made with"
            )
        try:
            return key.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], header + place.encode())
        except InvalidTag:
            raise Tampered(f"{place} was changed or moved since it was sealed") from None

    def hash(self, kind: str, value: str) -> bytes:
        """Finds a value again without keeping it; equal values of two kinds have nothing in common."""
        told_apart = f"{len(kind)}:{kind}:{value}".encode("utf-8", _LENIENT)
        return hmac.digest(self._hashing, told_apart, "sha256")


def _key_id(key: bytes) -> bytes:
    return _subkey(key, b"id")[:_ID_BYTES]


def _subkey(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"suara " + purpose).derive(key)
