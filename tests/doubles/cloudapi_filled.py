"""A template filled in for one person: it must exist, be allowed to go out, and fit its parameters."""

from __future__ import annotations

import re

from tests.doubles.cloudapi_fields import array, known_only, one_of, text
from tests.doubles.cloudapi_templates import VARIABLE, Template, Templates
from tests.doubles.cloudapi_wire import GraphRefusal, length, unexpected
from tests.doubles.wire import Json

BODY = 1024
PAYLOAD = 256
_STOPPED = {"PAUSED": 132015, "DISABLED": 132016}
_SPACED = re.compile(r"[\n\t]| {5,}")


def filled(templates: Templates, message: Json) -> Json:
    """What the person sees: {"text", "buttons": [(label, payload)]}. Raises GraphRefusal."""
    wanted = message["template"]
    template = _found(templates, wanted["name"], wanted["language"]["code"])
    parts = array(wanted, "components", "template", 0, 20) if "components" in wanted else []
    header = _texts(parts, "header", template)
    body = _texts(parts, "body", template)
    shown = [_filled(template, "HEADER", header), _filled(template, "BODY", body)]
    if length(shown[1]) > BODY:
        raise GraphRefusal(132005, f"{length(shown[1])} characters")
    shown.append(str((template.part("FOOTER") or {}).get("text", "")))
    words = "\n\n".join(part for part in shown if part)
    return {"text": words, "buttons": _buttons(template, parts), "category": template.category}


def _found(templates: Templates, name: str, language: str) -> Template:
    template = templates.get(name, language)
    if template is None:
        raise GraphRefusal(132001, f"template name ({name}) does not exist in {language}")
    if code := _STOPPED.get(template.status):
        raise GraphRefusal(code, f"template ({name}, {language}) is {template.status.lower()}")
    if template.status != "APPROVED":
        raise GraphRefusal(132001, f"template name ({name}) is not approved in {language}")
    return template


def _texts(parts: list[Json], kind: str, template: Template) -> dict[str, str]:
    """Variable to value; as many as the approved text has, no more and no fewer."""
    mine = [part for part in parts if part.get("type") == kind]
    parameters = [one for part in mine for one in array(part, "parameters", "template.components", 0, 50)]
    names = template.variables(kind.upper())
    if len(parameters) != len(names):
        raise GraphRefusal(
            132000,
            f"{kind}: number of localizable_params ({len(parameters)}) does not match "
            f"the expected number of params ({len(names)})",
            violation=True,
        )
    values = [_value(one) for one in parameters]
    given = [one.get("parameter_name", name) for one, name in zip(parameters, names, strict=True)]
    return dict(zip(given, values, strict=True))


def _value(parameter: Json) -> str:
    known_only(parameter, ("type", "text", "parameter_name"), "template.components.parameters")
    one_of(parameter, "type", "template.components.parameters", ("text",))
    value = text(parameter, "text", "template.components.parameters")
    if not value.strip():
        raise GraphRefusal(131008, "parameter of a template must not be empty", violation=True)
    if _SPACED.search(value):
        raise GraphRefusal(
            132018,
            "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
            violation=True,
        )
    return value


def _filled(template: Template, kind: str, values: dict[str, str]) -> str:
    shape = str((template.part(kind) or {}).get("text", ""))
    return VARIABLE.sub(lambda found: values[found[1]], shape)


def _buttons(template: Template, parts: list[Json]) -> list[tuple[str, str]]:
    """The quick replies; one without a payload of its own brings its label."""
    payloads: dict[int, str] = {}
    for part in parts:
        if part.get("type") == "button":
            payloads[int(part.get("index", -1))] = _payload(part)
    buttons = template.buttons()
    if not payloads.keys() <= set(range(len(buttons))):
        raise GraphRefusal(132012, f"the template has {len(buttons)} buttons", violation=True)
    return [
        (str(button["text"]), payloads.get(place, str(button["text"])))
        for place, button in enumerate(buttons)
        if button["type"] == "QUICK_REPLY"
    ]


def _payload(part: Json) -> str:
    known_only(part, ("type", "sub_type", "index", "parameters"), "template.components.button")
    one_of(part, "sub_type", "template.components.button", ("quick_reply",))
    (parameter,) = array(part, "parameters", "template.components.button", 1, 1)
    one_of(parameter, "type", "template.components.button", ("payload",))
    payload = text(parameter, "payload", "template.components.button")
    if not 1 <= length(payload) <= PAYLOAD:
        raise unexpected(f"a payload has 1 to {PAYLOAD} characters")
    return payload
