"""Knows a photo again however it was saved, resized or cropped a little, and takes no new photo for it.

The hash is the well-known one of the signs of a picture's cosine transform (Zauner, "Implementation and
Benchmarking of Perceptual Image Hash Functions", 2010), with two changes that our question needs:

- 256 signs instead of 64. The 64 lowest say what a place looks like, and a new photo of the same place agrees
  in most of them. Those up to a dozen waves across tell two exposures apart: half a step aside moves what is
  near against what is far, and the pattern is another one. Saving anew and shrinking leave them alone.
- Cropping moves the pattern as well. So the hash of a picture is that of its inner part, 5 % away from each
  side, which a crop of up to 5 % leaves whole; and a picture that is looked for has one hash for every place
  in which the inner part of a stored one may lie in it, in steps finer than the finest wave can notice.
  Either may have been cropped: the place is looked for 5 % in both directions on every side.

The number of bits that may differ was chosen on one half of generated scenes, between the most that the same
photo differed by (16) and the least that a new one did (21, from a tripod), and held on the other half:
tests/bench/bench_likeness.py prints both.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from storage.proof_search import BYTES, Wanted, closest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

MOST_PIXELS = 50_000_000  # of a file that is opened at all: three bytes each while it is read
LEAST_SIDE = 64  # pixels; below, the finest waves are not there any more
LEAST_CONTRAST = 3.0  # grey levels: what spreads less shows nothing
SAME_BITS = 18  # of 256
COARSE_BITS = 10  # of the first 64, in steps twice as wide

_FORMATS = ("JPEG", "PNG", "WEBP")
_GRID = 128  # the picture in grey, before anything is computed of it
_WAVES = 24
_BITS = 8 * BYTES
_EDGE, _STEP = 0.05, 0.0125  # of width and height
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, TypeError, OverflowError)


class NoPicture(Exception):
    """It cannot be looked at; `reason`: broken, large, small or blank."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Look:
    """How a photo looks: `hashes` to be stored, `wanted` to be looked for among those that were."""

    hashes: bytes
    wanted: Wanted

    def same_as(self, hashes: bytes) -> bool:
        """Whether it is the photo of which these are the hashes."""
        return closest([hashes], self.wanted) is not None


def look(content: bytes) -> Look:
    """How a JPEG, PNG or WebP looks, as it is meant to be held. Raises NoPicture."""
    grey = _grey(content)
    if float(grey.std()) < LEAST_CONTRAST:
        raise NoPicture("blank")
    return Look(_hashes(grey), _wanted(grey))


# ---- the picture in grey


def _grey(content: bytes) -> NDArray[np.floating]:
    import numpy as np
    from PIL import Image

    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            _check_size(picture)
            return np.asarray(_small(picture), dtype=np.float32)
    except bombs as error:
        raise NoPicture("large") from error
    except _UNREADABLE as error:
        raise NoPicture("broken") from error


def _check_size(picture: Image) -> None:
    """By what its head says: nothing is unpacked yet."""
    if picture.width * picture.height > MOST_PIXELS:
        raise NoPicture("large")
    if min(picture.size) < LEAST_SIDE:
        raise NoPicture("small")


def _small(picture: Image) -> Image:
    from PIL import Image, ImageOps

    picture.draft("L", (4 * _GRID, 4 * _GRID))  # a JPEG is unpacked no larger than needed
    upright = ImageOps.exif_transpose(picture)
    if "A" in upright.getbands() or "transparency" in upright.info:
        # What cannot be seen must not count, or any picture could carry another one inside.
        opaque = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", opaque.size, "white"), opaque)
    return upright.convert("L").resize((_GRID, _GRID), Image.Resampling.BILINEAR)


# ---- waves in windows


def _hashes(grey: NDArray[np.floating]) -> bytes:
    inner = _waves_in(_EDGE, 1 - _EDGE)
    return _packed(inner @ grey @ inner.T)


def _wanted(grey: NDArray[np.floating]) -> Wanted:
    """The same for every place in which the inner part of a stored picture may lie in this one."""
    ways = _ways()
    rows = ways.reshape(-1, _GRID)
    found = (rows @ grey @ rows.T).reshape(len(ways), _WAVES, len(ways), _WAVES)
    fine = _packed(found.transpose(0, 2, 1, 3))
    places = (BYTES * (down * len(ways) + across) for down, across in product(_coarse(), repeat=2))
    coarse = b"".join(fine[place : place + 8] for place in places)
    return Wanted(coarse, fine, COARSE_BITS, SAME_BITS)


def _packed(waves: NDArray[np.floating]) -> bytes:
    """The signs of the waves, the longest first; the last two axes are down and across."""
    import numpy as np

    down, across = _order()
    return np.packbits(waves[..., down, across] > 0, axis=-1).tobytes()


@cache
def _order() -> tuple[list[int], list[int]]:
    """Down and across of the waves that count, the longest first; the mean brightness is none of them."""
    pairs = sorted(product(range(_WAVES), repeat=2), key=lambda wave: (sum(wave), wave))[1 : _BITS + 1]
    return [down for down, _ in pairs], [across for _, across in pairs]


@cache
def _ways() -> NDArray[np.floating]:
    """The waves in every window, from cropped by 5 % to grown by as much on either side."""
    import numpy as np

    return np.stack([_waves_in(*_window(start, end)) for start, end in _crops()])


@cache
def _coarse() -> list[int]:
    """Places of the windows whose crops are whole double steps."""
    return [place for place, crop in enumerate(_crops()) if all(step % 2 == 0 for step in crop)]


def _crops() -> list[tuple[int, int]]:
    """Steps cropped off at the start and at the end; negative ones: the stored one was cropped."""
    most = round(_EDGE / _STEP)
    steps = range(-most, most + 1)
    return [(start, end) for start in steps for end in steps]


def _window(start: int, end: int) -> tuple[float, float]:
    """Where the inner part of the whole lies in what was left after cropping so many steps."""
    left = 1 - _STEP * (start + end)
    return (_EDGE - _STEP * start) / left, (1 - _EDGE - _STEP * start) / left


def _waves_in(start: float, end: float) -> NDArray[np.floating]:
    """Cosine waves across a window of 0..1 as weights of the grid's cells, exact also where it cuts one."""
    import numpy as np

    edges = np.clip((np.arange(_GRID + 1) / _GRID - start) / (end - start), 0, 1)
    turns = np.pi * np.arange(1, _WAVES)[:, None]
    waves = np.vstack([edges, np.sin(turns * edges) / turns])
    return np.diff(waves, axis=1).astype(np.float32)
