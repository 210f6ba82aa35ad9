"""What is wrong with the settings, each problem with its place, so that one look is enough to mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Origin:
    """Where a value was said: a line of a file, or an environment variable (line 0)."""

    source: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.source}:{self.line}" if self.line else self.source


@dataclass(frozen=True)
class Problem:
    """`key` is wrong because of `what`; `other` is the place it clashes with, if any."""

    key: KeyPath
    what: str
    other: KeyPath | None = None
    origin: Origin | None = None


class BadSettings(Exception):
    """The settings cannot be used; the message has one line for every problem."""


def origin_of(key: KeyPath, origins: Mapping[KeyPath, Origin]) -> Origin | None:
    """The place of the key itself or, when it is missing, of the nearest thing around it."""
    for length in range(len(key), -1, -1):
        if found := origins.get(key[:length]):
            return found
    return None


def dotted(key: KeyPath) -> str:
    """('units', 3, 'name') as people write it: units[3].name."""
    words = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in key)
    return "".join(words).removeprefix(".")


def nearest(word: str, known: Iterable[str]) -> str:
    """'; did you mean ...?' when a known word is close, else nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else ""


def bad_settings(problems: Iterable[Problem], origins: Mapping[KeyPath, Origin]) -> BadSettings:
    placed = [(problem.origin or origin_of(problem.key, origins), problem) for problem in problems]
    placed.sort(key=lambda pair: _order(pair[0]))
    lines = (_line(origin, problem, origins) for origin, problem in placed)
    return BadSettings("\n".join(dict.fromkeys(lines)))


def _order(origin: Origin | None) -> tuple[bool, str, int]:
    """The file's problems from top to bottom, then the environment's."""
    return (origin.line == 0, origin.source, origin.line) if origin else (False, "", 0)


def _line(origin: Origin | None, problem: Problem, origins: Mapping[KeyPath, Origin]) -> str:
    clash = origin_of(problem.other, origins) if problem.other is not None else None
    parts = [str(origin or ""), dotted(problem.key), problem.what + (f" (see {clash})" if clash else "")]
    return ": ".join(part for part in parts if part)
