"""The chain of seals: what is in one, and the hash that ties it to the one before.

A plain chain, no tree: a tree proves one row to somebody who has none of the others, which nobody here asks.
Whoever verifies reads all rows anyway.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

HASH_BYTES = 32
_ODD = "surrogateescape"  # a name that is no text is kept as it is
START = bytes(HASH_BYTES)  # what stands before the first seal


@dataclass(frozen=True)
class Entry:
    """A row in a seal: the code of its table, its key there, the hash of its content."""

    code: bytes
    key: str
    hash: bytes


def packed(entries: Iterable[Entry]) -> bytes:
    """The entries one after another: code, length of the key, key, hash."""
    return b"".join(_packed(entry.code, entry.key.encode("utf-8", _ODD), entry.hash) for entry in entries)


def _packed(code: bytes, key: bytes, digest: bytes) -> bytes:
    return code + bytes([len(key)]) + key + digest


def unpacked(packed: bytes) -> Iterator[Entry]:
    """The entries again, in order. ValueError when it was not packed here."""
    at = 0
    while at < len(packed):
        code, length = packed[at : at + 1], packed[at + 1 : at + 2]
        start = at + 2
        end = start + (length[0] if length else 0)
        at = end + HASH_BYTES
        if at > len(packed):
            raise ValueError("a seal ends in the middle of an entry")
        yield Entry(code, packed[start:end].decode("utf-8", _ODD), packed[end:at])


def seal_hash(
    before: bytes, number: int, sealed_at: datetime, count: int, entries: bytes, *, drained: bool
) -> bytes:
    """SHA-256 over all that a seal says and the hash of the seal before."""
    told = [
        "suara seal 1",
        number,
        sealed_at.astimezone(UTC).isoformat(),
        drained,
        count,
        sha256(entries).hexdigest(),
    ]
    return sha256(before + json.dumps(told).encode()).digest()
