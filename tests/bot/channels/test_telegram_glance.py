"""What is read at a glance is what aiogram's models read, field by field; the rest is left to them."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import telegram_updates
from bot.channels.telegram_glance import at_a_glance

USER = {"id": 7, "is_bot": False, "first_name": "Sari", "language_code": "id"}
CHAT = {"id": 7, "type": "private", "first_name": "Sari"}
SHOWN = {"message_id": 4, "date": 1_764_000_000, "chat": CHAT, "from": {**USER, "is_bot": True}, "text": "?"}
TAP = {"id": "q1", "from": USER, "chat_instance": "1", "message": SHOWN, "data": "rate.score:4~k3f7.2"}
WORDS = {"message_id": 5, "date": 1_764_000_000, "chat": CHAT, "from": USER, "text": "Antreannya lama"}


def properly(update: dict[str, Any]) -> dict[str, Any] | None:
    return telegram_updates._understood(telegram_updates._cleaned(update))


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "callback_query": TAP},
        {"update_id": 1, "callback_query": {**TAP, "message": {**SHOWN, "date": 0}}},
        {"update_id": 2, "message": WORDS},
        {"update_id": 2, "message": {**WORDS, "text": "/start u-x", "entities": []}},
        {"update_id": 2, "message": {**WORDS, "text": "Antre\u200bannya \ud83d\ude00 lama\x00"}},
        {"update_id": 3, "callback_query": {**TAP, "id": "q\u20661", "data": "rate.score:4\ufeff~k3f7.2"}},
    ],
)
def test_a_tap_and_plain_words_are_read_as_aiogram_reads_them(update: dict[str, Any]) -> None:
    assert at_a_glance(update) == properly(update)
    assert at_a_glance(update) is not None


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 2, "message": {**WORDS, "reply_to_message": SHOWN}},
        {"update_id": 2, "message": {**WORDS, "photo": []}},
        {"update_id": 2, "message": {**WORDS, "chat": {"id": -1, "type": "group", "title": "RT"}}},
        {"update_id": 2, "message": {**WORDS, "text": ""}},
        {"update_id": 2, "message": {name: value for name, value in WORDS.items() if name != "from"}},
        {"update_id": 2, "edited_message": WORDS},
        {"update_id": 1, "callback_query": {**TAP, "game_short_name": "x"}},
        {"update_id": 1, "callback_query": {name: value for name, value in TAP.items() if name != "message"}},
        {"update_id": True, "callback_query": TAP},
        {"update_id": 1, "message": "x"},
        {"update_id": 1},
        {},
    ],
)
def test_whatever_is_otherwise_is_looked_at_properly(update: dict[str, Any]) -> None:
    assert at_a_glance(update) is None


ODD = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.just({}), st.just([]))


@given(
    start=st.sampled_from([{"callback_query": TAP}, {"message": WORDS}]),
    where=st.lists(st.integers(0, 9), min_size=1, max_size=4),
    odd=ODD,
)
def test_with_anything_odd_in_it_nothing_is_read_that_aiogram_would_read_otherwise(
    start: dict[str, Any], where: list[int], odd: Any
) -> None:
    update = copy.deepcopy({"update_id": 1, **start})
    place: Any = update
    for step in where[:-1]:
        inner = [value for value in place.values() if isinstance(value, dict)] if place else []
        place = inner[step % len(inner)] if inner else place
    if names := list(place):
        place[names[where[-1] % len(names)]] = odd
    glanced = at_a_glance(update)
    # What aiogram refuses for a field that says nothing to us is heard all the same.
    assert glanced is None or properly(json.loads(json.dumps(update))) in (None, glanced)
