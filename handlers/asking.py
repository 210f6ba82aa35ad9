"""Questions that are asked again while the answer cannot be so, a few times."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from handlers.talk import Talk, Words, paragraphs, write

T = TypeVar("T")
TRIES = "abcd"

# What was written as what is wanted, or nothing and the words that say why it cannot be so.
Reads = Callable[[Words], tuple[T | None, str]]


class GivenUp(Exception):
    """After several tries it still cannot be so; the words say why."""


def ask(key: str, question: str, read: Reads[T], *, skip: bool = False) -> Talk[T | None]:
    """Until it can be read, a few times; None when skipped. Raises GivenUp."""
    wrong = ""
    for letter in TRIES:
        said = yield from write(f"{key}{letter}", paragraphs(wrong, question), may_skip=skip)
        if skip and not said:
            return None
        found, wrong = read(said)
        if found is not None:
            return found
    raise GivenUp(wrong)
