"""The public page's numbers as people read them: the index and how sure it is, faces, who answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from handlers.dates import decimal
from handlers.faces import FACES
from handlers.profile import AGE, EDUCATION, OCCUPATION, SEX, UNDER_AGE
from handlers.talk import _, later, ngettext, spoken
from handlers.week_lines import GRADES

Row = Mapping[str, Any]  # of the published numbers, as JSON has them
HIDDEN = "·"
QUESTIONS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sex": (later("Woman or man"), SEX),
    "age": (later("Age"), {UNDER_AGE: later("Younger than 17"), **AGE}),
    "education": (later("Last school"), EDUCATION),
    "occupation": (later("Work"), OCCUPATION),
}


@dataclass(frozen=True)
class Headline:
    """The number that stands largest: empty `value` where nothing can be told."""

    value: str
    grade: str
    sure: str
    people: str
    period: str


@dataclass(frozen=True)
class Share:
    """One answer: what it is called, how many gave it, and which part of all shown that is."""

    label: str
    count: str
    share: float


def period(name: str) -> str:
    """A period like 2026-10, 2026-Q4 or 2026-S2 as people say it."""
    year, part = name[:4], name[5:]
    if part.isdigit():
        return str(format_date(date(int(year), int(part), 1), "MMMM y", locale=spoken()))
    number = part[1:]
    if part[0] == "Q":
        return _("quarter {number} of {year}", number=number, year=year)
    return _("half-year {number} of {year}", number=number, year=year)


def mark(name: str, *, first: bool) -> tuple[str, str]:
    """The label below a point of the trend, and the year where it begins or is the first."""
    year, part = name[:4], name[5:]
    label = str(format_date(date(2026, int(part), 1), "MMM", locale=spoken())) if part.isdigit() else part
    return label, year if first or part in ("01", "Q1", "S1") else ""


def headline(row: Row | None, name: str) -> Headline:
    """The index of one period, with its interval in words."""
    if not row or row["ikm"] is None:
        return Headline("", "", _("Too few people answered the survey to show a number."), "", period(name))
    return Headline(
        decimal(row["ikm"]),
        f"{row['grade']} – {_(GRADES[row['grade']])}",
        sure(row),
        people(row["n"]),
        period(name),
    )


def sure(row: Row) -> str:
    """Between which ends the index lies, or that nobody can say yet."""
    if row["low"] is None:
        return _("So few answers that the true value may well be another one.")
    ends = {"low": decimal(row["low"]), "high": decimal(row["high"])}
    return _("With 95% certainty between {low} and {high}.", **ends)


def people(n: int) -> str:
    shown = whole(n)
    return ngettext("{shown} person answered", "{shown} people answered", n, shown=shown)


def whole(n: int | None) -> str:
    """A count in the reader's grouping; a point where it is hidden."""
    return HIDDEN if n is None else str(format_decimal(n, locale=spoken()))


def ends(row: Row) -> str:
    return f"{decimal(row['low'])} – {decimal(row['high'])}" if row["low"] is not None else "–"


def faces(row: Row | None) -> list[Share]:
    """The four faces, the best first; nothing where nothing was told."""
    if not row:
        return []
    shown = [(score, row[f"score_{score}"]) for score in FACES]
    return [Share(_(FACES[score]), whole(n), (n or 0) / row["n"]) for score, n in shown]


def faces_name() -> str:
    """What a screen reader says of the bar of faces."""
    return _("The four faces as parts of a bar; the table says how many")


def good(row: Row | None) -> str:
    """Which part of those who rated chose one of the two good faces."""
    if not row or row["score_3"] is None or row["score_4"] is None:
        return HIDDEN
    return f"{round(100 * (row['score_3'] + row['score_4']) / row['n'])}%"


def profile(respondents: Mapping[str, Mapping[str, int | None]]) -> list[tuple[str, list[Share]]]:
    """For each question about oneself the answers in the order they are asked."""
    told = []
    for key, (question, answers) in QUESTIONS.items():
        counts = respondents.get(key, {})
        whole_of = sum(n for n in counts.values() if n) or 1
        shares = [
            Share(_(words), whole(counts[answer]), (counts[answer] or 0) / whole_of)
            for answer, words in answers.items()
            if answer in counts
        ]
        if shares:
            told.append((_(question), shares))
    return told


def trend_name(rows: Sequence[tuple[str, Row | None]], of: str) -> str:
    """What a screen reader says of the trend's picture; the table below it has every number."""
    shown = [(name, row) for name, row in rows if row and row["ikm"] is not None]
    if not shown:
        return _("Index of {name}: no numbers yet", name=of)
    (first, least), (last, most) = shown[0], shown[-1]
    values = {"before": decimal(least["ikm"]), "after": decimal(most["ikm"])}
    return _(
        "Index of {name}, from {before} in {first} to {after} in {last}",
        name=of,
        first=period(first),
        last=period(last),
        **values,
    )


def together(count: int) -> str:
    """That some offices are only told of in one sum."""
    return ngettext(
        "{count} office with too few answers is not shown by itself.",
        "{count} offices with too few answers are only shown together.",
        count,
    )


def first_numbers(day: date | None) -> str:
    """Where nothing is published yet: when that will be."""
    if day is None:
        return _("No numbers are published.")
    when = str(format_date(day, "d MMMM y", locale=spoken()))
    return _("The first numbers appear here after {day}, when a period is over.", day=when)


def latest(names: Iterable[str], known: Mapping[str, Any]) -> str:
    """The newest of these periods of which something is told; empty where there is none."""
    return next((name for name in reversed(list(names)) if name in known), "")
