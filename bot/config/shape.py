"""What is wrong with the types and names of configured values, in words for the person who wrote them."""

from collections.abc import Iterator, Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config.environment import private_keys
from bot.config.keys import names_at
from bot.config.problems import Problem, nearest
from bot.config.types import Section


def shape_problems(settings: type[Section], values: Mapping[str, object]) -> Iterator[Problem]:
    """Every unknown key, missing key and value of a wrong kind."""
    private = private_keys(settings)
    try:
        settings.model_validate(values)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            key = tuple(step for step in found["loc"] if step != "[key]")
            if found["type"] == "too_short" and found["input"]:
                continue  # counted after the bad items were left out: those are the problems
            if found["type"] == "extra_forbidden":
                yield Problem(key, f"unknown key{nearest(str(key[-1]), names_at(settings, key[:-1]))}")
            else:
                yield Problem(key, _words(found, shown=key not in private))


def _words(found: ErrorDetails, *, shown: bool) -> str:
    if found["type"] == "missing":
        return "is missing"
    if found["type"] in ("model_type", "mapping_type", "dict_type"):
        return "must be a mapping of keys"
    what = found["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    value = found["input"]
    if shown and isinstance(value, str) and len(value) < 60 and not what.endswith(value):
        return f'{what}, not "{value}"'
    return what
