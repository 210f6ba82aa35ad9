"""Real-shaped updates in, what was heard out: tests/payloads/telegram holds both side by side."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Incoming
from bot.channels.telegram_updates import parse
from handlers.talk import Input
from handlers.talk.model import Media, Place

PAYLOADS = sorted((Path(__file__).parents[2] / "payloads" / "telegram").glob("*.json"))
BOT = "4200000001"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
PARTS = (
    "update_id message edited_message callback_query my_chat_member from chat id type date text photo voice"
    " location data new_chat_member status message_id reply_to_message"
).split()
UPDATES = st.recursive(JSON, lambda inner: st.dictionaries(st.sampled_from(PARTS), inner), max_leaves=25)


def expected(written: dict[str, Any], payload: str) -> Incoming:
    said = dict(written.get("said", {}))
    if "media" in said:
        said["media"] = Media(**said["media"])
    if "place" in said:
        said["place"] = Place(*said["place"])
    if "at" in said:
        said["at"] = datetime.fromisoformat(said["at"])
    return Incoming(
        **{**written, "channel": "telegram", "bot": BOT, "said": Input(**said), "payload": payload}
    )


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_an_update_is_heard_as_written_beside_it(path: Path) -> None:
    pair = json.loads(path.read_text(encoding="utf-8"))
    raw = json.dumps(pair["update"])
    heard = parse(raw.encode(), BOT)
    assert heard == expected(pair["incoming"], raw)
    assert parse(pair["update"], BOT) == heard


def test_there_are_payloads_of_every_sort() -> None:
    assert len(PAYLOADS) >= 35


def test_bytes_that_are_no_json_are_ignored_and_kept() -> None:
    heard = parse(b"\xff\x00 nothing", BOT)
    assert (heard.kind, heard.update_id, heard.address) == ("ignored", "", "")
    assert "nothing" in heard.payload


@pytest.mark.parametrize("raw", [b"[]", b"7", b"null", b'"x"', b"[" * 100_000, b'{"a":' * 50_000])
def test_json_that_is_no_update_is_ignored(raw: bytes) -> None:
    assert parse(raw, BOT).kind == "ignored"


def test_nul_and_torn_surrogates_never_reach_a_turn() -> None:
    raw = rb'{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},'
    heard = parse(raw + rb'"text":"a\u0000b\ud83dc\ud83d\ude00"}}', BOT)
    assert heard.said.text == "abc😀"


def test_ten_thousand_emoji_are_heard_whole() -> None:
    message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "😀" * 10_000}
    assert parse({"update_id": 1, "message": message}, BOT).said.text == "😀" * 10_000


@given(UPDATES)
def test_nothing_the_network_could_send_raises(update: Any) -> None:
    heard = parse(json.dumps(update).encode(), BOT)
    assert heard.channel == "telegram"
    assert heard.bot == BOT
    heard.said.text.encode()
    assert "\x00" not in heard.said.text + heard.address + heard.said.tap
