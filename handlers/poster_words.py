"""The public summary on one page, and the words around the report's charts and annex."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.dates import decimal
from handlers.element_names import ELEMENT_NAMES
from handlers.report_seen import ReportSeen
from handlers.report_words import how_sure
from handlers.talk import _, ngettext, spoken
from handlers.week_lines import GRADES, weight


def poster(seen: ReportSeen) -> Mapping[str, Any]:
    """What the regulation wants published: index, grade, unit, respondents and their profile, period."""
    index = seen.index
    told = seen.publish and index.ikm is not None
    return {
        "language": spoken(),
        "title": _("Public Satisfaction Survey"),
        "unit": f"{seen.unit} · {seen.city}",
        "period": seen.days,
        "label": _("Satisfaction index (IKM), 25 to 100"),
        "value": decimal(index.ikm or 0) if told else "",
        "grade": f"{index.grade} – {_(GRADES[index.grade])}" if told else "",
        "facts": [
            ngettext("{count} person answered", "{count} people answered", index.n),
            _("Strongest: {name}", name=_(ELEMENT_NAMES[seen.ranked[-1]])),
            _("To be improved: {name}", name=_(ELEMENT_NAMES[seen.ranked[0]])),
        ]
        if told
        else [],
        "sure": how_sure(seen) if told else _("Too few complete surveys to be published: {n}.", n=index.n),
        "alt": _("The elements' means as bars"),
        "who": _("Who answered, as bars"),
        "foot": _(
            "PermenPANRB 14/2017, weight {weight}. No names are asked. Thank you to everybody who answered!",
            weight=weight(seen.weight),
        ),
    }


def chart_titles() -> Mapping[str, str]:
    """Above the charts: elements, trend, and what the trend's dots mean."""
    return {
        "elements": _("Mean of each element (1–4)"),
        "trend": _("IKM per month (25–100)"),
        "note": _("Blue bars: with 95% certainty in between. Hollow dots: not enough to tell."),
    }


def annex(seen: ReportSeen) -> Mapping[str, str]:
    """The words in the annex, which is a sheet."""
    return {
        "sheet": _("Annex"),
        "title": f"SKM · {seen.unit} · {seen.period}",
        "note": _("A row for each respondent; below it stand formulas. PermenPANRB 14/2017."),
        "number": _("No."),
        "weight": _("Weight"),
        "sum": _("Sum"),
        "nrr": _("NRR"),
        "weighted": _("NRR × weight"),
        "ikm": _("IKM"),
        "grade": _("Grade"),
    }
