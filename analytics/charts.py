"""The look of every chart and how one becomes a picture: no browser, no network, type that comes along."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import vl_convert

from analytics.colours import BAND, INK, LINE, PAPER, QUIET, SCORES, STRONG, WEAK

__all__ = [
    "BAND",
    "INK",
    "LINE",
    "PAPER",
    "QUIET",
    "SCORES",
    "STRONG",
    "WEAK",
    "png",
    "png_as_wide",
    "styled",
    "svg",
]

FONT = "Liberation Sans"  # comes with vl-convert: the same picture on every machine
Words = Mapping[str, str]


def png(chart: Any, scale: float = 1) -> bytes:
    """The chart as PNG; `scale` pixels for each point of its size."""
    drawn: bytes = vl_convert.vegalite_to_png(_spec(chart), vl_version=_version(), scale=scale)
    return drawn


def png_as_wide(chart: Any, wide: int) -> bytes:
    """Drawn once to learn how wide it comes out, as that depends on its labels, then `wide` pixels wide."""
    drawn = png(chart)
    width = int.from_bytes(drawn[16:20], "big")  # of a PNG's header
    return drawn if width == wide else png(chart, scale=wide / width)


def svg(chart: Any) -> str:
    """The chart as SVG."""
    drawn: str = vl_convert.vegalite_to_svg(_spec(chart), vl_version=_version())
    return drawn


def styled(chart: Any, size: int) -> Any:
    """The chart in our type; `size` of ordinary words in points, everything else follows from it."""
    return (
        chart.configure(font=FONT, background=PAPER, padding=size)
        .configure_view(strokeWidth=0)
        .configure_concat(spacing=2 * size)
        .configure_title(
            fontSize=size * 1.1,
            color=INK,
            subtitleFontSize=size * 0.85,
            subtitleColor=QUIET,
            anchor="start",
            frame="bounds",
            offset=size * 0.6,
            subtitlePadding=size * 0.3,
        )
        .configure_axis(
            labelFontSize=size * 0.85,
            labelColor=INK,
            labelLimit=0,  # a label is never cut
            titleFontSize=size * 0.85,
            gridColor="#dcdcdc",
            domainColor=QUIET,
            tickColor=QUIET,
        )
    )


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` characters, as titles take it; a longer word stays whole."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if len(longer) <= width or not lines[-1] else [*lines, word]
    return lines


def luminance(colour: str) -> float:
    """How light a colour "#rrggbb" is in grey, 0 to 255 (Rec. 601)."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _spec(chart: Any) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict()
    return spec


def _version() -> str:
    """The version that altair writes, among those the renderer brings: the nearest, never a download."""
    wanted = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    known: list[str] = vl_convert.get_vegalite_versions()
    return wanted if wanted in known else known[-1]
