"""The survey of a forum, as a broadcast to those who came: once, and not to who had enough this month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.broadcasting.aftermath import Aftermath
from bot.broadcasting.kinds import ENOUGH, SILENT, Around, Chosen, forum_of
from bot.forums.presence import there
from handlers import forum_survey
from handlers.talk import Say
from storage import fatigue, forum_opinions
from storage.broadcasts import BroadcastRow
from storage.store import Tx


class ForumJudged(Aftermath):
    """The kind of broadcast whose purpose is `forum_survey`."""

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        found = there(tx, forum_of(tx, row), checked_in=True)
        return Chosen(sorted(one.id for one in found))

    def passes_over(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> Mapping[int, str]:
        tired = fatigue.capped(tx, people, now, around.settings)
        return dict.fromkeys(tired, ENOUGH) | dict.fromkeys(forum_opinions.unwilling(tx, people), SILENT)

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        of = forum_of(tx, row)
        return forum_survey.asked(of.topic, of.code)

    def key(self, tx: Tx, row: BroadcastRow, citizen_id: int) -> str:
        return f"{row.purpose}:{row.forum_id}:{citizen_id}"
