"""The picture of a quick poll: the question, a bar for each answer, and how many took part.

Made for a phone and for the wall of a hall: 1080 pixels wide, words of at least 30.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from analytics.bars import Bar, Frame, bars_under_labels
from analytics.charts import Words, png_as_wide, styled, wrapped

SIZE, WIDE = 34, 1080
_ROOM, _ROW = 980, 150
_LINE = 60  # characters under the question


@dataclass(frozen=True)
class PollPicture:
    """What is drawn. `answers`: name, count and the words at the bar's end; None: not shown apart.

    `words`: title (the question), subtitle, note.
    """

    answers: Sequence[tuple[str, int | None, str]]
    words: Words


def draw(picture: PollPicture) -> bytes:
    """The picture as PNG, 1080 pixels wide. At least one answer has a count."""
    words = picture.words
    heading = alt.TitleParams(
        wrapped(words["title"], 42),
        subtitle=[*wrapped(words["subtitle"], _LINE), *wrapped(words["note"], _LINE)],
        fontSize=SIZE * 1.35,
        subtitleFontSize=SIZE * 0.9,
        offset=SIZE,
    )
    rows = [Bar(name, count or 0, text) for name, count, text in picture.answers]
    most = max(row.value for row in rows) or 1
    chart = bars_under_labels(rows, Frame(_ROOM, _ROW * len(rows), SIZE), most).properties(title=heading)
    return png_as_wide(styled(chart, SIZE), WIDE)
