"""Which keys the settings have: walks the models, so that nothing about a key is said twice."""

from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.config.problems import KeyPath
from bot.config.types import Section

SettableKey = tuple[tuple[str, ...], FieldInfo]

EACH = "[]"  # stands for the number in a list
ANY = "*"  # stands for the key in a mapping that has free keys


def key_paths(section: type[Section], above: tuple[str, ...] = ()) -> Iterator[SettableKey]:
    """Every key that can be set, with its field: ('telegram', 'rate'), ('units', '[]', 'name') ..."""
    for name, field in section.model_fields.items():
        if above[-1:] == (ANY,) and name == "key":
            continue  # there it is the free key itself and is not written a second time
        here = (*above, field.alias or name)
        steps, inner = _unwrapped(field.annotation)
        if steps or inner is None:
            yield here, field
        if inner is not None:
            yield from key_paths(inner, (*here, *steps))


def names_at(section: type[Section], key: KeyPath) -> list[str]:
    """The keys that may stand in the mapping at `key` of a config file; none where keys are free."""
    kind: Any = section
    for step in key:
        kind = _inside(kind, step)
    kind = _plain(kind)
    return [field.alias or name for name, field in kind.model_fields.items()] if _is_section(kind) else []


def is_secret(field: FieldInfo) -> bool:
    return _plain(field.annotation) is SecretStr


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Section)


def _plain(kind: Any) -> Any:
    """The type without what pydantic and `| None` put around it."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    others = [choice for choice in get_args(kind) if choice is not NoneType]
    if NoneType in get_args(kind) and len(others) == 1:
        return _plain(others[0])
    return kind


def _unwrapped(kind: Any) -> tuple[tuple[str, ...], type[Section] | None]:
    """The section inside a (list or mapping of) section, and the steps that lead into it."""
    kind = _plain(kind)
    if _is_section(kind):
        return (), kind
    if get_origin(kind) is tuple:
        steps, inner = _unwrapped(get_args(kind)[0])
        return (EACH, *steps), inner
    if get_origin(kind) is Mapping:
        steps, inner = _unwrapped(get_args(kind)[1])
        return (ANY, *steps), inner
    return (), None


def _inside(kind: Any, step: str | int) -> Any:
    kind = _plain(kind)
    if _is_section(kind):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return fields[step].annotation if step in fields else None
    if get_origin(kind) is tuple:
        return get_args(kind)[0]
    return get_args(kind)[1] if get_origin(kind) is Mapping else None
