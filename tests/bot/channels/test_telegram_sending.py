"""Both ways to Telegram show the same messages, and fail with the same names."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.channels.base import Blocked, Refused, Throttled, Unreachable
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_bulk import TelegramBulk
from handlers.talk import Say
from handlers.talk.model import Choice, File
from tests.doubles.botapi import BotApi

CHAT = "812345678"
QUESTION = Say(
    "Bagaimana pelayanannya?",
    (
        Choice("rate.score:1~k3f7.7", "1 😞"),
        Choice("rate.score:2~k3f7.7", "2 🙁"),
        Choice("rate.score:3~k3f7.7", "3 🙂"),
        Choice("rate.score:back~k3f7.7", "‹ Kembali", nav=True),
        Choice("rate.score:out~k3f7.7", "Batal", nav=True),
    ),
    columns=2,
)
KEYBOARD = [
    [
        {"text": "1 😞", "callback_data": "rate.score:1~k3f7.7"},
        {"text": "2 🙁", "callback_data": "rate.score:2~k3f7.7"},
    ],
    [{"text": "3 🙂", "callback_data": "rate.score:3~k3f7.7"}],
    [
        {"text": "‹ Kembali", "callback_data": "rate.score:back~k3f7.7"},
        {"text": "Batal", "callback_data": "rate.score:out~k3f7.7"},
    ],
]
Both = TelegramChannel | TelegramBulk
CHANNELS = pytest.mark.parametrize("make", [TelegramChannel, TelegramBulk])


def with_channel(
    make: Callable[..., Both],
    act: Callable[[BotApi, Any], Awaitable[Any]],
    *,
    token: str = "",
    known: bool = True,
) -> Any:
    async def run() -> Any:
        async with BotApi(rate=None) as api:
            if known:
                api.know(int(CHAT))
            channel = make(token or api.token, api.base)
            try:
                return await act(api, channel)
            finally:
                await channel.close()

    return asyncio.run(run())


@CHANNELS
def test_a_question_goes_out_plain_with_its_buttons_in_rows(make: Callable[..., Both]) -> None:
    async def act(api: BotApi, channel: Both) -> None:
        ref = await channel.send(CHAT, QUESTION)
        (call,) = api.sent()
        markup = {"inline_keyboard": KEYBOARD}
        assert call.method == "sendMessage"
        assert call.params["text"] == QUESTION.words
        assert call.params["reply_markup"] == markup
        assert call.params.keys() == {"chat_id", "text", "reply_markup"}
        assert ref == str(call.message_id)
        assert not api.violations

    with_channel(make, act)


@CHANNELS
def test_citizens_words_are_never_markup(make: Callable[..., Both]) -> None:
    async def act(api: BotApi, channel: Both) -> None:
        await channel.send(CHAT, Say("<b>tebal</b> *miring* _x_ &amp;"))
        assert api.sent()[0].text == "<b>tebal</b> *miring* _x_ &amp;"

    with_channel(make, act)


@CHANNELS
def test_a_long_message_goes_out_in_parts_with_the_buttons_under_the_last(make: Callable[..., Both]) -> None:
    async def act(api: BotApi, channel: Both) -> None:
        words = "\n\n".join(f"Paragraf {number}: " + "kata 😀 " * 200 for number in range(8))
        ref = await channel.send(CHAT, Say(words, QUESTION.choices))
        calls = api.sent()
        assert len(calls) >= 3
        assert "".join("".join(call.text.split()) for call in calls) == "".join(words.split())
        assert ["reply_markup" in call.params for call in calls] == [False] * (len(calls) - 1) + [True]
        assert ref == str(calls[-1].message_id)
        assert not api.violations

    with_channel(make, act)


@CHANNELS
def test_a_file_is_a_document_with_its_name_and_words(make: Callable[..., Both]) -> None:
    async def act(api: BotApi, channel: Both) -> None:
        await channel.send(
            CHAT, Say("Ini salinan data Anda.", file=File("data-saya.json", '{"nama": "Sari"}'))
        )
        (call,) = api.sent()
        assert (call.method, call.text) == ("sendDocument", "Ini salinan data Anda.")
        (upload,) = call.uploads.values()
        assert (upload.name, upload.content) == ("data-saya.json", b'{"nama": "Sari"}')

    with_channel(make, act)


FAILURES: list[tuple[str, dict[str, Any], type[Exception], dict[str, Any]]] = [
    ("a flood", {"status": 429, "retry_after": 7}, Throttled, {"after": 7}),
    ("an error the network tells of", {"status": 500}, Unreachable, {"left": False}),
    ("a gateway's page", {"status": 502, "html": True}, Unreachable, {"left": True}),
    ("blocked", {"status": 403}, Blocked, {}),
    ("gone", {"status": 403, "description": "Forbidden: user is deactivated"}, Blocked, {}),
    ("never met", {"status": 400, "description": "Bad Request: chat not found"}, Blocked, {}),
    ("not taken", {"status": 400, "description": "Bad Request: BUTTON_DATA_INVALID"}, Refused, {}),
    ("a token taken back", {"status": 401}, Unreachable, {"left": False}),
]


@CHANNELS
@pytest.mark.parametrize(
    ("fault", "failure", "more"), [f[1:] for f in FAILURES], ids=[f[0] for f in FAILURES]
)
def test_every_answer_has_one_of_four_names(
    make: Callable[..., Both], fault: dict[str, Any], failure: type[Exception], more: dict[str, Any]
) -> None:
    async def act(api: BotApi, channel: Both) -> None:
        api.faults.fail("sendMessage", **fault)
        with pytest.raises(failure) as raised:
            await channel.send(CHAT, QUESTION)
        assert {name: getattr(raised.value, name) for name in more} == more
        assert CHAT not in str(raised.value)
        assert api.token not in str(raised.value)
        assert not api.sent()

    with_channel(make, act)


@CHANNELS
@pytest.mark.parametrize(("fault", "arrived"), [("reset", 0), ("cut", 1)])
def test_a_broken_connection_leaves_open_whether_it_arrived(
    make: Callable[..., Both], fault: str, arrived: int
) -> None:
    async def act(api: BotApi, channel: Both) -> None:
        getattr(api.faults, fault)("sendMessage")
        with pytest.raises(Unreachable) as raised:
            await channel.send(CHAT, QUESTION)
        assert raised.value.left
        assert len(api.sent()) == arrived

    with_channel(make, act)


@CHANNELS
def test_an_answer_that_never_comes_leaves_open_whether_it_arrived(make: Callable[..., Both]) -> None:
    async def act(api: BotApi, _: Both) -> None:
        api.faults.hang("sendMessage")
        hurried = make(api.token, api.base, timeout=1)
        with pytest.raises(Unreachable) as raised:
            await hurried.send(CHAT, QUESTION)
        await hurried.close()
        assert raised.value.left

    with_channel(make, act)


@CHANNELS
def test_what_could_not_connect_has_not_left(make: Callable[..., Both]) -> None:
    async def act(api: BotApi, _: Both) -> None:
        nobody_there = make(api.token, "http://127.0.0.1:9")
        with pytest.raises(Unreachable) as raised:
            await nobody_there.send(CHAT, QUESTION)
        await nobody_there.close()
        assert not raised.value.left

    with_channel(make, act)


@CHANNELS
def test_a_message_of_which_a_part_arrived_has_left(make: Callable[..., Both]) -> None:
    async def act(api: BotApi, channel: Both) -> None:
        api.faults.fail("sendDocument", status=500)
        with pytest.raises(Unreachable) as raised:
            await channel.send(CHAT, Say("kata " * 500, file=File("data.json", "{}")))
        assert raised.value.left
        assert len(api.sent()) == 1

    with_channel(make, act)


@CHANNELS
def test_a_token_nobody_gave_out_is_told_clearly(make: Callable[..., Both]) -> None:
    async def act(_: BotApi, channel: Both) -> None:
        with pytest.raises(Unreachable, match="does not know this token") as raised:
            await channel.send(CHAT, QUESTION)
        assert not raised.value.left

    with_channel(make, act, token="4200000009:AAF-a_token_of_somebody_else_xxxxx")


@CHANNELS
def test_who_never_wrote_to_the_bot_cannot_be_reached(make: Callable[..., Both]) -> None:
    async def act(_: BotApi, channel: Both) -> None:
        with pytest.raises(Blocked):
            await channel.send(CHAT, QUESTION)

    with_channel(make, act, known=False)
