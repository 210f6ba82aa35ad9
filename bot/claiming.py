"""A case that its reporter takes along to another chat, with its number and its PIN."""

from __future__ import annotations

from collections.abc import Callable

from bot.situation import Here
from handlers import case
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import cases, pins
from storage.cases import CaseRow
from storage.outbox import Message


def claim(here: Here, number: str, pin: str, tell: Callable[[Message], None]) -> str:
    """The number of the case that is theirs in this chat now; nothing where number and PIN do not fit.

    A case that belongs to nobody, because its reporter wanted to be forgotten, is not to be had either.
    """
    row = cases.by_number(here.tx, number, lock=True)
    chat = f"{here.incoming.channel}:{here.incoming.address}"
    right = pins.is_right(here.tx, row, pin, chat, here.now)
    if row is None or row.citizen_id is None or not right:
        return ""
    if row.citizen_id != here.person.id:
        tell(_told_before(row))
        channel, language = here.incoming.channel, here.person.language
        pins.hand_over(here.tx, row, here.person.id, channel, language, here.now)
    return row.number


def _told_before(row: CaseRow) -> Message:
    """Whoever had it until now hears of it: a PIN can be stolen."""
    assert row.citizen_id is not None  # noqa: S101 - looked at by the caller; told to mypy
    with speaking(row.language):
        say = case.followed_elsewhere(row.number)
    key = f"followed:{row.number}:{row.version}"
    return Message("bulk", row.channel, row.citizen_id, "notice", say_to_json(say), dedupe_key=key)
