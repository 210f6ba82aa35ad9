"""What of forums a conversation looks at: each thing only where its script says that it reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.desk.facts import Looking
from bot.forums import judging, minutes_desk, organising, polling, questioning
from bot.organisations import seeing

READS: Mapping[str, Callable[[Looking, str], Any]] = {
    "organising": organising.seen,
    "broadcast": organising.broadcast,
    "minutes": minutes_desk.seen,
    "questions": questioning.seen,
    "poll": polling.seen,
    "ballot": polling.ballot,
    "judged": judging.seen,
    "organisations": seeing.seen,
}


def seen(here: Looking, reads: frozenset[str], what: str) -> dict[str, Any]:
    """By the name under which it is read; `what`: the argument of the conversation's button."""
    return {name: READS[name](here, what) for name in reads & READS.keys()}
