"""Who in this chat may do what to a case, and what its state allows: asked before every step and look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.recording import Recording
from handlers import rights
from handlers.case_states import CLOSED
from storage import case_events, cases, officials
from storage.cases import CaseRow
from storage.officials import OfficialRow
from storage.store import Tx

# While its reporter judges a closing, nobody takes the question away from under them.
_JUDGED = frozenset(
    {"see", "take", "pass", "note", "answer", "remind", "export", "step_out", "pull", "disclose"}
)
# What follows another case is worked on there; its own reporter can still be talked to.
_FOLLOWING = frozenset({"see", "note", "answer", "ask", "remind", "export", "step_out", "disclose"})
_OVER = frozenset({"see", "export"})


class NotDone(Exception):
    """The step was not taken, and nothing was changed; `problem` and `name` as in `Recorded`."""

    def __init__(self, problem: str, name: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.name = name


def possible(row: CaseRow) -> frozenset[str]:
    """The actions that the case's state allows, whoever takes them."""
    needless = {"pull"} if row.route == "overseers" else set()
    # Open, its reporter is known; untraceable or forgotten, nobody can tell.
    needless |= {"disclose"} if row.known_as != "confidential" or row.citizen_id is None else set()
    return _in_state(row) - needless


def _in_state(row: CaseRow) -> frozenset[str]:
    if row.state in CLOSED:
        return _OVER
    if row.state == "proposed":
        return _JUDGED
    if row.merged_into is not None:
        return _FOLLOWING
    impossible = set() if row.outcome == "cannot" else {"approve"}
    if row.reopened:
        impossible.add("archive")  # its reporter has said that it is a report
    return frozenset(rights.RIGHTS) - impossible


def offices_of(tx: Tx, citizen_id: int, today: date) -> list[OfficialRow]:
    """The offices this person holds today."""
    return [office for office in officials.of_citizen(tx, citizen_id) if office.serves(today)]


def who_may(tx: Tx, offices: Sequence[OfficialRow], action: str, row: CaseRow) -> OfficialRow | None:
    """As which of these officials this may be done; the one who has the case first."""
    may = those_who_may(tx, offices, action, row)
    return next(iter(sorted(may, key=lambda office: office.id != row.owner_id)), None)


def those_who_may(
    tx: Tx, everybody: Iterable[OfficialRow], action: str, row: rights.Matter
) -> list[OfficialRow]:
    """Those of these officials who may do this to the case."""
    overseen = rights.overseen(officials.overseers(tx), row)
    return [office for office in everybody if rights.may(office, action, row, overseer_bound=overseen)]


def entrusted(
    here: Recording, number: str, action: str, version: int | None = None
) -> tuple[CaseRow, OfficialRow]:
    """The case, locked, and the official of this chat who takes the step.

    Raises NotDone: gone (no such case, or none this person may see), forbidden, closed, stale (somebody was
    quicker), or waiting and merged (its state does not allow it).
    """
    row = cases.by_number(here.tx, number, lock=True)
    offices = offices_of(here.tx, here.person.id, here.house.today(here.now))
    if row is None or who_may(here.tx, offices, "see", row) is None:
        raise NotDone("gone")
    official = who_may(here.tx, offices, action, row)
    if official is None:
        raise NotDone("forbidden")
    if row.closed_at is not None:
        raise NotDone("closed")
    if version is not None and row.version != version:
        raise NotDone("stale", last_actor(here.tx, row))
    if action not in possible(row):
        raise _not_now(here.tx, row)
    return row, official


def _not_now(tx: Tx, row: CaseRow) -> NotDone:
    main = cases.by_id(tx, row.merged_into) if row.merged_into is not None else None
    return NotDone("merged", main.number) if main else NotDone("waiting")


def last_actor(tx: Tx, row: CaseRow) -> str:
    """The name of the official who took the last step; citizen or system otherwise."""
    actor = case_events.events(tx, row.id)[-1].actor
    return names_of(tx, [actor]).get(actor, actor)


def names_of(tx: Tx, actors: Iterable[str]) -> dict[str, str]:
    """Actor to name, of those actors that are officials, also of those who have left."""
    ids = {actor: int(actor.removeprefix("official:")) for actor in actors if actor.startswith("official:")}
    names = officials.names(tx, ids.values())
    return {actor: names[official_id] for actor, official_id in ids.items() if official_id in names}
