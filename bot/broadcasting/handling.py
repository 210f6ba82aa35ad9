"""How was it handled? Asked once of those whose report was closed, and who have not said so yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.broadcasting.kinds import ANSWERED, ENOUGH, SILENT, Around, Chosen, Kind
from bot.settings import Settings
from handlers import handling
from handlers.talk import Say
from storage import fatigue, handling_sends
from storage.broadcasts import BroadcastRow
from storage.handling_sends import Closed
from storage.store import Tx

MOST = 3  # reports in one message
LATE = timedelta(days=14)  # longer ago nobody remembers how it was


class Handling(Kind):
    """The kind of broadcast whose purpose is `handling`."""

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        asked = to_ask(tx, around.settings, now)
        people = dict.fromkeys(one.citizen_id for one in asked)
        keep = _Asked(row.id, [one.case_id for one in asked], now)
        return Chosen(sorted(people), keep, says={"fitting": len(people)})

    def passes_over(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> Mapping[int, str]:
        open_yet = handling_sends.numbers(tx, row.id, people)
        willing = handling_sends.may_still(tx, people)
        tired = fatigue.capped(tx, people, now, around.settings)
        return {
            **{one: ANSWERED for one in people if one not in open_yet},
            **dict.fromkeys(tired, ENOUGH),
            **{one: SILENT for one in people if one not in willing},
        }

    def marks(self, tx: Tx, row: BroadcastRow, people: Sequence[int]) -> Mapping[int, str]:
        """The numbers of each one's reports."""
        return {one: " ".join(of) for one, of in handling_sends.numbers(tx, row.id, people).items()}

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        return handling.asked(mark.split())

    def key(self, tx: Tx, row: BroadcastRow, citizen_id: int) -> str:
        return f"handling:{row.id}:{citizen_id}"


def to_ask(tx: Tx, settings: Settings, now: datetime) -> list[Closed]:
    """The reports that are asked about now: of each person the newest few, of nobody who has had enough."""
    days = settings.survey.handling_after_days
    if days is None:
        return []
    until = now - timedelta(days=days)
    closed = handling_sends.to_ask(tx, until - LATE, until)
    tired = fatigue.capped(tx, {one.citizen_id for one in closed}, now, settings)
    return list(_few_of_each(one for one in closed if one.citizen_id not in tired))


def _few_of_each(closed: Iterable[Closed]) -> Iterable[Closed]:
    taken: dict[int, int] = {}
    for one in closed:
        taken[one.citizen_id] = taken.get(one.citizen_id, 0) + 1
        if taken[one.citizen_id] <= MOST:
            yield one


@dataclass(frozen=True)
class _Asked:
    """These reports are asked about, and never again: kept with the selection."""

    broadcast_id: int
    case_ids: Sequence[int]
    now: datetime

    def __call__(self, tx: Tx) -> None:
        handling_sends.keep(tx, self.case_ids, self.broadcast_id, self.now)
