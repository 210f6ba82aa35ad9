"""The project's templates beside those of an account: what is missing there, refused, or reads otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.templates.files import Template

MISSING, DIFFERENT = "missing", "different words"
GOOD = "approved"


class Seen(Protocol):
    """A template as a network has it."""

    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def buttons(self) -> tuple[str, ...]: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True)
class Line:
    """One template in one language: how it stands, and why."""

    template: str
    language: str
    category: str
    state: str  # missing, approved, pending, rejected, paused ..., different words
    detail: str = ""

    @property
    def good(self) -> bool:
        return self.state == GOOD and not self.detail


def compare(templates: Iterable[Template], remote: Iterable[Seen]) -> list[Line]:
    """Every template of ours in every language, in the order of their names."""
    there = {(one.name, one.language): one for one in remote}
    return [
        _line(template, language, there.get((template.remote_name, language)))
        for template, language in _each(templates)
    ]


def missing(templates: Iterable[Template], remote: Iterable[Seen]) -> list[tuple[Template, str]]:
    """What is not there at all."""
    there = {(one.name, one.language) for one in remote}
    return [(one, language) for one, language in _each(templates) if (one.remote_name, language) not in there]


def _each(templates: Iterable[Template]) -> Iterator[tuple[Template, str]]:
    for template in sorted(templates, key=lambda one: one.name):
        for language in template.wordings:
            yield template, language


def _line(template: Template, language: str, seen: Seen | None) -> Line:
    state, detail = (MISSING, "") if seen is None else _state(template, language, seen)
    return Line(template.remote_name, language, template.category, state, detail)


def _state(template: Template, language: str, seen: Seen) -> tuple[str, str]:
    wording = template.wordings[language]
    if seen.status.upper() == "APPROVED":
        if (seen.body, seen.buttons) != (template.numbered(language), wording.buttons):
            return DIFFERENT, "raise its version to hand the new words in"
        if seen.category != template.category:
            return GOOD, f"counted as {seen.category} there, which has its own price"
    return seen.status.lower(), seen.reason


def as_rows(lines: Iterable[Line]) -> list[Mapping[str, str]]:
    """The lines as a table."""
    return [
        {
            "template": line.template,
            "language": line.language,
            "category": line.category,
            "state": line.state,
            "detail": line.detail,
        }
        for line in lines
    ]
