"""The words in the picture of a digest: short, as they are read on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import format_date

from handlers.dates import decimal, week
from handlers.element_names import ELEMENT_NAMES
from handlers.talk import _, later, ngettext, spoken
from handlers.week_lines import ENOUGH, TELLING

SCORES: tuple[str, ...] = (later("Very good"), later("Good"), later("Poor"), later("Bad"))  # 4 down to 1


def words(
    unit: str, city: str, iso_week: str, ratings: int, forms: int, *, index: bool = False
) -> Mapping[str, str]:
    """What stands above each part: `ratings` of the week, complete `forms` of the twelve weeks.

    `index`: the line is the IKM of the surveys and not the mean of the ratings.
    """
    return {
        "title": unit,
        "subtitle": f"{week(iso_week)} · {city}",
        **(_of_index() if index else _of_ratings()),
        "scores": _("Ratings this week: {count}", count=ratings),
        "scores_note": "" if ratings >= TELLING else _("Too few to show."),
        "elements": _("Strongest and weakest element"),
        "elements_note": _of_forms(forms),
    }


def _of_ratings() -> Mapping[str, str]:
    note = _(
        "Blue bars: with 95% certainty in between. Hollow dots: fewer than {enough} ratings, "
        "not enough to tell.",
        enough=ENOUGH,
    )
    return {"trend": _("Ratings on average, 12 weeks (1–4)"), "trend_note": note}


def _of_index() -> Mapping[str, str]:
    note = _(
        "Blue bars: with 95% certainty in between. Hollow dots: fewer than {enough} surveys, "
        "not enough to tell.",
        enough=ENOUGH,
    )
    return {"trend": _("IKM of the surveys, 12 weeks (25–100)"), "trend_note": note}


def _of_forms(forms: int) -> str:
    if forms < TELLING:
        return _("Not enough: there are too few complete surveys in 12 weeks.")
    return ngettext(
        "From {count} survey in 12 weeks; values 1–4", "From {count} surveys in 12 weeks; values 1–4", forms
    )


def short_day(when: date) -> str:
    """A week's last day in the shortest form: "22 Nov"."""
    return str(format_date(when, "d MMM", locale=spoken()))


def scores(counts: Sequence[int]) -> list[tuple[str, int, str]]:
    """A bar for each score from 4 down to 1, from the counts of 1 to 4; none when there are too few."""
    total = sum(counts)
    if total < TELLING:
        return []
    down = zip(SCORES, reversed(counts), strict=True)
    return [(_(name), count, f"{count} ({round(100 * count / total)}%)") for name, count in down]


def element(key: str, mean: float) -> tuple[str, float, str]:
    """An element's name, its mean and the mean as it is printed."""
    return _(ELEMENT_NAMES[key]), mean, decimal(mean)
