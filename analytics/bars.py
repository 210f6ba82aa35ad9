"""Lines over time and bars: the parts that pictures and reports are made of."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt
import pandas as pd

from analytics.charts import BAND, INK, LINE, QUIET, wrapped

_FULL = 0.86  # of the scale: above it there is no room for words


@dataclass(frozen=True)
class Point:
    """A moment on a line; None where there is nothing, or not enough to tell. `text` is printed beside it."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar: its length, what is printed at its end, and its colour."""

    label: str
    value: float
    text: str
    colour: str = LINE


@dataclass(frozen=True)
class Frame:
    """Width and height of the drawing, the size of its words (all in points), and what stands above it."""

    width: int
    height: int
    size: int
    title: str = ""
    note: str = ""

    def heading(self) -> Any:
        """Title and note in lines that fit the width."""
        # The type is about half as wide as high, and the axis on the left is part of the width.
        room = int(self.width / (self.size * 0.52))
        lines = wrapped(self.note, int(room * 1.15)) if self.note else []
        return alt.TitleParams(wrapped(self.title, room), subtitle=lines)


def line(points: Sequence[Point], frame: Frame, scale: tuple[float, float], every: int = 1) -> Any:
    """A line with its 95 % band; a point without an interval is hollow. Every so manyth label is printed."""
    table = pd.DataFrame([asdict(point) for point in points])
    table["sure"] = table["low"].notna()
    # What is printed stands clear of the interval: above it, and below where there is no room above.
    table["above"] = table["high"].fillna(table["value"])
    table["below"] = table["low"].fillna(table["value"])
    size, (least, most) = frame.size, scale
    full = least + (most - least) * _FULL
    up = _up(scale)
    base = alt.Chart(table).encode(_across([point.label for point in points], every, size))
    there = base.transform_filter("isValid(datum.value)")
    parts = [
        base.transform_filter("datum.sure && isValid(datum.value)")
        .mark_rule(strokeWidth=size * 0.55, color=BAND, opacity=0.75)
        .encode(alt.Y("low:Q", title=None), alt.Y2("high:Q")),
        base.mark_line(strokeWidth=size * 0.14, color=LINE, invalid="break-paths-show-path-domains").encode(
            up
        ),
        there.mark_point(size=size * size * 0.3, strokeWidth=size * 0.1, color=LINE, opacity=1).encode(
            up,
            fill=alt.condition("datum.sure", alt.value(LINE), alt.value("#ffffff")),
        ),
        _printed(there, f"datum.above <= {full}", "above", -size, size),
        _printed(there, f"datum.above > {full}", "below", size, size),
    ]
    return alt.layer(*parts).properties(width=frame.width, height=frame.height, title=frame.heading())


def _across(labels: Sequence[str], every: int, size: int) -> Any:
    """One place for each label; every so manyth is printed, and the last one always."""
    shown = labels[(len(labels) - 1) % every :: every]
    axis = alt.Axis(values=shown, labelAngle=0, grid=False, labelPadding=size * 0.4, labelOverlap=False)
    return alt.X("label:N", sort=labels, title=None, axis=axis)


def _up(scale: tuple[float, float]) -> Any:
    """The scale with four ticks, the ends among them."""
    least, most = scale
    ticks = [least + step * (most - least) / 3 for step in range(4)]
    return alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=list(scale), zero=False, nice=False),
        axis=alt.Axis(values=ticks, format="d"),
    )


def _printed(there: Any, where: str, end: str, dy: float, size: int) -> Any:
    text = there.transform_filter(where).mark_text(
        dy=dy, fontSize=size * 0.95, fontWeight="bold", color=INK, baseline="middle"
    )
    return text.encode(alt.Y(f"{end}:Q", title=None), alt.Text("text:N"))


def bars(rows: Sequence[Bar], frame: Frame, most: float, label_width: int = 34) -> Any:
    """Horizontal bars from 0 to `most`, in the order given: the label on the left, the text at the end."""
    table = _table(rows, label_width)
    axis = alt.Axis(
        labelExpr="split(datum.label, '\\n')", domain=False, ticks=False, labelPadding=frame.size * 0.4
    )
    base = alt.Chart(table).encode(alt.Y("lines:N", sort=table["lines"].tolist(), title=None, axis=axis))
    drawn = _bars_with_text(base, frame, most, {"band": 0.68}, 0)
    return drawn.properties(width=frame.width, height=frame.height, title=frame.heading())


def bars_under_labels(rows: Sequence[Bar], frame: Frame, most: float) -> Any:
    """Horizontal bars with the label of each above it: where the width is dear, as on a phone."""
    table = _table(rows, 1000)
    order, step, size = table["lines"].tolist(), frame.height / len(rows), frame.size
    base = alt.Chart(table).encode(alt.Y("lines:N", sort=order, title=None, axis=None))
    name = base.mark_text(align="left", dy=-step * 0.27, fontSize=size, color=INK).encode(
        alt.Text("lines:N"), x=alt.value(0)
    )
    drawn = _bars_with_text(base, frame, most, step * 0.44, step * 0.2)
    return (drawn + name).properties(width=frame.width, height=frame.height, title=frame.heading())


def _table(rows: Sequence[Bar], label_width: int) -> pd.DataFrame:
    return pd.DataFrame([asdict(row) | {"lines": "\n".join(wrapped(row.label, label_width))} for row in rows])


def _bars_with_text(base: Any, frame: Frame, most: float, thick: Any, down: float) -> Any:
    """`down`: how far below the middle of its row a bar lies."""
    size = frame.size
    # Room for the words behind the longest bar.
    across = alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most * 1.28]))
    drawn = base.mark_bar(height=thick, yOffset=down, stroke=QUIET, strokeWidth=1).encode(
        across, alt.Color("colour:N", scale=None)
    )
    told = base.mark_text(
        align="left", dx=size * 0.4, dy=down, fontSize=size * 0.95, fontWeight="bold", color=INK
    )
    return drawn + told.encode(across, alt.Text("text:N"))
