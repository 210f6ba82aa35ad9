"""Organisations as conversations see them: one's own, one that is handed over, and all of a coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class OrganisationView:
    """One organisation. `topics`: units, or a unit and its service ("unit/service"), by key.

    `conflict`: its contact person holds an office at one of its topics now.
    """

    id: int
    name: str
    topics: tuple[str, ...]
    state: str  # asked, registered
    asked: date
    registered_as: str = ""
    conflict: bool = False


@dataclass(frozen=True)
class Organisations:
    """What somebody may see and do of organisations.

    `mine`: for which they write; `offered`: that of a one-time link which they have opened. `offices`: the
    units at which they hold an office, and an empty one for the whole city. `every`: those that wait or are
    registered, for whoever decides on them.
    """

    mine: OrganisationView | None = None
    offered: OrganisationView | None = None
    offices: frozenset[str] = frozenset()
    may_decide: bool = False
    every: tuple[OrganisationView, ...] = ()

    def one(self, number: str) -> OrganisationView | None:
        """That of a button."""
        return next((one for one in self.every if str(one.id) == number), None)


def unit_of(topic: str) -> str:
    """The unit of a topic, which is the unit itself or one of its services."""
    return topic.partition("/")[0]
