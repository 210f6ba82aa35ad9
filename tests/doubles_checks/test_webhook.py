"""Updates are pushed as the network pushes them: in order per chat, many chats at once, until a 2xx."""

import asyncio
from collections.abc import Awaitable, Callable

import aiogram

from tests.doubles.botapi import BotApi
from tests.doubles_checks.clients import aiogram_bot
from tests.doubles_checks.hook import Hook, listening

Scene = Callable[[BotApi, Hook, aiogram.Bot], Awaitable[None]]


def play(scene: Scene) -> None:
    """Double, webhook and bot in one loop."""

    async def run() -> None:
        async with BotApi() as api, listening() as hook, aiogram_bot(api) as bot:
            await scene(api, hook, bot)
            assert api.violations == []

    asyncio.run(run())


async def until(api: BotApi, true: Callable[[], bool], within: float = 5.0) -> None:
    async with asyncio.timeout(within):
        while not true():
            await api.pulse.beat("queue", within)


def test_an_update_is_pushed_with_its_secret_and_confirmed_by_a_200() -> None:
    async def scene(api: BotApi, hook: Hook, bot: aiogram.Bot) -> None:
        api.person(1).says("Sebelum")
        await bot.set_webhook(hook.url, secret_token="rahasia-1")
        api.person(1).says("Sesudah")
        await until(api, lambda: not api.unconfirmed())
        assert hook.texts() == ["Sebelum", "Sesudah"]
        assert hook.secrets == {"rahasia-1"}

    play(scene)


def test_a_refused_update_is_pushed_again_and_holds_up_its_own_chat_only() -> None:
    async def scene(api: BotApi, hook: Hook, bot: aiogram.Bot) -> None:
        hook.statuses = [500, 503]
        await bot.set_webhook(hook.url)
        api.person(1).says("satu")
        await hook.until(lambda: len(hook.got) == 1)
        api.person(1).says("dua")
        api.person(2).says("tiga")
        await until(api, lambda: not api.unconfirmed())
        of_first = [text for text in hook.texts() if text != "tiga"]
        assert list(dict.fromkeys(of_first)) == ["satu", "dua"]
        assert of_first[-1] == "dua"
        info = await bot.get_webhook_info()
        assert info.last_error_message in (
            "Wrong response from the webhook: 500 Internal Server Error",
            "Wrong response from the webhook: 503 Service Unavailable",
        )

    play(scene)


def test_never_more_pushes_at_once_than_connections_nor_two_of_one_chat() -> None:
    async def scene(api: BotApi, hook: Hook, bot: aiogram.Bot) -> None:
        hook.gate.clear()
        for number in range(5):
            api.person(number).says("satu")
            api.person(number).says("dua")
        await bot.set_webhook(hook.url, max_connections=3)
        await hook.until(lambda: len(hook.got) == 3)
        assert (await bot.get_webhook_info()).pending_update_count == 10
        hook.gate.set()
        await until(api, lambda: not api.unconfirmed())
        assert hook.most_at_once == 3
        for number in range(5):
            assert [u["message"]["text"] for u in hook.got if u["message"]["chat"]["id"] == number] == [
                "satu",
                "dua",
            ]

    play(scene)


def test_a_method_in_the_response_is_carried_out() -> None:
    async def scene(api: BotApi, hook: Hook, bot: aiogram.Bot) -> None:
        person = api.person(1)
        button = aiogram.types.InlineKeyboardButton(text="Ya", callback_data="ya")
        markup = aiogram.types.InlineKeyboardMarkup(inline_keyboard=[[button]])
        await bot.send_message(1, "Jadi?", reply_markup=markup)
        query_id = person.taps("Ya")["callback_query"]["id"]
        assert len(api.unanswered()) == 1
        hook.reply = {"method": "answerCallbackQuery", "callback_query_id": query_id, "text": "Dicatat"}
        await bot.set_webhook(hook.url)
        await until(api, lambda: not api.unanswered())
        assert person.toast() == "Dicatat"
        assert api.calls("answerCallbackQuery")[0].via == "webhook"

    play(scene)


def test_a_webhook_nobody_listens_on_keeps_the_queue_and_says_why() -> None:
    async def scene(api: BotApi, hook: Hook, bot: aiogram.Bot) -> None:
        await bot.set_webhook("http://127.0.0.1:9/hook")
        api.person(1).says("Halo")
        await until(api, lambda: api.network.updates.webhook.last_error_message is not None)
        info = await bot.get_webhook_info()
        assert (info.pending_update_count, info.last_error_message) == (1, "Connection refused")
        await bot.delete_webhook()
        assert [update.message.text for update in await bot.get_updates() if update.message] == ["Halo"]

    play(scene)


def test_a_redelivered_update_is_pushed_side_by_side_with_itself() -> None:
    async def scene(api: BotApi, hook: Hook, bot: aiogram.Bot) -> None:
        await bot.set_webhook(hook.url)
        update_id = api.person(1).says("Halo")["update_id"]
        await until(api, lambda: not api.unconfirmed())
        hook.gate.clear()
        api.redeliver(update_id, copies=2)
        await hook.until(lambda: hook.at_once == 2)
        hook.gate.set()
        assert [update["update_id"] for update in hook.got] == [update_id] * 3

    play(scene)


def test_a_redelivered_update_is_polled_again_although_it_was_confirmed() -> None:
    async def scene(api: BotApi, hook: Hook, bot: aiogram.Bot) -> None:
        update_id = api.person(1).says("Halo")["update_id"]
        await bot.get_updates()
        await bot.get_updates(offset=update_id + 1)
        api.redeliver(update_id, copies=2)
        again = await bot.get_updates(offset=update_id + 1)
        assert [update.update_id for update in again] == [update_id, update_id]
        assert len(api.ledger.updates[update_id].deliveries) == 3

    play(scene)
