"""A chat gets nothing more of an office that it holds no more; a new chat of the office gets it instead."""

from __future__ import annotations

from datetime import datetime

from bot.offices.owning import Whose
from handlers.rights import may, overseen
from storage import offices, officials, outbox
from storage.offices import Waiting
from storage.officials import OfficialRow
from storage.store import Tx


def bind(tx: Tx, code: str, citizen_id: int, now: datetime) -> OfficialRow | None:
    """The official of this code, reached in this chat from now on, and in no other; None: no such code.

    What waited for the chat that the office had before waits for this one.
    """
    before = officials.of_code(tx, code)
    bound = officials.bind(tx, code, citizen_id, now)
    if before is not None and bound is not None and before.citizen_id not in (None, citizen_id):
        offices.redirect(tx, _no_more(tx, before), bound)
    return bound


def hush(tx: Tx, office: OfficialRow, now: datetime, why: str = "office ended") -> int:
    """Nothing more to its chat of what this office brought there; how many messages that were.

    To be called after the change, with the office as it was: what the chat's other offices give a right to is
    sent all the same, and so is what it gets as a citizen.
    """
    gone = _no_more(tx, office)
    outbox.skipped(tx, gone, why, now)
    return len(gone)


def _no_more(tx: Tx, office: OfficialRow) -> list[int]:
    if office.citizen_id is None:
        return []
    held = officials.of_citizen(tx, office.citizen_id)
    overseers = officials.overseers(tx)
    waits = offices.waiting(tx, office.citizen_id)
    return [row.id for row in waits if not _has_right(row, office, held, overseers)]


def _has_right(
    row: Waiting, office: OfficialRow, held: list[OfficialRow], overseers: list[OfficialRow]
) -> bool:
    """Whether an office that the chat holds now brings this message there."""
    if row.kind is None:
        # Pushed to an office as such: the key's second part says to which.
        return bool(held) and (row.dedupe_key or "").split(":")[1:2] != [str(office.id)]
    case = Whose(row.unit, row.route or "", row.kind, row.reporter, row.bypassed, row.stepped_out)
    seen = overseen(overseers, case)
    return any(may(other, "see", case, overseer_bound=seen) for other in held)
