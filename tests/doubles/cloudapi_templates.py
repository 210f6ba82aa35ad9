"""Message templates: created, reviewed, listed, paused; what is kept of one and what becomes of its state."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.doubles.cloudapi_fields import array, known_only, one_of, text, words
from tests.doubles.cloudapi_wire import GraphRefusal, missing, unexpected, wrong
from tests.doubles.wire import Json

CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")
VARIABLE = re.compile(r"\{\{\s*([a-z0-9_]+)\s*\}\}")
BODY, HEADER, FOOTER, BUTTONS, BUTTON_TEXT, NAME = 1024, 60, 60, 10, 25, 512
# Subcodes of error 100 that Meta's page on templates names.
ALREADY_THERE, VARIABLE_AT_THE_EDGE, NO_EXAMPLE = 2388024, 2388299, 2388043
_NAME = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_CREATED = (
    "name", "language", "category", "components", "parameter_format", "allow_category_change",
    "message_send_ttl_seconds",
)  # fmt: skip


@dataclass
class Template:
    """One template in one language."""

    id: str
    name: str
    language: str
    category: str
    components: list[Json]
    status: str = "PENDING"
    reason: str = "NONE"
    quality: str = "UNKNOWN"

    def part(self, kind: str) -> Json | None:
        return next((one for one in self.components if one["type"].upper() == kind), None)

    def variables(self, kind: str) -> list[str]:
        """The names of the variables in the text of this part, each once, in order."""
        found = VARIABLE.findall(str((self.part(kind) or {}).get("text", "")))
        return list(dict.fromkeys(found))

    def buttons(self) -> list[Json]:
        return list((self.part("BUTTONS") or {}).get("buttons", []))

    def as_json(self) -> Json:
        return {
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "id": self.id,
            "components": self.components,
            "quality_score": {"score": self.quality},
            "rejected_reason": self.reason,
        }


class Templates:
    """The templates of one account. `instant`: what is created is approved at once, without a review."""

    def __init__(self, changed: Callable[[Template], None]) -> None:
        self.instant = False
        self._changed = changed
        self._by_key: dict[tuple[str, str], Template] = {}
        self._ids = itertools.count(594425479261596)

    def __iter__(self) -> Any:
        return iter(self._by_key.values())

    def get(self, name: str, language: str) -> Template | None:
        return self._by_key.get((name, language))

    def by_id(self, template_id: str) -> Template | None:
        return next((one for one in self if one.id == template_id), None)

    def create(self, wanted: Json) -> Template:
        """A new one waits for its review. Raises GraphRefusal."""
        known_only(wanted, _CREATED, "template")
        name = words(wanted, "name", "", NAME)
        language = text(wanted, "language", "")
        if not _NAME.fullmatch(name) or not _LANGUAGE.fullmatch(language):
            raise unexpected(f"no name or no language of a template: {name!r}, {language!r}")
        category = one_of(wanted, "category", "", CATEGORIES)
        if (name, language) in self._by_key:
            raise GraphRefusal(
                100, "Content in this language already exists", subcode=ALREADY_THERE, violation=True
            )
        components = check_components(wanted)
        status = "APPROVED" if self.instant else "PENDING"
        made = Template(str(next(self._ids)), name, language, category, components, status)
        self._by_key[(name, language)] = made
        return made

    def edit(self, template: Template, wanted: Json) -> None:
        """Another text under the same name; it is reviewed again."""
        known_only(wanted, ("category", "components", "parameter_format"), "template")
        if template.status == "PENDING":
            raise GraphRefusal(100, "a template under review cannot be edited", violation=True)
        if "components" in wanted:
            template.components = check_components(wanted)
        template.category = wanted.get("category", template.category)
        template.status = "APPROVED" if self.instant else "PENDING"

    def delete(self, name: str) -> bool:
        """All languages of this name."""
        gone = [key for key in self._by_key if key[0] == name]
        for key in gone:
            del self._by_key[key]
        return bool(gone)

    def becomes(self, name: str, status: str, reason: str = "NONE", language: str = "") -> None:
        """Meta has decided: APPROVED, REJECTED, PAUSED, DISABLED, PENDING; whoever listens is told."""
        found = [one for one in self if one.name == name and language in ("", one.language)]
        assert found, f"there is no template {name} {language}"
        for template in found:
            template.status, template.reason = status, reason
            self._changed(template)

    def approve_all(self) -> None:
        for template in list(self):
            if template.status != "APPROVED":
                self.becomes(template.name, "APPROVED", language=template.language)


def check_components(wanted: Json) -> list[Json]:
    """The parts of a template: at most one of each kind, a body always. Raises GraphRefusal."""
    components = array(wanted, "components", "", 1, 4)
    kinds = [text(part, "type", "components").upper() for part in components]
    if len(set(kinds)) != len(kinds) or "BODY" not in kinds:
        raise unexpected(f"components: a body and at most one of each kind, not {kinds}")
    for kind, part in zip(kinds, components, strict=True):
        if kind not in _PARTS:
            raise unexpected(f"components: no such type: {kind}")
        _PARTS[kind](part)
    return components


def _check_header(part: Json) -> None:
    known_only(part, ("type", "format", "text", "example"), "components.header")
    one_of(part, "format", "components.header", ("TEXT",))
    words(part, "text", "components.header", HEADER)


def _check_body(part: Json) -> None:
    known_only(part, ("type", "text", "example"), "components.body")
    body = words(part, "text", "components.body", BODY)
    variables = VARIABLE.findall(body)
    if body.count("{{") != len(variables):
        raise wrong("components.body.text: a variable is spelled {{1}} or {{name}}")
    if not variables:
        return
    if VARIABLE.match(body.strip()) or re.search(r"\}\}[\s.!?]*$", body):
        raise GraphRefusal(
            100, "Variables can't be at the start or end", subcode=VARIABLE_AT_THE_EDGE, violation=True
        )
    if all(name.isdigit() for name in variables):
        _check_counted(variables)
    _check_example(part, len(dict.fromkeys(variables)))


def _check_counted(variables: list[str]) -> None:
    names = list(dict.fromkeys(variables))
    if names != [str(place) for place in range(1, len(names) + 1)]:
        raise wrong("components.body.text: variables are counted from 1 without a gap")


def _check_example(part: Json, variables: int) -> None:
    """Each variable needs a sample, or the review cannot begin."""
    example = part.get("example", {})
    named = example.get("body_text_named_params")
    rows = example.get("body_text") or [[]]
    given = len(named) if named else len(rows[0]) if isinstance(rows[0], list) else len(rows)
    if given != variables:
        raise GraphRefusal(
            100, f"{given} samples for {variables} variables", subcode=NO_EXAMPLE, violation=True
        )


def _check_footer(part: Json) -> None:
    known_only(part, ("type", "text"), "components.footer")
    if "{{" in words(part, "text", "components.footer", FOOTER):
        raise wrong("components.footer: no variables there")


def _check_buttons(part: Json) -> None:
    known_only(part, ("type", "buttons"), "components.buttons")
    for button in array(part, "buttons", "components.buttons", 1, BUTTONS):
        sort = one_of(button, "type", "components.buttons", ("QUICK_REPLY", "URL", "PHONE_NUMBER"))
        words(button, "text", "components.buttons", BUTTON_TEXT)
        if sort == "URL" and "url" not in button:
            raise missing("components.buttons.url is required")


_PARTS: dict[str, Callable[[Json], None]] = {
    "HEADER": _check_header,
    "BODY": _check_body,
    "FOOTER": _check_footer,
    "BUTTONS": _check_buttons,
}
