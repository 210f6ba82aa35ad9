"""Reads SUARA_ variables: keys overridden, secrets from files, and misspelt names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.config.file import parse_value
from bot.config.keys import ANY, EACH, is_secret, key_paths
from bot.config.problems import KeyPath, Origin, Problem, nearest
from bot.config.types import Section

PREFIX = "SUARA_"
CONFIG = "SUARA_CONFIG"
# Not a secret by itself, but an address with a password in it is one.
MAY_HOLD_A_PASSWORD = ("storage", "url")


@dataclass
class Environment:
    """What the SUARA_ variables say, which variable said it, and what is wrong with them."""

    values: dict[KeyPath, object] = field(default_factory=dict)
    origins: dict[KeyPath, Origin] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def variables(settings: type[Section]) -> dict[str, tuple[str, ...]]:
    """Every variable that sets a key, with that key: SUARA_TELEGRAM__RATE -> ('telegram', 'rate')."""
    reachable = (key for key, _ in key_paths(settings) if not {EACH, ANY} & set(key))
    return {variable(key): key for key in reachable}


def variable(key: Iterable[str | int]) -> str:
    return PREFIX + "__".join(str(step).upper() for step in key)


def private_keys(settings: type[Section]) -> set[tuple[str, ...]]:
    """Keys whose values are never shown and may be read from a file named by <VARIABLE>_FILE."""
    return {key for key, field in key_paths(settings) if is_secret(field)} | {MAY_HOLD_A_PASSWORD}


def read_environment(environ: Mapping[str, str], settings: type[Section]) -> Environment:
    read, known, private = Environment(), variables(settings), private_keys(settings)
    files = {f"{variable(key)}_FILE": key for key in private}
    for name in sorted(name for name in environ if name.startswith(PREFIX) and name != CONFIG):
        origin = Origin(name)
        if key := known.get(name):
            _keep(read, key, _parsed(environ[name], raw=key in private), origin)
        elif key := files.get(name):
            _keep(read, key, _from_file(environ[name], origin, read.problems), origin)
        else:
            what = f"unknown variable{nearest(name, [*known, *files])}"
            read.problems.append(Problem((), what, origin=origin))
    return read


def _keep(read: Environment, key: KeyPath, value: object, origin: Origin) -> None:
    if key in read.origins:
        read.problems.append(Problem(key, f"is set twice, also by {read.origins[key]}", origin=origin))
        return
    read.values[key], read.origins[key] = value, origin


def _parsed(text: str, *, raw: bool) -> object:
    """An empty variable means "nothing", as in files that list all of them; lists are written as in YAML."""
    if not text.strip():
        return None
    if raw or text.lstrip()[0] not in "[{":
        return text.strip()
    try:
        return parse_value(text)
    except yaml.YAMLError:
        return text  # the settings then say what should have stood there


def _from_file(path: str, origin: Origin, problems: list[Problem]) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        problems.append(Problem((), f"{path} cannot be read: {reason}", origin=origin))
        return None


def merged(values: Mapping[str, object], overrides: Mapping[KeyPath, object]) -> dict[str, object]:
    """The file's values with the environment's in their places; the file's own are not changed."""
    merged = dict(values)
    for key, value in overrides.items():
        _put(merged, key, value)
    return merged


def _put(values: dict[str, object], key: KeyPath, value: object) -> None:
    first, *rest = key
    if not rest:
        values[str(first)] = value
        return
    inner = values.get(str(first))
    if inner is None or isinstance(inner, Mapping):
        values[str(first)] = copy = dict(inner or {})
        _put(copy, tuple(rest), value)
