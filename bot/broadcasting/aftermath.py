"""What comes after a forum, told to all who came or were invited: its minutes, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.broadcasting.invitations import ENOUGH
from bot.broadcasting.kinds import Around, Chosen, quiet_end
from bot.forums import agreed
from bot.offices.mistaken import Mistaken
from handlers import minutes_words
from handlers.talk import Say
from storage import attendance, fatigue, forums, minutes
from storage.broadcasts import BroadcastRow
from storage.forums import ForumRow
from storage.store import Tx

TYPESET_BY, LOOK_AGAIN = timedelta(hours=1), timedelta(minutes=1)
SILENT = "wants no news any more"


@dataclass(frozen=True)
class Aftermath:
    """The kind of broadcast whose purpose is `minutes` or `followup`."""

    agreed: bool = False

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        of = forum_of(tx, row)
        return Chosen(sorted({*forums.was_invited(tx, of.id), *attendance.came(tx, of.id)}))

    def over(self, tx: Tx, row: BroadcastRow, now: datetime) -> str:
        return ""

    def waits(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> datetime | None:
        """Minutes to which the message leads are typeset first; where that fails it goes out all the same."""
        leads = row.purpose == "minutes" and around.house.pages.startswith("https://")
        if leads and now - row.created_at < TYPESET_BY and row.forum_id in minutes.without_pdf(tx):
            return now + LOOK_AGAIN
        return quiet_end(around, now)

    def passes_over(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> Mapping[int, str]:
        """Who came hears of it whatever else they had this month; nobody who wants no news."""
        came = set(attendance.came(tx, row.forum_id or 0))
        tired = fatigue.capped(tx, [one for one in people if one not in came], now, around.settings)
        return dict.fromkeys(tired, ENOUGH) | dict.fromkeys(minutes.silent(tx, people), SILENT)

    def marks(self, tx: Tx, row: BroadcastRow, people: Sequence[int]) -> Mapping[int, str]:
        return {}

    def written(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> None:
        """Nothing beside the outbox."""

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        seen = agreed.view(tx, forum_of(tx, row), around.house, around.house.today(now))
        if row.purpose == "minutes":
            return minutes_words.published(seen)
        changed = set(json.loads(row.audience))
        return minutes_words.became(seen, [one for one in seen.agreed if one.place in changed])

    def key(self, tx: Tx, row: BroadcastRow, citizen_id: int) -> str:
        return f"{row.purpose}:{row.id}:{citizen_id}"


def forum_of(tx: Tx, row: BroadcastRow) -> ForumRow:
    """Of which it tells. Raises Mistaken."""
    found = forums.by_id(tx, row.forum_id or 0)
    if found is None:
        raise Mistaken(f"broadcast {row.id} belongs to no forum")
    return found
