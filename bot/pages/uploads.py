"""Pictures from browsers: drawn anew, so that what hides in a file, or where it was taken, stays outside."""

from __future__ import annotations

import asyncio
import io
import warnings
from concurrent.futures import ThreadPoolExecutor

LONGEST_SIDE = 2048  # pixels; more is more than a case needs
MOST_PIXELS = 50_000_000  # more is a bomb, or a picture no phone takes
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")
MIME = "image/jpeg"
# Two at once, as each may need 150 MB for a moment.
_DRAWING = ThreadPoolExecutor(2, thread_name_prefix="drawing")


class NoPicture(Exception):
    """It is none of the pictures that we take."""


class TooManyPixels(Exception):
    """A small file that would be an enormous picture."""


async def redrawn(content: bytes) -> bytes:
    """The same picture as a JPEG of our own, upright, without anything besides. NoPicture, TooManyPixels."""
    return await asyncio.get_running_loop().run_in_executor(_DRAWING, redraw, content)


def redraw(content: bytes) -> bytes:
    """The same, at once."""
    from PIL import Image, ImageOps  # large, and only needed when somebody sends one

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow finds large or torn is judged here
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise TooManyPixels
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return _jpeg(upright)
        except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
            if isinstance(error, Image.DecompressionBombError):
                raise TooManyPixels from error
            raise NoPicture from error


def _jpeg(picture: object) -> bytes:
    from PIL import Image

    assert isinstance(picture, Image.Image)  # noqa: S101 - told to mypy
    seen = picture.convert("RGBA") if picture.mode in ("P", "LA", "PA") else picture
    flat = Image.new("RGB", seen.size, "white")
    flat.paste(seen.convert("RGB"), mask=seen.getchannel("A") if seen.mode == "RGBA" else None)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
