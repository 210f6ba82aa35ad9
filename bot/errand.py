"""A claimed message on its way, and the ways in which it may go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.predecessors import Predecessors
from handlers.talk import Say
from storage.outbox import Claimed

# Sends one message to an address in another form than its own.
Way = Callable[[str], Awaitable[str]]
AS_IT_IS: Mapping[int, Way] = {}


@dataclass(eq=False)
class Errand:
    """A claimed row on its way. `start_by`: by then a try has to begin; `done`: parts that have left.

    `after`: who knows of other processes' rows that come first; None: it was claimed in its order.
    """

    row: Claimed
    start_by: float
    says: Sequence[Say] = ()
    replaces: str = ""
    done: int = 0
    way: Way | None = None
    after: Predecessors | None = None
