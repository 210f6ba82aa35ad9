"""Fills the public page: published numbers become words, tables and drawings of one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from analytics import drawn
from analytics.drawn import Dot
from bot.pages.public_facts import Numbers, PublicFacts
from handlers import public_case_words, public_news, public_words
from handlers.dates import decimal
from handlers.facts import City, Unit
from handlers.units import in_spoken

SCALE, TICKS = (25.0, 100.0), (25, 50, 75, 100)
REST = "*"  # of the published tables: offices that are only told of together


@dataclass(frozen=True)
class UnitRow:
    """One office in the table of all."""

    key: str
    name: str
    ikm: str
    grade: str
    people: str
    good: str


def view(facts: PublicFacts, city: City, unit: Unit | None) -> dict[str, Any]:
    """The values of the template, in the language that is spoken."""
    of = unit.name if unit else city.name
    rows = [(name, _index(facts.pages.get(name), unit)) for name in facts.periods]
    page = facts.pages.get(public_words.latest(facts.periods, facts.pages), {})
    told = _faces(page, unit)
    return {
        **newest(facts, city, unit),
        "first_numbers": public_words.first_numbers(facts.first_day),
        "trend": _drawing(_trend(rows, of)) if any(row for _name, row in rows) else "",
        "trend_rows": [_trend_row(name, row) for name, row in reversed(rows) if row],
        "faces_bar": _drawing(_bar(told)) if told else "",
        "faces_people": public_words.whole(told["n"]) if told else "",
        "profile": [] if unit else _profile(page),
        "cards": public_news.cards(facts.cards, city, unit.key if unit else ""),
    }


def newest(facts: PublicFacts, city: City, unit: Unit | None) -> dict[str, Any]:
    """The newest numbers alone, without a drawing: what is also told in chats."""
    name = public_words.latest(facts.periods, facts.pages)
    page = facts.pages.get(name, {})
    settled = public_words.latest(facts.periods, facts.cases)
    return {
        "headline": public_words.headline(_index(page, unit), name) if name else None,
        "faces": public_words.faces(_faces(page, unit)),
        "cases": _cases(facts.cases.get(settled), unit, city) if settled else None,
        "cases_period": public_words.period(settled) if settled else "",
    }


def unit_rows(facts: PublicFacts, city: City) -> tuple[list[tuple[str, list[UnitRow]]], str]:
    """The open offices by group, with the newest numbers; and how many are told of only together."""
    newest = public_words.latest(facts.periods, facts.pages)
    page = facts.pages.get(newest, {})
    grouped: dict[str, list[UnitRow]] = {}
    for unit in city.open_units().values():
        grouped.setdefault(unit.group, []).append(_unit_row(unit, page))
    hidden = len(city.open_units().keys() - page.get("units", {}).keys()) if page else 0
    named = [(in_spoken(city.groups[group]), rows) for group, rows in grouped.items()]
    return named, public_words.together(hidden) if hidden else ""


def _unit_row(unit: Unit, page: Numbers) -> UnitRow:
    row = page.get("units", {}).get(unit.key)
    good = public_words.good(page.get("faces", {}).get(unit.key))
    if not row or row["ikm"] is None:
        return UnitRow(unit.key, unit.label, public_words.HIDDEN, "", public_words.HIDDEN, good)
    ikm, n = decimal(row["ikm"]), public_words.whole(row["n"])
    return UnitRow(unit.key, unit.label, ikm, row["grade"], n, good)


def _index(page: Numbers | None, unit: Unit | None) -> Any:
    if not page:
        return None
    return page["units"].get(unit.key) if unit else page["city"]


def _faces(page: Numbers, unit: Unit | None) -> Any:
    if not page:
        return None
    return page["faces"].get(unit.key) if unit else page["city_faces"]


def _drawing(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - drawn by us, and every word in it is escaped there


def _trend(rows: Sequence[tuple[str, Any]], of: str) -> str:
    last = max((place for place, (_name, row) in enumerate(rows) if row), default=0)
    dots = [_dot(name, row, place == last, place == 0) for place, (name, row) in enumerate(rows)]
    return drawn.trend(dots, SCALE, TICKS, public_words.trend_name(rows, of))


def _dot(name: str, row: Any, is_last: bool, is_first: bool) -> Dot:  # noqa: FBT001 - its place in the row
    label, year = public_words.mark(name, first=is_first)
    if not row or row["ikm"] is None:
        return Dot(label, year=year)
    above = decimal(row["ikm"]) if is_last else ""
    return Dot(label, row["ikm"], row["low"], row["high"], above, year)


def _trend_row(name: str, row: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    ikm = decimal(row["ikm"]) if row["ikm"] is not None else public_words.HIDDEN
    n = public_words.whole(row["n"])
    return public_words.period(name), ikm, row["grade"] or "", public_words.ends(row), n


def _bar(told: Mapping[str, Any]) -> str:
    """The worst face first; a hidden part leaves the whole bar away, as its length would tell it."""
    counts = [told[f"score_{score}"] for score in (1, 2, 3, 4)]
    if None in counts:
        return ""
    parts = [(count, f"{round(100 * count / told['n'])}%") for count in counts]
    return drawn.shares(parts, public_words.faces_name())


def _profile(page: Numbers) -> list[tuple[str, list[tuple[str, str, Markup]]]]:
    return [
        (
            question,
            [(one.label, one.count, _drawing(drawn.meter(one.share, f"{one.share:.0%}"))) for one in answers],
        )
        for question, answers in public_words.profile(page.get("respondents", {}))
    ]


def _cases(numbers: Numbers | None, unit: Unit | None, city: City) -> dict[str, Any]:
    """Of the city all lines, of an office its own."""
    if numbers is None:
        return {"all": None, "units": []}
    lines = {line["key"]: line for line in numbers["by_unit"]["lines"]}
    if unit:
        return {"all": public_case_words.row(lines.get(unit.key)), "units": []}
    told = [
        (city.units[key].label, public_case_words.row(line))
        for key, line in lines.items()
        if line["reports"] and key in city.units
    ]
    if rest := lines.get(REST):
        told.append((public_case_words.rest(), public_case_words.row(rest)))
    return {"all": public_case_words.row(numbers["complaints"]), "units": told}
