"""What people of a unit talk about more than they used to: this week against the eight before."""

from collections.abc import Callable, Sequence

import pandas as pd

from analytics.growing import Growing, growing, recent
from analytics.period import Week
from analytics.themes import Finder


def with_words(ratings: pd.DataFrame) -> pd.DataFrame:
    """The ratings in which somebody wrote something; `words` without the blanks around them."""
    some = ratings[ratings["words"].notna()]
    # As Python has them: taken out of an Arrow column one by one, each would cost more than it takes to read.
    words = pd.Series([text.strip() for text in some["words"].astype(object)], some.index, dtype=object)
    return some.assign(words=words)[words != ""]


def talked_more(
    ratings: pd.DataFrame, week: Week, themes: Finder, words: Callable[[str], Sequence[str]]
) -> list[Growing]:
    """The themes that grow, unit by unit; chance is held at 5 % over all of them together.

    ratings  unit, words (text or NA), given_at (UTC): at least this week and the eight before
    words    how a text is taken apart, so that copies of it are known
    """
    texts = with_words(ratings)[["unit", "words", "given_at"]]
    told = recent(texts, week, words)
    found = themes.themes_of_all(told["words"].tolist())
    return growing(told.assign(themes=pd.Series(found, index=told.index, dtype=object)))
