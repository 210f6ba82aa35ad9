"""Telegram through aiogram, against the double over real HTTP."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.channels.base import Refused, Throttled, Unreachable
from bot.channels.polled import AnotherPolls
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_updates import ALLOWED_UPDATES, parse
from handlers.talk import Say
from handlers.talk.model import Choice, File
from tests.doubles.botapi import BotApi
from tests.doubles.pictures import tiny_jpeg

CHAT = "812345678"
SECRET = "a-secret-of-this-test"


def with_channel(act: Callable[[BotApi, TelegramChannel], Awaitable[None]]) -> None:
    async def run() -> None:
        async with BotApi(rate=None) as api:
            channel = TelegramChannel(api.token, api.base, timeout=5)
            try:
                await act(api, channel)
            finally:
                await channel.close()

    asyncio.run(run())


def test_a_message_is_drawn_over_the_one_that_was_tapped() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        api.know(int(CHAT))
        first = await channel.send(CHAT, Say("Halaman 1", (Choice("a.b:1~abcd.1", "Lagi"),)))
        assert await channel.send(CHAT, Say("Halaman 2"), replaces=first) == first
        assert [call.method for call in api.calls()] == ["sendMessage", "editMessageText"]
        assert api.calls("editMessageText")[0].params.get("reply_markup") is None

    with_channel(act)


def test_a_message_that_is_there_already_counts_as_sent() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        api.know(int(CHAT))
        first = await channel.send(CHAT, Say("Sama"))
        assert await channel.send(CHAT, Say("Sama"), replaces=first) == first
        assert len(api.sent()) == 1

    with_channel(act)


@pytest.mark.parametrize("replaces", ["999", "", "not a number"])
def test_what_cannot_be_drawn_over_is_sent_anew(replaces: str) -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        api.know(int(CHAT))
        ref = await channel.send(CHAT, Say("Halaman 2"), replaces=replaces)
        assert [call.text for call in api.sent()] == ["Halaman 2"]
        assert ref == str(api.sent()[0].message_id)

    with_channel(act)


def test_a_file_is_never_drawn_over_a_message() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        api.know(int(CHAT))
        first = await channel.send(CHAT, Say("Tunggu"))
        await channel.send(CHAT, Say("Ini", file=File("a.json", "{}")), replaces=first)
        assert [call.method for call in api.calls()] == ["sendMessage", "sendDocument"]

    with_channel(act)


def test_a_flood_while_drawing_over_is_no_reason_to_send_anew() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        api.know(int(CHAT))
        first = await channel.send(CHAT, Say("Halaman 1"))
        api.faults.fail("editMessageText", status=429, retry_after=3)
        with pytest.raises(Throttled):
            await channel.send(CHAT, Say("Halaman 2"), replaces=first)
        assert len(api.sent()) == 1

    with_channel(act)


def test_a_tap_is_heard_and_answered() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        sari = api.person(int(CHAT), "Sari")
        await channel.send(CHAT, Say("?", (Choice("rate.score:4~k3f7.7", "4 😀"),)))
        await asyncio.to_thread(sari.taps, "4 😀")
        (raw,) = await channel.get_updates(0, 0)
        heard = parse(raw, channel.bot)
        assert (heard.said.tap, heard.address) == ("rate.score:4~k3f7.7", CHAT)
        assert heard.tapped == str(api.sent()[0].message_id)
        await channel.toast(heard.callback, "Tersimpan " * 50)
        assert not api.unanswered()
        assert not api.violations

    with_channel(act)


def test_a_toast_that_comes_too_late_or_never_harms_nobody() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        await channel.toast("nobody-tapped-this", "")
        api.faults.fail("answerCallbackQuery", status=429, retry_after=9)
        await channel.toast("4", "x")
        api.faults.reset("answerCallbackQuery")
        await channel.toast("4", "x")
        assert api.calls("answerCallbackQuery") == []

    with_channel(act)


def test_a_group_hears_one_sentence_and_is_left() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        group = api.group()
        await asyncio.to_thread(group.adds_bot, api.person(5, "Budi"))
        raw, everybody_sees = await channel.get_updates(0, 0)
        heard = parse(raw, channel.bot)
        assert heard.kind == "joined_group"
        assert parse(everybody_sees, channel.bot).kind == "ignored"
        await channel.leave(heard.address, "Saya hanya bekerja di obrolan pribadi.")
        assert [call.method for call in api.calls() if call.method != "getUpdates"] == [
            "sendMessage",
            "leaveChat",
        ]
        await channel.leave(heard.address, "Sudah keluar.")

    with_channel(act)


def test_a_photo_is_fetched_byte_for_byte() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        photo = tiny_jpeg()
        await asyncio.to_thread(api.person(int(CHAT)).sends_photo, photo, "bukti")
        (raw,) = await channel.get_updates(0, 0)
        media = parse(raw, channel.bot).said.media
        assert media is not None
        assert await channel.fetch(media.ref) == photo

    with_channel(act)


def test_a_file_above_twenty_megabytes_is_refused_by_name() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        stored = api.files.add("photos", ".jpg", tiny_jpeg(), size=25 * 1024 * 1024)
        with pytest.raises(Refused, match="file is too big"):
            await channel.fetch(stored.file_id)

    with_channel(act)


@pytest.mark.parametrize("status", [404, 502])
def test_a_file_that_does_not_come_may_be_asked_for_again(status: int) -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        photo = tiny_jpeg()
        stored = api.files.add("photos", ".jpg", photo)
        api.faults.fail("file", status=status)
        with pytest.raises(Unreachable, match=str(status)):
            await channel.fetch(stored.file_id)
        api.faults.reset("file", times=9)
        with pytest.raises(Unreachable):
            await channel.fetch(stored.file_id)
        api.faults.clear()
        assert await channel.fetch(stored.file_id) == photo

    with_channel(act)


def test_one_update_of_an_unknown_shape_hides_no_other() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        api.put({"message": {"message_id": "?", "date": "yesterday"}})
        await asyncio.to_thread(api.person(int(CHAT)).says, "halo")
        odd, plain = await channel.get_updates(0, 0)
        assert parse(odd, channel.bot).kind == "ignored"
        assert parse(plain, channel.bot).said.text == "halo"
        asked = api.calls("getUpdates")[0].params
        assert tuple(asked["allowed_updates"]) == ALLOWED_UPDATES

    with_channel(act)


def test_a_second_poller_is_told_apart() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        api.faults.fail("getUpdates", status=409)
        with pytest.raises(AnotherPolls):
            await channel.get_updates(0, 0)

    with_channel(act)


def test_a_webhook_is_set_with_its_secret_and_drops_nothing() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        await asyncio.to_thread(api.person(int(CHAT)).says, "halo")
        await channel.set_webhook("http://127.0.0.1:9/telegram/webhook", SECRET)
        asked = api.calls("setWebhook")[0].params
        assert asked["secret_token"] == SECRET
        assert int(asked["max_connections"]) == 100
        assert tuple(asked["allowed_updates"]) == ALLOWED_UPDATES
        assert asked.get("drop_pending_updates") in (None, False)
        info = await channel.webhook_info()
        assert (info.url, info.pending) == ("http://127.0.0.1:9/telegram/webhook", 1)
        await channel.delete_webhook()
        assert (await channel.webhook_info()).url == ""
        assert (await channel.webhook_info()).pending == 1

    with_channel(act)


def test_the_account_and_its_commands() -> None:
    async def act(api: BotApi, channel: TelegramChannel) -> None:
        account = await channel.me()
        assert (account.id, account.name) == (channel.bot, api.username)
        await channel.set_commands({"start": "Mulai", "status": "Laporan saya"}, language="id")
        asked = api.calls("setMyCommands")[0].params
        assert asked["language_code"] == "id"
        assert [command["command"] for command in asked["commands"]] == ["start", "status"]

    with_channel(act)
