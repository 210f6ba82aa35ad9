"""Objects of a request looked at field by field: what must be there, what may, and of which kind."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tests.doubles.cloudapi_wire import length, missing, unexpected, wrong
from tests.doubles.wire import Json


def known_only(found: Json, names: Collection[str], where: str) -> None:
    """Refuse a field that nobody documented, and one that is there without a value."""
    unknown = sorted(found.keys() - set(names))
    if unknown:
        raise unexpected(f'Unexpected key "{unknown[0]}" on param "{where}"')
    empty = sorted(name for name, value in found.items() if value is None)
    if empty:
        raise unexpected(f'Param "{where}[{empty[0]}]" must not be null')


def mapping(found: Json, name: str, where: str = "") -> Json:
    """A field that is an object."""
    value = _there(found, name, where)
    if not isinstance(value, dict):
        raise unexpected(f'Param "{_path(where, name)}" must be a JSON object')
    return value


def array(found: Json, name: str, where: str, least: int, most: int) -> list[Json]:
    """A field that is a list of objects, so many of them."""
    value = _there(found, name, where)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise unexpected(f'Param "{_path(where, name)}" must be an array of objects')
    if not least <= len(value) <= most:
        raise wrong(f"{_path(where, name)}: between {least} and {most} allowed, {len(value)} given")
    return value


def words(found: Json, name: str, where: str, most: int) -> str:
    """A text that one can see, of at most so many characters."""
    value = text(found, name, where)
    if not value.strip():
        raise wrong(f"{_path(where, name)}: must not be empty")
    if length(value) > most:
        raise wrong(f"{_path(where, name)}: {length(value)} characters, at most {most} allowed")
    return value


def text(found: Json, name: str, where: str) -> str:
    value = _there(found, name, where)
    if not isinstance(value, str):
        raise unexpected(f'Param "{_path(where, name)}" must be a string')
    return value


def one_of(found: Json, name: str, where: str, allowed: Collection[str]) -> str:
    value = text(found, name, where)
    if value not in allowed:
        raise unexpected(f'Param "{_path(where, name)}" must be one of {sorted(allowed)}, not {value!r}')
    return value


def yes_or_no(found: Json, name: str, where: str) -> None:
    if name in found and not isinstance(found[name], bool):
        raise unexpected(f'Param "{_path(where, name)}" must be a boolean')


def number(found: Json, name: str, where: str, most: float) -> float:
    """A number whose size is at most `most`."""
    value = _there(found, name, where)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > most:
        raise wrong(f"{_path(where, name)}: {value!r} is no number of at most {most:g}")
    return float(value)


def distinct(values: list[str], what: str) -> None:
    """Nothing stands twice."""
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise wrong(f"Duplicated {what}: {twice[0]!r}")


def _there(found: Json, name: str, where: str) -> Any:
    if name not in found:
        raise missing(f"The parameter {_path(where, name)} is required")
    return found[name]


def _path(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
