"""Many ids in little room: the citizens of a broadcast or of a lot, in their order."""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence


def packed(ids: Iterable[int]) -> bytes:
    """Eight bytes an id, the lowest first, pressed together."""
    numbers = array("q", ids)
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes())


def unpacked(content: bytes) -> Sequence[int]:
    """The ids again."""
    numbers = array("q")
    numbers.frombytes(zlib.decompress(content))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
