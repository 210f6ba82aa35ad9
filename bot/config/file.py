"""Reads a YAML file into plain values and remembers the line of each one.

Every scalar stays text and gets its type from the settings: so 07:30 is no number of minutes, `no` is no
boolean, and 112 keeps whatever zeros it starts with.
"""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.config.problems import KeyPath, Origin, Problem

_Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@dataclass
class ConfigText:
    """The values of one YAML text, where each was said, and what was wrong with the text itself."""

    source: str
    values: dict[str, object] = field(default_factory=dict)
    origins: dict[KeyPath, Origin] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_config(path: Path) -> ConfigText:
    """The file's values; a file that cannot be read is a problem in the result, never an exception."""
    config = ConfigText(_shown(path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        config.problems.append(Problem((), f"cannot be read: {reason}", origin=Origin(config.source)))
        return config
    return read_text(text, config)


def read_text(text: str, config: ConfigText) -> ConfigText:
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        config.problems.append(Problem((), _syntax(error), origin=_syntax_origin(config.source, error)))
        return config
    values = _value(root, (), config, frozenset()) if root else {}
    if isinstance(values, dict):
        config.values = values
    else:
        config.problems.append(Problem((), "must be a mapping of sections", origin=Origin(config.source, 1)))
    return config


def parse_value(text: str) -> object:
    """One value outside a file ('[id, en]'), read by the same rules; yaml.YAMLError when it is not YAML."""
    root = yaml.compose(text, Loader=_Loader)
    return _value(root, (), ConfigText(""), frozenset()) if root else None


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _syntax(error: yaml.YAMLError) -> str:
    what = getattr(error, "problem", None) or "not readable as YAML"
    return f"is no valid YAML: {what}"


def _syntax_origin(source: str, error: yaml.YAMLError) -> Origin:
    mark = getattr(error, "problem_mark", None)
    return Origin(source, mark.line + 1) if mark else Origin(source)


def _value(node: yaml.Node, key: KeyPath, config: ConfigText, inside: frozenset[int]) -> object:
    if id(node) in inside:  # an anchor that contains itself has no end
        config.problems.append(Problem(key, "contains itself"))
        return None
    inside |= {id(node)}
    config.origins.setdefault(key, Origin(config.source, node.start_mark.line + 1))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, key, config, inside)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*key, place), config, inside) for place, item in enumerate(node.value)]
    return None if node.tag == "tag:yaml.org,2002:null" else node.value


def _mapping(
    node: yaml.MappingNode, key: KeyPath, config: ConfigText, inside: frozenset[int]
) -> dict[str, object]:
    values: dict[str, object] = {}
    for key_node, value_node in node.value:
        origin = Origin(config.source, key_node.start_mark.line + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            config.problems.append(Problem(key, "a key must be one word", origin=origin))
            continue
        here = (*key, key_node.value)
        if key_node.value in values:
            config.problems.append(Problem(here, "stands here a second time", other=here, origin=origin))
            continue
        config.origins[here] = origin
        values[key_node.value] = _value(value_node, here, config, inside)
    return values
