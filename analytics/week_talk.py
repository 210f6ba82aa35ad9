"""What people of a unit talk about more than they used to: this week against the eight before."""

from collections.abc import Callable, Sequence

import pandas as pd

from analytics.growing import Growing, growing, recent
from analytics.period import Week
from analytics.themes import Finder


def talked_more(
    ratings: pd.DataFrame, week: Week, themes: Finder, words: Callable[[str], Sequence[str]]
) -> list[Growing]:
    """The themes that grow, unit by unit; chance is held at 5 % over all of them together.

    ratings  unit, words (text or NA), given_at (UTC): at least this week and the eight before
    words    how a text is taken apart, so that copies of it are known
    """
    said = ratings["words"].fillna("").astype(str).str.strip()
    texts = ratings.assign(words=said).loc[said != "", ["unit", "words", "given_at"]]
    told = recent(texts, week, words)
    found = themes.themes_of_all(told["words"].tolist())
    return growing(told.assign(themes=pd.Series(found, index=told.index, dtype=object)))
