"""The agenda of a forum: what was wanted most, to who comes, before it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.broadcasting.aftermath import Aftermath
from bot.broadcasting.invitations import BEGUN
from bot.broadcasting.kinds import ENOUGH, SILENT, Around, Chosen, forum_of
from bot.forums.masked import masked
from handlers import question_words
from handlers.dates import moment
from handlers.question_views import QuestionView
from handlers.talk import Say
from storage import fatigue, forums, minutes, questions
from storage.broadcasts import BroadcastRow
from storage.forum_reminders import STANDS
from storage.seats import HELD
from storage.store import Tx


class Agenda(Aftermath):
    """The kind of broadcast whose purpose is `agenda`."""

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        return Chosen(forums.was_invited(tx, forum_of(tx, row).id, *HELD))

    def over(self, tx: Tx, row: BroadcastRow, now: datetime) -> str:
        of = forum_of(tx, row)
        return BEGUN if of.state not in STANDS or of.starts_at <= now else ""

    def passes_over(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> Mapping[int, str]:
        tired = fatigue.capped(tx, people, now, around.settings)
        return dict.fromkeys(tired, ENOUGH) | dict.fromkeys(minutes.silent(tx, people), SILENT)

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        of = forum_of(tx, row)
        shown = [
            QuestionView(one.id, masked(around.house, one.words), one.votes)
            for one in questions.of_forum(tx, of.id)
        ]
        starts = moment(of.starts_at.astimezone(around.house.zone))
        return question_words.agenda(of.topic, of.code, starts, shown)
