"""News of a forum that was moved or called off: everybody whom it concerns hears of it once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.attending.seen import view
from bot.broadcasting.kinds import UNWILLING, Around, Chosen, Kind, forum_of, quiet_end
from handlers import forum_news
from handlers.talk import Say
from storage import forum_reach, forum_steps, forums, organisations
from storage.broadcasts import BroadcastRow
from storage.forums import ForumRow
from storage.store import Tx

HAS_SEAT = ("come", "offered", "waiting", "perhaps")  # they wait for it: also if they stopped other news
CONCERNED = ("", *HAS_SEAT)
URGENT = timedelta(hours=12)  # so soon before the beginning the night is no reason to keep it back


class News(Kind):
    """The kind of broadcast whose purpose is `moved` or `cancelled`."""

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        return Chosen(forums.was_invited(tx, row.forum_id or 0, *CONCERNED))

    def over(self, tx: Tx, row: BroadcastRow, now: datetime) -> str:
        of = forum_of(tx, row)
        if of.state == "cancelled" and row.purpose == "moved":
            return "cancelled"
        return "the forum has begun" if of.starts_at <= now else ""

    def waits(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> datetime | None:
        if forum_of(tx, row).starts_at - now < URGENT:
            return None
        return quiet_end(around, now)

    def passes_over(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> Mapping[int, str]:
        silent = set(people) - self._seated(tx, row, people).keys()
        for purpose in (forum_reach.INVITATIONS, organisations.PURPOSE):
            silent -= forum_reach.still_agreeing(tx, silent, purpose)
        return dict.fromkeys(silent, UNWILLING)

    def marks(self, tx: Tx, row: BroadcastRow, people: Sequence[int]) -> Mapping[int, str]:
        """What they said: who comes gets the new time for their calendar as well."""
        return self._seated(tx, row, people)

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        of = forum_of(tx, row)
        seen = view(of, around.house, now)
        if row.purpose == "moved":
            return forum_news.moved(seen, mark)
        return forum_news.cancelled(seen, mark, _why(tx, of))

    def _seated(self, tx: Tx, row: BroadcastRow, people: Sequence[int]) -> Mapping[int, str]:
        said = forums.said(tx, row.forum_id or 0, people)
        return {one: answer for one, answer in said.items() if answer in HAS_SEAT}


def _why(tx: Tx, of: ForumRow) -> str:
    """What the organiser said when it was called off."""
    steps = [step for step in forum_steps.of(tx, of.id) if step.kind == "cancelled"]
    return str(steps[-1].detail.get("why", "")) if steps else ""
