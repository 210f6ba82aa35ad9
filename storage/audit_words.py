"""A commitment to words: a salted hash that outlives them, and tells nothing once the salt is gone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256

SALT_BYTES = 16
# A chat may hand us half of a surrogate pair; the vault keeps it, so it is committed to as well.
_LENIENT = "surrogatepass"


@dataclass(frozen=True)
class Commitment:
    """What a row keeps beside its sealed words; both None where there are none."""

    salt: bytes | None
    commitment: bytes | None


def commit(words: str) -> Commitment:
    """A commitment to these words under a salt of its own."""
    if not words:
        return Commitment(None, None)
    salt = os.urandom(SALT_BYTES)
    return Commitment(salt, hashed(salt, words))


def hashed(salt: bytes, words: str) -> bytes:
    """SHA-256 over salt and plaintext: a change of keys changes neither."""
    return sha256(salt + words.encode("utf-8", _LENIENT)).digest()
