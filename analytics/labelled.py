"""The sentences that people labelled, and the words that turn or end a thought: language, so it is data."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from analytics.wording import Wording


@dataclass(frozen=True)
class Labelled:
    """One text and the themes it is about, possibly none; `office` is the kind it was written for."""

    text: str
    themes: frozenset[str]
    office: str = ""


def sentences(source: Traversable | None = None) -> tuple[Labelled, ...]:
    """The labelled sentences from a CSV with the columns text, themes (parted by spaces) and office.

    Without a source, those the model learns from. docs/themes.md says how they were written and labelled.
    """
    rows = _rows(source or files("analytics") / "data" / "themes.csv")
    return tuple(Labelled(row["text"], frozenset(row["themes"].split()), row["office"]) for row in rows)


def wording(spelling: Mapping[str, str]) -> Wording:
    """How people write, with the city's chat spelling and the negations and short forms kept here."""
    roles: dict[str, set[str]] = {"negation": set(), "break": set(), "own": set()}
    for row in _rows(files("analytics") / "data" / "words.csv"):
        roles[row["role"]].add(row["word"])
    return Wording(spelling, frozenset(roles["negation"]), frozenset(roles["break"]), frozenset(roles["own"]))


def _rows(source: Traversable) -> Iterator[dict[str, str]]:
    with source.open("r", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
