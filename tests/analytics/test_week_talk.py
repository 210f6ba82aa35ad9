"""What is talked about more than usual, out of the week's ratings and those of the eight weeks before."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.period import Week
from analytics.themes import Lexicon
from analytics.week_talk import talked_more

WEEK = Week.parse("2026-W47", ZoneInfo("Asia/Jakarta"))
LEXICON = Lexicon({"queue": ["antre"], "parking": ["parkir"]})


def ratings(*groups: tuple[str, int, str | None, int]) -> pd.DataFrame:
    """Groups of (unit, weeks ago, words, how many); every text is another one."""
    rows = [
        {"unit": unit, "words": words and f"{words} {ago} {n}", "given_at": WEEK.start - timedelta(weeks=ago)}
        for unit, ago, words, count in groups
        for n in range(count)
    ]
    frame = pd.DataFrame(rows, columns=["unit", "words", "given_at"])
    return frame.assign(given_at=pd.to_datetime(frame["given_at"], utc=True))


def test_a_theme_that_nobody_spoke_of_before_is_new() -> None:
    usual = [("a", ago, "antre", 20) for ago in range(9)]
    (found,) = talked_more(ratings(*usual, ("a", 0, "parkir", 20)), WEEK, LEXICON, LEXICON.words)
    assert (found.unit, found.theme, found.now, found.texts, found.before) == ("a", "parking", 20, 40, 0)
    assert found.new


def test_an_ordinary_week_and_ratings_without_words_tell_of_nothing() -> None:
    usual = [("a", ago, "antre", 20) for ago in range(9)]
    assert talked_more(ratings(*usual), WEEK, LEXICON, LEXICON.words) == []
    assert talked_more(ratings(("a", 0, None, 20)), WEEK, LEXICON, LEXICON.words) == []
    assert talked_more(ratings(), WEEK, LEXICON, LEXICON.words) == []
