"""What stands in the JSON of a webhook, whatever its shape: nothing raises, and what is missing is empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

_LATEST = 4_102_444_800  # the year 2100: what lies beyond is no time of day
_DIGITS = 12


def kind_of(message: Mapping[str, Any]) -> str:
    kind = message.get("type")
    return kind if isinstance(kind, str) else ""


def part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside another; nothing where there is none."""
    found = raw.get(name)
    return found if isinstance(found, dict) else {}


def word(raw: Mapping[str, Any], name: str) -> str:
    """A text inside an object; nothing where there is none."""
    found = raw.get(name)
    return found if isinstance(found, str) else ""


def objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a list; nothing of what is none."""
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict):
            yield item


def seconds(raw: Mapping[str, Any]) -> int:
    """The network's clock; 0 where it says nothing that can be true."""
    told = number(raw.get("timestamp"))
    return told if 0 <= told < _LATEST else 0


def moment(at: int) -> datetime | None:
    return datetime.fromtimestamp(at, UTC) if at else None


def number(value: Any) -> int:
    """A number as it is or as text; 0 where there is none."""
    if isinstance(value, int):
        return value
    text = value if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0
