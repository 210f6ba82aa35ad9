"""The double refuses what the network refuses, in its words, and remembers who asked."""

from typing import Any

import pytest

from tests.doubles.botapi import BotApi
from tests.doubles_checks.raw import call, post

BUTTON = {"text": "Ya", "callback_data": "ya"}


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


BROKEN: list[tuple[str, str, dict[str, Any], str]] = [
    ("no text", "sendMessage", {"chat_id": 1}, "message text is empty"),
    ("blank text", "sendMessage", {"chat_id": 1, "text": " \n"}, "text must be non-empty"),
    ("long text", "sendMessage", {"chat_id": 1, "text": "a" * 4097}, "message is too long"),
    ("2049 emoji", "sendMessage", {"chat_id": 1, "text": "😀" * 2049}, "message is too long"),
    ("unknown chat", "sendMessage", {"chat_id": 2, "text": "a"}, "chat not found"),
    ("no chat", "sendMessage", {"text": "a"}, "chat_id is empty"),
    ("unknown field", "sendMessage", {"chat_id": 1, "text": "a", "txt": 1}, 'unknown parameter "txt"'),
    (
        "parse mode",
        "sendMessage",
        {"chat_id": 1, "text": "a", "parse_mode": "HTML"},
        "unsupported parse_mode",
    ),
    ("no number", "sendMessage", {"chat_id": "satu", "text": "a"}, 'can\'t parse "chat_id" as chat'),
    (
        "long edit",
        "editMessageText",
        {"chat_id": 1, "message_id": 1, "text": "a" * 4097},
        "message is too long",
    ),
    ("long caption", "sendPhoto", {"chat_id": 1, "caption": "a" * 1025}, "message caption is too long"),
    ("no photo", "sendPhoto", {"chat_id": 1}, "photo is empty"),
    ("long toast", "answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "MESSAGE_TOO_LONG"),
    ("long description", "setMyDescription", {"description": "a" * 513}, "description is too long"),
    ("odd command", "setMyCommands", {"commands": [{"command": "Mulai"}]}, "BOT_COMMAND_INVALID"),
    ("odd action", "sendChatAction", {"chat_id": 1, "action": "sing"}, "wrong parameter action in request"),
    ("leaving a person", "leaveChat", {"chat_id": 1}, "chat member status can't be changed in private chats"),
    (
        "odd update type",
        "getUpdates",
        {"allowed_updates": ["messages"]},
        "unknown update type in allowed_updates",
    ),
    (
        "odd secret",
        "setWebhook",
        {"url": "http://127.0.0.1/", "secret_token": "a b"},
        "secret token contains unallowed characters",
    ),
    ("odd url", "setWebhook", {"url": "here"}, "bad webhook: An HTTPS URL must be provided for webhook"),
]
BROKEN_BUTTONS: list[tuple[str, dict[str, Any], str]] = [
    ("no data", {"text": "Ya", "callback_data": ""}, "BUTTON_DATA_INVALID"),
    ("65 bytes", {"text": "Ya", "callback_data": "é" * 32 + "a"}, "BUTTON_DATA_INVALID"),
    ("no text", {"text": "", "callback_data": "ya"}, "inline keyboard button text must be non-empty"),
    ("no action", {"text": "Ya"}, "Text buttons are unallowed in the inline keyboard"),
    ("odd field", BUTTON | {"colour": "red"}, "unknown field ['colour']"),
]


@pytest.mark.parametrize(("name", "method", "params", "words"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_call_is_a_bad_request_and_a_violation(
    botapi: BotApi, name: str, method: str, params: dict[str, Any], words: str
) -> None:
    botapi.know(1)
    status, answer = call(botapi, method, **params)
    assert (status, answer["ok"], answer["error_code"]) == (400, False, 400), name
    assert answer["description"] == f"Bad Request: {words}"
    [violation] = botapi.forgive()
    assert (violation.method, violation.params) == (method, params)
    assert botapi.calls(method) == []


@pytest.mark.parametrize(
    ("name", "button", "words"), BROKEN_BUTTONS, ids=[case[0] for case in BROKEN_BUTTONS]
)
def test_a_broken_button_is_a_bad_request_and_a_violation(
    botapi: BotApi, name: str, button: dict[str, Any], words: str
) -> None:
    botapi.know(1)
    status, answer = call(botapi, "sendMessage", chat_id=1, text="a", reply_markup=keyboard(button))
    assert status == 400, name
    assert answer["description"].endswith(words)
    assert len(botapi.forgive()) == 1


def test_what_just_fits_is_taken(botapi: BotApi) -> None:
    botapi.know(1)
    markup = keyboard({"text": "Ya", "callback_data": "é" * 32})
    status, answer = call(botapi, "sendMessage", chat_id=1, text="😀" * 2048, reply_markup=markup)
    assert (status, answer["result"]["reply_markup"]) == (200, markup)
    assert botapi.violations == []


def test_an_unknown_method_is_not_found(botapi: BotApi) -> None:
    status, answer = call(botapi, "sendMesage", chat_id=1)
    assert (status, answer) == (404, {"ok": False, "error_code": 404, "description": "Not Found"})
    assert len(botapi.forgive()) == 1


def test_a_wrong_token_is_told_so_in_the_real_shape(botapi: BotApi) -> None:
    status, answer = post(f"{botapi.base}/bot1:wrong/getMe", {})
    assert (status, answer) == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})


def test_names_of_methods_may_be_spelled_in_any_case(botapi: BotApi) -> None:
    status, answer = call(botapi, "getme")
    assert (status, answer["result"]["is_bot"]) == (200, True)


def test_races_that_careful_bots_meet_are_refused_without_blame(botapi: BotApi) -> None:
    botapi.know(1)
    gone = {"chat_id": 1, "message_id": 99}
    refusals = [
        call(botapi, "editMessageText", **gone, text="a"),
        call(botapi, "deleteMessage", **gone),
        call(botapi, "answerCallbackQuery", callback_query_id="1"),
        call(botapi, "getFile", file_id="AgACAgUAAxkBAA"),
        call(botapi, "sendMessage", chat_id=1, text="a", reply_parameters={"message_id": 99}),
    ]
    assert [status for status, _ in refusals] == [400] * 5
    assert botapi.violations == []
    assert len(botapi.ledger.refused(400)) == 5


def test_an_offset_over_updates_that_were_never_delivered_is_a_violation(botapi: BotApi) -> None:
    botapi.person(1).says("Halo")
    update_id = botapi.unconfirmed()[0].update_id
    assert call(botapi, "getUpdates", offset=update_id + 1)[1]["result"] == []
    [violation] = botapi.forgive()
    assert violation.description == f"the offset skips update {update_id}"


def test_an_update_that_was_not_confirmed_comes_again(botapi: BotApi) -> None:
    botapi.person(1).says("Halo")
    first = call(botapi, "getUpdates")[1]["result"]
    assert call(botapi, "getUpdates", offset=first[0]["update_id"])[1]["result"] == first
    assert len(botapi.unconfirmed()[0].deliveries) == 2


def test_kinds_that_nobody_asked_for_are_not_kept(botapi: BotApi) -> None:
    call(botapi, "getUpdates", allowed_updates=["message"])
    person = botapi.person(1)
    person.blocks()
    person.sends_raw({"a_kind_of_tomorrow": {"id": 5}})
    kinds = [set(update) - {"update_id"} for update in call(botapi, "getUpdates")[1]["result"]]
    assert kinds == [{"a_kind_of_tomorrow"}]
    assert [record.dropped for record in botapi.ledger.updates.values()] == [
        "not among allowed_updates",
        None,
    ]


def test_dropping_what_is_pending_is_written_down(botapi: BotApi) -> None:
    botapi.person(1).says("Halo")
    call(botapi, "deleteWebhook", drop_pending_updates=True)
    [record] = botapi.ledger.updates.values()
    assert (record.dropped, botapi.unconfirmed(), botapi.confirmed()) == ("drop_pending_updates", [], [])
