"""The templates of this project, read from handlers/templates and checked against what networks allow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import handlers

FOLDER = Path(handlers.__file__).parent / "templates"
LANGUAGES = ("id", "en")
CATEGORIES = ("utility", "marketing")
LONGEST_BODY, LONGEST_BUTTON, MOST_BUTTONS, MARKETING_LINES = 1024, 25, 3, 4
_NAME = re.compile(r"[a-z][a-z0-9_]{1,59}")
_VALUE = re.compile(r"\{(\w+)\}")


class BadTemplate(ValueError):
    """A template file that no network would take; says which, and why."""


@dataclass(frozen=True)
class Wording:
    """One template in one language: `{name}` in the body stands for a value."""

    body: str
    buttons: tuple[str, ...]
    examples: tuple[str, ...]  # one a value, for whoever approves it


@dataclass(frozen=True)
class Template:
    """One template: `values` are the names of what is filled in, in the order in which they are numbered."""

    name: str
    version: int
    category: str
    values: tuple[str, ...]
    wordings: Mapping[str, Wording]

    @property
    def remote_name(self) -> str:
        """What networks call it: other words get another name, as an approved one is not changed."""
        return f"{self.name}_v{self.version}"

    def numbered(self, language: str) -> str:
        """The body with `{{1}}`, `{{2}}` for the values."""
        places = {name: place for place, name in enumerate(self.values, start=1)}
        return _VALUE.sub(lambda found: f"{{{{{places[found[1]]}}}}}", self.wordings[language].body)


@cache
def templates() -> Mapping[str, Template]:
    """All templates by name. Raises BadTemplate."""
    return {path.stem: read(path.stem, path.read_text(encoding="utf-8")) for path in _files()}


def read(name: str, text: str) -> Template:
    """One template from its file's text. Raises BadTemplate."""
    try:
        given = yaml.safe_load(text)
        template = Template(
            name,
            int(given["version"]),
            given["category"],
            tuple(given["values"]),
            {language: _wording(given[language]) for language in LANGUAGES},
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise BadTemplate(f"template {name}: {type(error).__name__}: {error}") from error
    if wrong := _wrong(template):
        raise BadTemplate(f"template {name}: {wrong}")
    return template


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.yaml"))


def _wording(given: Mapping[str, Any]) -> Wording:
    return Wording(given["body"].strip(), tuple(given["buttons"]), tuple(map(str, given["examples"])))


def _wrong(template: Template) -> str:
    """What a network would not take; empty: nothing."""
    if not _NAME.fullmatch(template.name) or template.category not in CATEGORIES:
        return f"its name is a-z 0-9 _, its category one of {', '.join(CATEGORIES)}"
    if len({len(wording.buttons) for wording in template.wordings.values()}) > 1:
        return "it needs the same buttons in every language"
    found = (_wrong_wording(template, language) for language in LANGUAGES)
    return next((wrong for wrong in found if wrong), "")


def _wrong_wording(template: Template, language: str) -> str:
    wording = template.wordings[language]
    body, buttons = wording.body, wording.buttons
    lines = MARKETING_LINES if template.category == "marketing" else LONGEST_BODY
    allowed = {
        "the body holds each value once, and no other": sorted(_VALUE.findall(body))
        == sorted(template.values),
        "each value needs an example": len(wording.examples) == len(template.values),
        "the body neither begins nor ends with a value": not body.startswith("{") and not body.endswith("}"),
        f"the body is longer than {LONGEST_BODY}": len(body) <= LONGEST_BODY,
        f"what is marketing is cut after {MARKETING_LINES} lines": len(body.splitlines()) <= lines,
        f"at most {MOST_BUTTONS} buttons of {LONGEST_BUTTON} characters": len(buttons) <= MOST_BUTTONS
        and all(len(button) <= LONGEST_BUTTON for button in buttons),
    }
    return next((f"{language}: {rule}" for rule, kept in allowed.items() if not kept), "")
