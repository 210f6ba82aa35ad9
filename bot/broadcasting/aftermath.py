"""What comes after a forum, told to all who came or were invited: its minutes, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.broadcasting.kinds import ENOUGH, SILENT, Around, Chosen, Kind, forum_of, quiet_end
from bot.forums import agreed
from handlers import minutes_words
from handlers.talk import Say
from storage import attendance, fatigue, forums, minutes
from storage.broadcasts import BroadcastRow
from storage.store import Tx

TYPESET_BY, LOOK_AGAIN = timedelta(hours=1), timedelta(minutes=1)


class Aftermath(Kind):
    """The kind of broadcast whose purpose is `minutes` or `followup`."""

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        of = forum_of(tx, row)
        return Chosen(sorted({*forums.was_invited(tx, of.id), *attendance.came(tx, of.id)}))

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

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        seen = agreed.view(tx, forum_of(tx, row), around.house, around.house.today(now))
        if row.purpose == "minutes":
            return minutes_words.published(seen)
        changed = set(json.loads(row.audience))
        return minutes_words.became(seen, [one for one in seen.agreed if one.place in changed])
