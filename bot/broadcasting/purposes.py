"""Which kind of broadcast stands behind which purpose."""

from __future__ import annotations

from collections.abc import Mapping

from bot.broadcasting.aftermath import Aftermath
from bot.broadcasting.agenda import Agenda
from bot.broadcasting.forum_judged import ForumJudged
from bot.broadcasting.handling import Handling
from bot.broadcasting.invitations import Invitations
from bot.broadcasting.kinds import Kind
from bot.broadcasting.news import News
from bot.broadcasting.numbers import NUMBERS, Numbers
from bot.broadcasting.surveys import Surveys
from bot.broadcasting.visits import Visits

KINDS: Mapping[str, Kind] = {
    "invitation": Invitations(),
    "moved": News(),
    "cancelled": News(),
    "agenda": Agenda(),
    "minutes": Aftermath(),
    "followup": Aftermath(),
    "forum_survey": ForumJudged(),
    "survey": Surveys(),
    NUMBERS: Numbers(),
    "visit": Visits(),
    "handling": Handling(),
}
