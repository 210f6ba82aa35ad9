"""A day's head: the end of the chain, signed, whose code overseers keep outside this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import func, insert, select

from storage.audit_chain import START
from storage.audit_codes import code_of
from storage.audit_raw import moment, number, octets, select_raw
from storage.audit_sealing import last as last_seal
from storage.models import Head, Seal
from storage.store import Tx
from storage.vault import Vault

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class HeadRow:
    """The head after a day: the last seal it covers, and how many rows are sealed by then."""

    number: int
    day: date
    seal: int
    seal_hash: bytes
    rows: int
    made_at: datetime
    hash: bytes
    public_key: bytes
    signature: bytes

    @property
    def code(self) -> str:
        return str(code_of(self.number, self.hash))

    def is_signed(self) -> bool:
        """Whether the signature is that of its own key over its own hash."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(self.signature, self.hash)
        except (InvalidSignature, ValueError):
            return False
        return True


def close_day(tx: Tx, day: date, now: datetime) -> HeadRow | None:
    """The head after this day; None when the last head is of this day already."""
    before = last(tx)
    if before is not None and before.day == day:
        return None
    row = _signed(tx, before, day, now)
    tx.connection.execute(insert(Head).values(**vars(row)))
    return row


def last(tx: Tx) -> HeadRow | None:
    """The newest head; None before the first."""
    return next(iter(_rows(tx, newest=1)), None)


def every(tx: Tx) -> Iterator[HeadRow]:
    """All heads, the oldest first."""
    yield from _rows(tx)


def head_hash(row: HeadRow, before: bytes) -> bytes:
    """SHA-256 over all that a head says, the key that signs it, and the hash of the head before."""
    told = ["suara head 1", row.number, row.day.isoformat(), row.seal, row.seal_hash.hex(), row.rows]
    told += [row.made_at.astimezone(UTC).isoformat(), row.public_key.hex()]
    return sha256(before + json.dumps(told).encode()).digest()


def known_keys(vault: Vault) -> set[bytes]:
    """The public keys that belong to the secret keys at hand."""
    return {_public(_signer(key)) for key in vault.ring.all}


def _signed(tx: Tx, before: HeadRow | None, day: date, now: datetime) -> HeadRow:
    seal, signer = last_seal(tx), _signer(tx.vault.ring.key)
    since = before.seal if before else 0
    number, before_hash = (before.number + 1, before.hash) if before else (1, START)
    rows = (before.rows if before else 0) + _sealed_after(tx, since)
    seal_number, seal_hash = (seal.number, seal.hash) if seal else (0, START)
    blank = HeadRow(number, day, seal_number, seal_hash, rows, now, b"", _public(signer), b"")
    made = head_hash(blank, before_hash)
    return replace(blank, hash=made, signature=signer.sign(made))


def _sealed_after(tx: Tx, number: int) -> int:
    count = select(func.coalesce(func.sum(Seal.count), 0)).where(Seal.number > number)
    return int(tx.connection.execute(count).scalar_one())


def _rows(tx: Tx, newest: int | None = None) -> Iterator[HeadRow]:
    order = Head.number if newest is None else Head.number.desc()
    for row in tx.connection.execute(select_raw(Head).order_by(order).limit(newest)):
        yield _read(row)


def _read(row: Any) -> HeadRow:
    """What cannot be read is replaced by something that does not fit."""
    seal, rows = number(row.seal), number(row.rows)
    return HeadRow(
        row.number,
        _day(row.day),
        0 if seal is None else seal,
        octets(row.seal_hash),
        -1 if rows is None else rows,
        moment(row.made_at) or _NEVER,
        octets(row.hash),
        octets(row.public_key),
        octets(row.signature),
    )


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return _NEVER.date()


def _signer(key: bytes) -> Ed25519PrivateKey:
    """Whoever has the secret key can sign: it hides nothing from them, it shows that nobody else did."""
    return Ed25519PrivateKey.from_private_bytes(HKDF(SHA256(), 32, salt=None, info=b"suara sign").derive(key))


def _public(signer: Ed25519PrivateKey) -> bytes:
    return signer.public_key().public_bytes_raw()
