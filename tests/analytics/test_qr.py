"""A code says what was put in, also when somebody scratched it."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image, ImageDraw

from analytics import qr, typeset

LINK = "https://wa.me/6281234567890?text=Halo%20%28u-disdukcapil%29"
PAGE = '#set page(width: 6cm, height: 6cm, margin: 0cm)\n#image("code.svg", width: 100%)'


def picture() -> Image.Image:
    (page,) = typeset.png(PAGE, {}, {"code.svg": qr.svg(LINK)})
    return Image.open(io.BytesIO(page)).convert("L")


def test_a_camera_reads_what_was_put_in() -> None:
    (found,) = zxingcpp.read_barcodes(picture())
    assert (found.text, found.format) == (LINK, zxingcpp.BarcodeFormat.QRCode)


def test_a_scratch_does_no_harm() -> None:
    scratched = picture()
    width, height = scratched.size
    across = (width * 0.35, height * 0.7, width * 0.65, height * 0.7)
    ImageDraw.Draw(scratched).line(across, fill=255, width=width // 30)
    (found,) = zxingcpp.read_barcodes(scratched)
    assert found.text == LINK


def test_a_short_text_is_an_ordinary_code_as_well() -> None:
    assert b"<svg" in qr.svg("a")
