"""A picture in few colours."""

import io

from PIL import Image

from analytics.small_png import COLOURS, small


def test_a_picture_keeps_its_size_and_loses_colours_and_bytes() -> None:
    many = Image.linear_gradient("L").resize((300, 300)).convert("RGB")
    many.paste((255, 0, 0), (0, 0, 40, 40))
    drawn = io.BytesIO()
    many.save(drawn, "PNG")
    made = small(drawn.getvalue())
    with Image.open(io.BytesIO(made)) as read:
        assert read.size == (300, 300)
        assert len(read.convert("RGB").getcolors(300 * 300) or []) <= COLOURS
    assert len(made) < len(drawn.getvalue())
