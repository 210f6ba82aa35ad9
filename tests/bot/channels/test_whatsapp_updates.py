"""Payloads of documented shapes in, what was heard out: tests/payloads/whatsapp holds both side by side."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import Incoming
from bot.channels.whatsapp_ids import is_bsuid, message_ref, phone, recipient
from bot.channels.whatsapp_updates import Event, Heard, Preference, Status, parse
from handlers.talk import Input
from handlers.talk.model import Media, Place

PAYLOADS = sorted((Path(__file__).parents[2] / "payloads" / "whatsapp").glob("*.json"))
NUMBER = "106540352242922"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
PARTS = (
    "object entry changes field value metadata phone_number_id contacts messages statuses errors code type id"
    " from from_user_id user_id wa_id timestamp text body image video audio document caption location system"
    " latitude longitude interactive button_reply list_reply button payload title context profile edit revoke"
    " user_id_update previous current user_preferences status message group_id"
).split()
KINDS = (
    "text",
    "image",
    "audio",
    "location",
    "interactive",
    "button_reply",
    "list_reply",
    "button",
    "system",
)
FIELDS = ("messages", "user_id_update", "user_preferences", "account_update")
NAMES = (
    "user_changed_number",
    "user_changed_user_id",
    "ID.1",
    "6281234567890",
    "delivered",
    "failed",
    NUMBER,
)
WORDS = st.sampled_from((*KINDS, *FIELDS, *NAMES)) | JSON
INSIDE = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(PARTS), inner, max_size=6),
    max_leaves=25,
)
MESSAGES = st.dictionaries(st.sampled_from(PARTS), INSIDE, max_size=8)
CHANGES = st.fixed_dictionaries(
    {
        "field": st.sampled_from(FIELDS),
        "value": st.fixed_dictionaries(
            {},
            optional={
                "contacts": st.lists(MESSAGES, max_size=2),
                "messages": st.lists(MESSAGES | INSIDE, max_size=3),
                "statuses": st.lists(MESSAGES | INSIDE, max_size=2),
                "user_id_update": st.lists(MESSAGES, max_size=2) | INSIDE,
                "user_preferences": st.lists(MESSAGES, max_size=2) | INSIDE,
            },
        ),
    }
)
HOOKS = st.builds(lambda changes: {"entry": [{"id": "1", "changes": changes}]}, st.lists(CHANGES, max_size=3))


def heard_as(written: dict[str, Any]) -> Heard:
    return Heard(
        [_incoming(message) for message in written.get("messages", ())],
        [_status(status) for status in written.get("statuses", ())],
        [Event(**event) for event in written.get("events", ())],
        [
            Preference(tuple(map(tuple, one["handles"])), one["wanted"])
            for one in written.get("preferences", ())
        ],
    )


def _incoming(written: dict[str, Any]) -> Incoming:
    said = dict(written["said"])
    if "media" in said:
        said["media"] = Media(**said["media"])
    if "place" in said:
        said["place"] = Place(*said["place"])
    if said.get("at"):
        said["at"] = datetime.fromisoformat(said["at"])
    names = {name: tuple(map(tuple, written.get(name, ()))) for name in ("also", "formerly")}
    refs = {name: message_ref(written.get(name, "")) for name in ("reply_to", "tapped")}
    common = {"channel": "whatsapp", "bot": NUMBER, "update_id": "", "said": Input(**said)}
    return Incoming(**{**written, **common, **names, **refs})


def _status(written: dict[str, Any]) -> Status:
    at = datetime.fromisoformat(written["at"])
    return Status(**{**written, "ref": message_ref(written["ref"]), "at": at})


def bare(incoming: Incoming) -> Incoming:
    """Without what only this run of it has."""
    return replace(incoming, update_id="", payload="", position=0)


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_a_payload_is_heard_as_written_beside_it(path: Path) -> None:
    pair = json.loads(path.read_text(encoding="utf-8"))
    heard, written = parse(json.dumps(pair["payload"]).encode(), NUMBER), heard_as(pair["heard"])
    assert [bare(message) for message in heard.messages] == written.messages
    assert (heard.statuses, heard.events) == (written.statuses, written.events)
    assert heard.preferences == written.preferences
    assert len(heard.unread) == pair["heard"].get("unread", 0)
    assert heard.elsewhere == pair["heard"].get("elsewhere", 0)


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_what_is_kept_of_a_message_says_the_same_again(path: Path) -> None:
    pair = json.loads(path.read_text(encoding="utf-8"))
    for message in parse(json.dumps(pair["payload"]).encode(), NUMBER).messages:
        (again,) = parse(message.payload.encode(), NUMBER).messages
        assert (bare(again), again.update_id) == (bare(message), message.update_id)


def test_there_are_payloads_of_every_sort() -> None:
    assert len(PAYLOADS) >= 60


def test_messages_of_one_second_keep_their_places_and_older_ones_come_first() -> None:
    path = next(path for path in PAYLOADS if path.stem == "many_entries_changes_and_messages")
    payload = json.loads(path.read_text(encoding="utf-8"))["payload"]
    payload["entry"][1]["changes"][0]["value"]["messages"][0]["timestamp"] = "1764043199"
    heard = parse(json.dumps(payload).encode(), NUMBER)
    assert [m.said.text for m in sorted(heard.messages, key=lambda one: one.order)] == [
        "empat",
        "satu",
        "dua",
        "tiga",
    ]
    assert len({message.update_id for message in heard.messages}) == 4


def test_what_comes_twice_has_the_same_id_even_where_the_network_gave_none() -> None:
    message = {"from": "6281234567890", "type": "text", "text": {"body": "halo"}}
    change = {"field": "messages", "value": {"messages": [message, message]}}
    heard = parse(json.dumps({"entry": [{"changes": [change]}]}).encode(), NUMBER)
    assert len({message.update_id for message in heard.messages}) == 1


def test_no_number_comes_to_rest_in_the_id_of_a_message() -> None:
    """A message's id is base64 that holds the number of whoever wrote it."""
    ref = message_ref("wamid.HBgNNjI4MTIzNDU2Nzg5MBUCABIYFDNBNEE2NTk5QUVFMDM4MTAxNDRGAA==")
    assert ref.startswith("wa.")
    assert len(ref) == 43
    assert "HBgN" not in ref
    assert message_ref("") == ""


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"[]", b'"x"', b"{}", b'{"entry": 7}', b"[" * 100_000])
def test_bytes_that_hold_nothing_readable_are_kept(body: bytes) -> None:
    heard = parse(body, NUMBER)
    assert (len(heard.unread), heard.messages) == (1, [])


@given(HOOKS | JSON | INSIDE)
@settings(max_examples=300)
def test_whatever_the_network_sends_is_heard_and_nothing_raises(payload: Any) -> None:
    heard = parse(json.dumps(payload).encode(), NUMBER)
    for message in heard.messages:
        assert message.address
        assert message.update_id
        assert parse(message.payload.encode(), NUMBER).messages == [
            replace(message, position=message.position)
        ]


@given(st.binary(max_size=40))
def test_no_bytes_raise(body: bytes) -> None:
    assert parse(body, NUMBER) is not None


@pytest.mark.parametrize(
    ("address", "field", "part"),
    [
        ("ID.13491208655302741918", "recipient", {"recipient": "ID.13491208655302741918"}),
        ("ID.13491208655302741918", "to", {"to": "ID.13491208655302741918"}),
        ("US.ENT.11815799212886844830", "user_id", {"user_id": "US.ENT.11815799212886844830"}),
        ("6281234567890", "recipient", {"to": "6281234567890"}),
    ],
)
def test_which_field_names_a_person_is_one_function_and_one_setting(
    address: str, field: Any, part: dict[str, str]
) -> None:
    assert recipient(address, field) == part


def test_numbers_and_user_ids_are_told_apart() -> None:
    assert is_bsuid("ID.1a")
    assert not is_bsuid("id.1")
    assert not is_bsuid("6281234567890")
    assert phone("+62 812-3456-7890") == "6281234567890"
    assert (phone("ID.1"), phone("12"), phone("٣٣٣٣٣٣")) == ("", "", "")
