"""The picture of a digest: one unit's twelve weeks, this week's scores, strongest and weakest element.

Made for a phone: 1080 pixels wide, words of at least 30.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from analytics.bars import Bar, Frame, Point, bars_under_labels, line
from analytics.charts import SCORES, STRONG, WEAK, Words, png_as_wide, styled, wrapped

SIZE = 32
WIDE = 1080
_ROOM = 980


@dataclass(frozen=True)
class Extreme:
    """An element by its printed name, its mean 1..4, and the mean as it is printed."""

    name: str
    mean: float
    text: str


@dataclass(frozen=True)
class DigestPicture:
    """What is drawn. `scale`: the ends of the line's axis; `extremes`: strongest, weakest, or none at all.

    `scores`: a bar each from 4 down to 1 with its words, empty when there are too few to show.
    `words`: title, subtitle, trend, trend_note, scores, scores_note, elements, elements_note.
    """

    weeks: Sequence[Point]
    scale: tuple[float, float]
    scores: Sequence[tuple[str, int, str]]
    extremes: Sequence[Extreme]
    words: Words


def draw(picture: DigestPicture) -> bytes:
    """The picture as PNG, 1080 pixels wide."""
    words = picture.words
    heading = alt.TitleParams(
        wrapped(words["title"], 40),
        subtitle=wrapped(words["subtitle"], 60),
        fontSize=SIZE * 1.45,
        subtitleFontSize=SIZE,
        offset=SIZE,
    )
    # Three labels in a row are as many as stay large enough to read.
    trend = line(
        picture.weeks,
        Frame(_ROOM, 380, SIZE, words["trend"], words["trend_note"]),
        picture.scale,
        every=3,
    )
    parts = alt.concat(
        trend, _scores(picture), _extremes(picture), columns=1, bounds="full", align="none"
    ).properties(title=heading)
    return png_as_wide(styled(parts, SIZE), WIDE)


def _scores(picture: DigestPicture) -> Any:
    rows = [
        Bar(name, count, text, SCORES[3 - place]) for place, (name, count, text) in enumerate(picture.scores)
    ]
    height = 420 if rows else 1
    frame = Frame(_ROOM, height, SIZE, picture.words["scores"], picture.words["scores_note"])
    return (
        bars_under_labels(rows, frame, max(row.value for row in rows) or 1) if rows else _words_alone(frame)
    )


def _extremes(picture: DigestPicture) -> Any:
    colours = (STRONG, WEAK)
    rows = [
        Bar(one.name, one.mean, one.text, colour)
        for one, colour in zip(picture.extremes, colours, strict=False)
    ]
    frame = Frame(_ROOM, 210 if rows else 1, SIZE, picture.words["elements"], picture.words["elements_note"])
    return bars_under_labels(rows, frame, 4.0) if rows else _words_alone(frame)


def _words_alone(frame: Frame) -> Any:
    """A heading and a note where there is nothing that may be drawn."""
    empty = alt.Chart(alt.InlineData([{}])).mark_point(opacity=0)
    return empty.properties(width=frame.width, height=frame.height, title=frame.heading())
