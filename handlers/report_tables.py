"""The tables of an SKM report, and the words in its charts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date

from handlers.dates import decimal
from handlers.element_names import ELEMENT_NAMES
from handlers.profile import AGE, EDUCATION, OCCUPATION, SEX
from handlers.report_parts import Block, table
from handlers.report_seen import IndexSeen, ReportSeen
from handlers.talk import _, later, spoken
from handlers.week_lines import GRADES

NOT_TOLD = ""
HIDDEN = "–"
QUESTIONS: Mapping[str, str] = {
    "sex": later("Sex"),
    "age": later("Age"),
    "education": later("Education"),
    "occupation": later("Occupation"),
}
_UNDER_AGE = "under_age"
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "sex": SEX,
    "age": {_UNDER_AGE: later("Below 17"), **AGE},
    "education": EDUCATION,
    "occupation": OCCUPATION,
}
# The regulation's limits, as its own table prints them.
LIMITS = (("A", 88.31, 100.0), ("B", 76.61, 88.30), ("C", 65.0, 76.60), ("D", 25.0, 64.99))
WEAKEST = 3


def number(name: int, key: str) -> str:
    return f"U{name}. {_(ELEMENT_NAMES[key])}"


def elements(seen: ReportSeen) -> Block:
    """Every element with its sum and mean, in the regulation's order."""
    rows = [
        (number(place, key), str(total), decimal(mean), decimal(mean * 25))
        for place, (key, (total, mean)) in enumerate(seen.elements.items(), start=1)
    ]
    head = (_("Element"), _("Sum"), _("Mean (NRR)"), _("Mean × 25"))
    return table(head, rows, (6, 2, 2, 2))


def grades(own: str) -> Block:
    """The regulation's grades; the unit's own is marked."""
    rows = [
        (f"{letter} ◄" if letter == own else letter, _(GRADES[letter]), f"{decimal(low)} – {decimal(high)}")
        for letter, low, high in LIMITS
    ]
    return table((_("Grade"), _("Meaning"), _("IKM")), rows, (1, 3, 3))


def profile(seen: ReportSeen) -> Block:
    """Who answered; a group so small that somebody could be known by it has no number."""
    rows = [
        (_(name) if place == 0 else "", *row)
        for question, name in QUESTIONS.items()
        for place, row in enumerate(_answer_rows(seen, question))
    ]
    return table((_("Respondents"), _("Answer"), _("People"), _("Share")), rows, (3, 4, 2, 2))


def _answer_rows(seen: ReportSeen, question: str) -> list[tuple[str, str, str]]:
    told, kept_back = answers(seen, question), hidden(seen, question)
    return [
        (label, HIDDEN, HIDDEN)
        if label in kept_back
        else (label, str(n), f"{round(100 * n / seen.index.n)}%")
        for label, n in told
    ]


def answers(seen: ReportSeen, question: str) -> list[tuple[str, int]]:
    """Every answer by its words with the count, in the form's order; who did not tell comes last."""
    counts = seen.profile[question]
    known = [(_(words), counts.get(key, 0)) for key, words in ANSWERS[question].items()]
    return [*known, (_("Not told"), counts.get(NOT_TOLD, 0))]


def hidden(seen: ReportSeen, question: str) -> frozenset[str]:
    """Answers without a number, by their words."""
    kept_back = seen.withheld[question]
    told = {**ANSWERS[question], NOT_TOLD: later("Not told")}
    return frozenset(_(words) for key, words in told.items() if key in kept_back)


def bars(seen: ReportSeen, question: str) -> list[tuple[str, float, str]]:
    """The same as a chart takes it: label, share, and what is printed."""
    kept_back = hidden(seen, question)
    return [
        (label, 0.0, HIDDEN) if label in kept_back else (label, count / seen.index.n, str(count))
        for label, count in answers(seen, question)
        if count
    ]


def months(seen: ReportSeen) -> Block:
    """The index of every month with its interval."""
    rows = [(month_name(first), str(index.n), _value(index), _ends(index)) for first, index in seen.months]
    return table((_("Month"), _("Surveys"), _("IKM"), _("95% certainty")), rows, (3, 2, 2, 3))


def month_name(first: date, pattern: str = "MMMM y") -> str:
    """ "November 2026", or shorter by the pattern."""
    return str(format_date(first, pattern, locale=spoken()))


def _value(index: IndexSeen) -> str:
    return HIDDEN if index.ikm is None else f"{decimal(index.ikm)} {index.grade}"


def _ends(index: IndexSeen) -> str:
    if index.ikm is None:
        return HIDDEN
    if index.low is None or index.high is None:
        return _("not enough yet")
    return f"{decimal(index.low)} – {decimal(index.high)}"


def plan(seen: ReportSeen) -> Block:
    """What is to be done about the weakest elements: to be filled in by the unit."""
    weakest = [(key, seen.elements[key][1]) for key in seen.ranked[:WEAKEST]]
    rows = [
        (str(place), f"{_(ELEMENT_NAMES[key])} ({decimal(mean)})", "", "", "")
        for place, (key, mean) in enumerate(weakest, start=1)
    ]
    rows += [
        (str(len(rows) + 1), _("Complaints: {theme}", theme=name), "", "", "") for name, _n in seen.themes[:1]
    ]
    head = (_("No."), _("To be improved"), _("What is done"), _("Who"), _("By when"))
    return table(head, rows, (1, 4, 5, 3, 2))


def forms(seen: ReportSeen) -> Block:
    """A row for every respondent, then sum, NRR and weighted NRR."""
    share = 1 / 9 if seen.weight == "exact" else 0.111
    rows = [(str(place), *map(str, form)) for place, form in enumerate(seen.forms, start=1)]
    sums, means = zip(*seen.elements.values(), strict=True)
    rows.append((_("Sum"), *map(str, sums)))
    rows.append((_("NRR"), *(decimal(mean) for mean in means)))
    rows.append((_("NRR × weight"), *(decimal(mean * share) for mean in means)))
    return table((_("No."), *(f"U{n}" for n in range(1, 10))), rows, (2, *([1] * 9)))
