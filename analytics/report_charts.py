"""The charts of an SKM report: the index over twelve months, the nine elements, who answered."""

from collections.abc import Mapping, Sequence

import altair as alt

from analytics.bars import Bar, Frame, Point, bars, line
from analytics.charts import LINE, png, styled

SIZE = 15  # of words, in points of a drawing as wide as the page
SHARP = 2.5  # pixels a point: 200 to an inch once it is as wide as the text of an A4 page
SCALE = (25, 100)
_ROW = 30


def trend(months: Sequence[Point], title: str, note: str) -> bytes:
    """The index of every month with its interval, as PNG."""
    return png(styled(line(months, Frame(620, 190, SIZE, title, note), SCALE, every=1), SIZE), SHARP)


def elements(rows: Sequence[Bar], title: str) -> bytes:
    """The means of the elements, 1..4, as PNG."""
    frame = Frame(330, _ROW * len(rows) + 10, SIZE, title)
    return png(styled(bars(rows, frame, 4.0, label_width=48), SIZE), SHARP)


def profile(questions: Mapping[str, Sequence[tuple[str, float, str]]], columns: int = 2) -> bytes:
    """Who answered: for each question by its name the answers with their share and what is printed."""
    drawn = [
        bars(
            [Bar(label, share, text, LINE) for label, share, text in answers],
            Frame(150, _ROW * len(answers), SIZE, name),
            _most(answers),
            label_width=24,
        )
        for name, answers in questions.items()
        if answers
    ]
    return png(styled(alt.concat(*drawn, columns=columns), SIZE), SHARP)


def _most(answers: Sequence[tuple[str, float, str]]) -> float:
    # The words behind a short bar need more room than a longest bar of next to nothing would leave.
    return max([0.01, *(share for _label, share, _text in answers)]) * 1.25
