"""The charts of a report, drawn from what its words see."""

from __future__ import annotations

from typing import Any

from handlers import poster_words, report_tables
from handlers.dates import decimal
from handlers.report_seen import ReportSeen
from handlers.report_tables import QUESTIONS
from handlers.talk import _


def pictures_of(seen: ReportSeen) -> dict[str, bytes]:
    """Chart by name: elements, trend, profile and (in a row) people; none with too few forms."""
    from analytics import report_charts

    if not seen.publish:
        return {}
    titles = poster_words.chart_titles()
    made = {
        "elements": report_charts.elements(_elements(seen), titles["elements"]),
        "trend": report_charts.trend(_months(seen), titles["trend"], titles["note"]),
    }
    profile = {_(name): report_tables.bars(seen, question) for question, name in QUESTIONS.items()}
    return {
        **made,
        "profile": report_charts.profile(profile),
        "people": report_charts.profile(profile, columns=len(profile)),  # in a row, for the poster
    }


def _elements(seen: ReportSeen) -> list[Any]:
    from analytics.bars import Bar
    from analytics.charts import BAND, STRONG, WEAK

    marked = {seen.ranked[0]: WEAK, seen.ranked[-1]: STRONG}
    return [
        Bar(report_tables.number(place, key), mean, decimal(mean), marked.get(key, BAND))
        for place, (key, (_sum, mean)) in enumerate(seen.elements.items(), start=1)
    ]


def _months(seen: ReportSeen) -> list[Any]:
    from analytics.bars import Point

    return [
        Point(
            report_tables.month_name(first, "MMM yy"),
            index.ikm,
            index.low,
            index.high,
            "" if index.ikm is None else decimal(index.ikm),
        )
        for first, index in seen.months
    ]
