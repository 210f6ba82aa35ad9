"""The published numbers as CSV, for whoever wants to count on: the same as on the page, with English keys."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from bot.pages.public_facts import PublicFacts

Lines = Iterator[Sequence[Any]]
INDEX = ("n", "incomplete", "ikm", "grade", "low", "high")
SCORES = ("score_1", "score_2", "score_3", "score_4")


def index(facts: PublicFacts, unit: str) -> Lines:
    """The index with its 95 % interval: of the city and every office, or of one alone."""
    yield ("period", "unit", *INDEX)
    for name, page in facts.pages.items():
        if not unit and page["city"]:
            yield (name, "", *_values(page["city"], INDEX))
        for key, row in page["units"].items():
            if unit in ("", key):
                yield (name, key, *_values(row, INDEX))


def faces(facts: PublicFacts, unit: str) -> Lines:
    """How often each of the four scores was given; empty is hidden."""
    yield ("period", "unit", "n", *SCORES)
    for name, page in facts.pages.items():
        if not unit and page["city_faces"]:
            yield (name, "", *_values(page["city_faces"], ("n", *SCORES)))
        for key, row in page["faces"].items():
            if unit in ("", key):
                yield (name, key, *_values(row, ("n", *SCORES)))


def people(facts: PublicFacts, unit: str) -> Lines:
    """Who answered, in the whole city; empty is hidden."""
    yield ("period", "question", "answer", "n")
    for name, page in facts.pages.items():
        for question, answers in page["respondents"].items():
            for answer, n in answers.items():
                yield (name, question, answer, n)


def cases(facts: PublicFacts, unit: str) -> Lines:
    """Complaints received in each period, and what became of them; empty is hidden."""
    yield ("period", "unit", "received", "followed_up", "finished", "open", *_DAYS)
    for name, numbers in facts.cases.items():
        lines = numbers["by_unit"]["lines"]
        if not unit:
            yield (name, "", *_case_values(numbers["complaints"]))
        for line in lines:
            if unit in ("", line["key"]) and line["reports"]:
                yield (name, line["key"], *_case_values(line))


TABLES = {"index": index, "faces": faces, "people": people, "cases": cases}
_DAYS = ("first_answer_median_days", "first_answer_p90_days", "fix_median_days", "fix_p90_days")


def written(facts: PublicFacts, name: str, unit: str) -> str:
    """The table of this name as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows(TABLES[name](facts, unit))
    return out.getvalue()


def _values(row: Any, keys: Sequence[str]) -> list[Any]:
    return ["" if row[key] is None else row[key] for key in keys]


def _case_values(line: Any) -> list[Any]:
    counts = [(line[key] or {}).get("count", "") for key in ("followed_up", "fixed", "open")]
    days = [
        (line[key] or {}).get(part, "")
        for key in ("days_to_first_answer", "days_to_confirmed_fix")
        for part in ("median", "p90")
    ]
    return ["" if line["reports"] is None else line["reports"], *counts, *days]
