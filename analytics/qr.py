"""Codes that a telephone's camera reads, as SVG."""

import io

import segno


def svg(text: str) -> bytes:
    """A QR code of `text` with its quiet zone; a quarter may be scratched (level Q of ISO/IEC 18004)."""
    made = io.BytesIO()
    # Without `micro=False` a short text would become a code that few cameras know.
    segno.make(text, error="q", micro=False, boost_error=False).save(
        made, kind="svg", border=4, light="white"
    )
    return made.getvalue()
