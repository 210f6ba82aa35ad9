"""The code of a head that a person keeps: which head, and enough of its hash that no other history has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from storage.case_numbers import CROCKFORD

PREFIX = "SH"
# 120 bits: also who may choose the history does not find two with the same code.
_CHARACTERS, _GROUP, _BITS = 24, 5, 5
_READ_AS = str.maketrans("OIL", "011")  # what people write for characters that are not in it
_WRITTEN = re.compile(rf"{PREFIX}(\d+)([{CROCKFORD}]{{{_CHARACTERS + 1}}})")


@dataclass(frozen=True)
class Code:
    """The number of a head and the start of its hash, as 24 characters of Crockford's base32."""

    number: int
    start: str

    def __str__(self) -> str:
        """SH-NUMBER-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX; the last character finds slips of the pen."""
        whole = self.start + _check(self.number, self.start)
        groups = [whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP)]
        return "-".join([PREFIX, str(self.number), *groups])


def code_of(number: int, digest: bytes) -> Code:
    """The code of the head with this number and hash."""
    value = int.from_bytes(digest)
    top = len(digest) * 8 - _BITS
    start = (CROCKFORD[value >> (top - _BITS * place) & 31] for place in range(_CHARACTERS))
    return Code(number, "".join(start))


def read(written: str) -> Code:
    """The code as a person wrote it. ValueError when it is none, or when a character is wrong."""
    plain = re.sub(r"[^A-Z0-9]+", "-", written.upper()).strip("-")
    number, _, rest = plain.removeprefix(PREFIX).strip("-").partition("-")
    found = _WRITTEN.fullmatch(f"{PREFIX}{number}{rest.replace('-', '').translate(_READ_AS)}")
    if found is None:
        raise ValueError(
            f"not a code: {written!r} (one looks like {PREFIX}-12-7F3K9-..., five groups of five)"
        )
    code = Code(int(found[1]), found[2][:-1])
    if found[2][-1] != _check(code.number, code.start):
        raise ValueError(f"a character of the code is wrong: {written!r}")
    return code


def _check(number: int, start: str) -> str:
    return CROCKFORD[sha256(f"{number}:{start}".encode()).digest()[0] & 31]
