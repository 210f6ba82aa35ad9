"""Which of many stored pictures is the one looked for: bits compared, a hundred thousand in a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORDS = 4  # of 8 bytes: one picture's hashes, the coarsest features first
BYTES = 8 * WORDS
_AT_ONCE = 4096  # stored pictures compared in one go: what is compared stays in the processor's cache


@dataclass(frozen=True)
class Wanted:
    """A picture that is looked for, under every way in which it may have been cropped.

    `coarse`: the first word of some ways, to rule out nearly all stored pictures; `fine`: all words of all.
    A stored picture is the same when at most so many of its bits differ.
    """

    coarse: bytes
    fine: bytes
    coarse_bits: int
    fine_bits: int


def closest(stored: Sequence[bytes], wanted: Wanted) -> tuple[int, int] | None:
    """Place and differing bits of the stored picture that is the wanted one; None: there is none."""
    import numpy as np

    if not stored:
        return None
    words = np.frombuffer(b"".join(stored), dtype="<u8").reshape(-1, WORDS)
    best = None
    for place in _plausible(words[:, 0], wanted):
        bits = _differing(words[place], wanted)
        if bits <= wanted.fine_bits and (best is None or bits < best[1]):
            best = int(place), bits
    return best


def _plausible(first: NDArray[np.uint64], wanted: Wanted) -> NDArray[np.intp]:
    """Places whose coarsest features fit one of the ways."""
    import numpy as np

    ways = np.unique(np.frombuffer(wanted.coarse, dtype="<u8"))
    nearest = np.full(len(first), 64, dtype=np.uint8)
    for start in range(0, len(first), _AT_ONCE):
        part, found = first[start : start + _AT_ONCE], nearest[start : start + _AT_ONCE]
        for way in ways:
            np.minimum(found, np.bitwise_count(part ^ way), out=found)
    return np.flatnonzero(nearest <= wanted.coarse_bits)


def _differing(words: NDArray[np.uint64], wanted: Wanted) -> int:
    import numpy as np

    ways = np.frombuffer(wanted.fine, dtype="<u8").reshape(-1, WORDS)
    return int(np.bitwise_count(ways ^ words).sum(axis=1, dtype=np.uint16).min())
