"""The numbers of a month, to each organisation: those of its topics, as the public page has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.broadcasting.kinds import ENOUGH, UNWILLING, Around, Chosen, Kind
from bot.organisations import published
from handlers import organisation_numbers
from handlers.talk import Say
from storage import fatigue, forum_reach, organisations
from storage.broadcasts import BroadcastRow
from storage.organisations import PURPOSE, REGISTERED
from storage.store import Tx

NUMBERS = "numbers"
LATER = "another month has begun"


class Numbers(Kind):
    """The kind of broadcast whose purpose is `numbers`; its `audience` is the month in which it goes out."""

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        return Chosen(sorted({one.citizen_id for one in organisations.contacts(tx) if one.citizen_id}))

    def over(self, tx: Tx, row: BroadcastRow, now: datetime) -> str:
        return LATER if f"{now:%Y-%m}" > row.audience else ""

    def passes_over(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> Mapping[int, str]:
        agreeing = (
            forum_reach.still_agreeing(tx, people, PURPOSE) & organisations.of_citizens(tx, people).keys()
        )
        tired = fatigue.capped(tx, people, now, around.settings)
        return dict.fromkeys(tired, ENOUGH) | {one: UNWILLING for one in people if one not in agreeing}

    def marks(self, tx: Tx, row: BroadcastRow, people: Sequence[int]) -> Mapping[int, str]:
        """Each reads of their own organisation."""
        return {one: str(mine.id) for one, mine in organisations.of_citizens(tx, people).items()}

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        mine = organisations.by_id(tx, int(mark)) if mark else None
        if mine is None or mine.state != REGISTERED:
            raise LookupError(f"organisation {mark} is not registered")
        city = around.house.city_on(around.house.today(now))
        told = published.of_topics(published.read(tx, around.settings, now), mine.topics, city)
        return organisation_numbers.of_month(mine.name, told, published.page(around.house, mine.topics))

    def key(self, tx: Tx, row: BroadcastRow, citizen_id: int) -> str:
        return f"{NUMBERS}:{row.audience}:{citizen_id}"
