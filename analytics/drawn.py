"""Small charts of a page, drawn as SVG text: nothing is loaded for them, so a page draws its own.

Sizes are in units of the drawing, which is as wide as a phone; all text that is handed in is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from analytics.colours import BAND, INK, LINE, QUIET, SCORES

WIDTH, HEIGHT = 400, 230
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 26, 44  # around the plot: for the words of the axes
SIZE = 13  # of words
BAR = 34


@dataclass(frozen=True)
class Dot:
    """One period of a trend: None where nothing is told. `label` below it, `above` it what is printed."""

    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    above: str = ""
    year: str = ""  # a second line below, where a year begins


def trend(dots: Sequence[Dot], scale: tuple[float, float], ticks: Sequence[float], name: str) -> str:
    """A line with the 95 % interval of each point; a point without one is hollow. `name` is read aloud."""
    plot = _Plot(max(len(dots), 1), scale)
    parts = [*_grid(plot, ticks), *_intervals(plot, dots), _line(plot, dots), *_dots(plot, dots)]
    return _svg(HEIGHT, name, "".join([*parts, *_labels(plot, dots)]))


def shares(parts: Sequence[tuple[float, str]], name: str) -> str:
    """One bar of four parts, worst first (their sum is the whole bar); a part's words stand in it."""
    whole = sum(value for value, _words in parts) or 1
    drawn, x = [], 0.0
    for (value, words), colour, ink in zip(parts, SCORES, ("#ffffff", INK, INK, "#ffffff"), strict=True):
        width = WIDTH * value / whole
        drawn.append(f'<rect x="{x:.1f}" y="0" width="{width:.1f}" height="{BAR}" fill="{colour}"/>')
        if width >= SIZE * 0.65 * len(words) + 8:  # else it would run into its neighbour
            drawn.append(_text(x + width / 2, BAR / 2 + SIZE * 0.36, words, ink, anchor="middle"))
        x += width
    return _svg(BAR, name, "".join(drawn))


def meter(share: float, name: str) -> str:
    """A thin bar for a share of 0 to 1 in a cell of a table, whose number stands beside it."""
    long = round(100 * min(max(share, 0.0), 1.0), 1)
    body = f'<rect width="100" height="10" fill="#e4e0d6"/><rect width="{long}" height="10" fill="{LINE}"/>'
    return (
        f'<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(name)}">{body}</svg>'
    )


@dataclass(frozen=True)
class _Plot:
    count: int
    scale: tuple[float, float]

    def x(self, place: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / self.count

    def y(self, value: float) -> float:
        least, most = self.scale
        inside = min(max(value, least), most)
        return TOP + (HEIGHT - TOP - BOTTOM) * (most - inside) / (most - least)


def _grid(plot: _Plot, ticks: Sequence[float]) -> Iterator[str]:
    for tick in ticks:
        y = plot.y(tick)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#dcdcdc" stroke-width="1"/>'
        yield _text(LEFT - 6, y + SIZE * 0.36, f"{tick:g}", QUIET, anchor="end")


def _intervals(plot: _Plot, dots: Sequence[Dot]) -> Iterator[str]:
    for place, dot in enumerate(dots):
        if dot.low is not None and dot.high is not None:
            top, bottom = plot.y(dot.high), plot.y(dot.low)
            yield (
                f'<rect x="{plot.x(place) - 8:.1f}" y="{top:.1f}" width="16" '
                f'height="{max(bottom - top, 1):.1f}" fill="{BAND}" opacity=".75"/>'
            )


def _line(plot: _Plot, dots: Sequence[Dot]) -> str:
    """Broken where nothing is told."""
    path, pen = "", "M"
    for place, dot in enumerate(dots):
        if dot.value is None:
            pen = "M"
        else:
            path += f"{pen}{plot.x(place):.1f} {plot.y(dot.value):.1f}"
            pen = "L"
    return f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="2"/>' if path else ""


def _dots(plot: _Plot, dots: Sequence[Dot]) -> Iterator[str]:
    for place, dot in enumerate(dots):
        if dot.value is None:
            continue
        x, y = plot.x(place), plot.y(dot.value)
        fill = LINE if dot.low is not None else "#ffffff"
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{fill}" stroke="{LINE}" stroke-width="2"/>'
        if dot.above:
            lifted = y if dot.high is None else plot.y(dot.high)
            yield _text(x, max(lifted - 9, SIZE), dot.above, INK, anchor="middle", bold=True)


def _labels(plot: _Plot, dots: Sequence[Dot]) -> Iterator[str]:
    for place, dot in enumerate(dots):
        yield _text(plot.x(place), HEIGHT - BOTTOM + 18, dot.label, INK, anchor="middle", size=SIZE - 2)
        if dot.year:
            yield _text(plot.x(place), HEIGHT - BOTTOM + 35, dot.year, QUIET, anchor="middle", size=SIZE - 2)


def _text(
    x: float, y: float, words: str, colour: str, *, anchor: str, bold: bool = False, size: int = SIZE
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{weight} text-anchor="{anchor}" '
        f'fill="{colour}">{escape(words)}</text>'
    )


def _svg(height: int, name: str, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(name)}" font-family="system-ui, sans-serif">{body}</svg>'
    )
