"""Interactive messages: reply buttons, lists and the request for a location, as strict as documented."""

from __future__ import annotations

from collections.abc import Callable

from tests.doubles.cloudapi_fields import array, distinct, known_only, mapping, one_of, words
from tests.doubles.cloudapi_wire import missing, unexpected, wrong
from tests.doubles.wire import Json

BODY, HEADER, FOOTER = 1024, 60, 60
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
SECTIONS, ROWS, ROW_TITLE, ROW_DESCRIPTION, ROW_ID, SECTION_TITLE = 10, 10, 24, 72, 200, 24
_WHERE = "interactive"


def check_interactive(message: Json) -> None:
    """Raises GraphRefusal for whatever a careful caller would not send."""
    interactive = mapping(message, "interactive")
    known_only(interactive, ("type", "header", "body", "footer", "action"), _WHERE)
    kind = one_of(interactive, "type", _WHERE, _ACTIONS)
    _check_texts(interactive, kind)
    _ACTIONS[kind](mapping(interactive, "action", _WHERE))


def _check_texts(interactive: Json, kind: str) -> None:
    body = mapping(interactive, "body", _WHERE)
    known_only(body, ("text",), "interactive.body")
    words(body, "text", "interactive.body", BODY)
    if "footer" in interactive:
        words(mapping(interactive, "footer", _WHERE), "text", "interactive.footer", FOOTER)
    if "header" in interactive:
        _check_header(mapping(interactive, "header", _WHERE), kind)


def _check_header(header: Json, kind: str) -> None:
    if kind == "location_request_message":
        raise unexpected("a location request has no header")
    allowed = ("text",) if kind == "list" else ("text", "image", "video", "document")
    sort = one_of(header, "type", "interactive.header", allowed)
    if sort == "text":
        words(header, "text", "interactive.header", HEADER)


def _check_buttons(action: Json) -> None:
    known_only(action, ("buttons",), "interactive.action")
    buttons = array(action, "buttons", "interactive.action", 1, BUTTONS)
    ids, titles = [], []
    for place, button in enumerate(buttons):
        where = f"interactive.action.buttons[{place}]"
        known_only(button, ("type", "reply"), where)
        one_of(button, "type", where, ("reply",))
        reply = mapping(button, "reply", where)
        known_only(reply, ("id", "title"), f"{where}.reply")
        ids.append(_id(reply, f"{where}.reply", BUTTON_ID))
        titles.append(words(reply, "title", f"{where}.reply", BUTTON_TITLE))
    distinct(ids, "button id")
    distinct([title.strip() for title in titles], "button title")


def _check_list(action: Json) -> None:
    known_only(action, ("button", "sections"), "interactive.action")
    words(action, "button", "interactive.action", BUTTON_TITLE)
    sections = array(action, "sections", "interactive.action", 1, SECTIONS)
    rows = [row for place, section in enumerate(sections) for row in _rows(section, place, len(sections))]
    if len(rows) > ROWS:
        raise wrong(f"Total row count exceeds max allowed count: {ROWS}")
    distinct([row["id"] for row in rows], "row id")
    distinct([row["title"].strip() for row in rows], "row title")


def _rows(section: Json, place: int, sections: int) -> list[Json]:
    where = f"interactive.action.sections[{place}]"
    known_only(section, ("title", "rows"), where)
    if sections > 1 and "title" not in section:
        raise missing(f"{where}.title is required when there is more than one section")
    if "title" in section:
        words(section, "title", where, SECTION_TITLE)
    rows = array(section, "rows", where, 1, ROWS)
    for number, row in enumerate(rows):
        _check_row(row, f"{where}.rows[{number}]")
    return rows


def _check_row(row: Json, where: str) -> None:
    known_only(row, ("id", "title", "description"), where)
    _id(row, where, ROW_ID)
    words(row, "title", where, ROW_TITLE)
    if "description" in row:
        words(row, "description", where, ROW_DESCRIPTION)


def _id(found: Json, where: str, most: int) -> str:
    value = words(found, "id", where, most)
    if value != value.strip():
        raise wrong(f"{where}.id: no spaces before or after")
    return value


def _check_location_request(action: Json) -> None:
    known_only(action, ("name",), "interactive.action")
    one_of(action, "name", "interactive.action", ("send_location",))


_ACTIONS: dict[str, Callable[[Json], None]] = {
    "button": _check_buttons,
    "list": _check_list,
    "location_request_message": _check_location_request,
}
