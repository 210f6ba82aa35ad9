"""How docs/configuration.md writes a key and its default: what the test expects, and what to paste there."""

from datetime import time

from pydantic.fields import FieldInfo

from bot.config.types import Hours


def dotted_key(key: tuple[str, ...]) -> str:
    return ".".join(key).replace(".[]", "[]")


def shown_default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    return _shown(field.get_default(call_default_factory=True))


def _shown(value: object) -> str:
    if value is None or value in ((), {}):
        return "none"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Hours):
        return f"{value.start:%H:%M}-{value.end:%H:%M}"
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return str(value)
