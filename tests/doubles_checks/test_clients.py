"""Both real libraries understand the double, and the double understands both."""

import asyncio

import aiogram
import pytest
import telegram
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from tests.doubles.botapi import BotApi
from tests.doubles.pictures import tiny_jpeg, tiny_pdf
from tests.doubles_checks.clients import aiogram_bot, ptb_bot, with_aiogram, with_ptb

SCORES = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="4 Sangat baik", callback_data="rate.score:4~k3f7.1")],
        [InlineKeyboardButton(text="1 Buruk", callback_data="rate.score:1~k3f7.1")],
    ]
)


def test_aiogram_learns_who_the_bot_is(botapi: BotApi) -> None:
    me = with_aiogram(botapi, lambda bot: bot.get_me())
    assert (me.id, me.is_bot, me.username) == (4200000001, True, botapi.username)


def test_ptb_learns_who_the_bot_is(botapi: BotApi) -> None:
    me = with_ptb(botapi, lambda bot: bot.get_me())
    assert me.username == botapi.username


def test_a_wrong_token_is_unauthorized(botapi: BotApi) -> None:
    async def ask() -> None:
        async with aiogram_bot(botapi, token="1:wrong") as bot:
            await bot.get_me()

    with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
        asyncio.run(ask())


def test_aiogram_hears_a_message_with_all_its_fields_and_confirms_it_by_the_next_offset(
    botapi: BotApi,
) -> None:
    person = botapi.person(4711, "Siti Aminah")
    put = person.opens("u-disdukcapil")

    async def poll(bot: aiogram.Bot) -> aiogram.types.Message:
        [update] = await bot.get_updates(timeout=5)
        assert botapi.confirmed() == []
        assert await bot.get_updates(offset=update.update_id + 1) == []
        assert update.message is not None
        return update.message

    message = with_aiogram(botapi, poll)
    assert message.text == "/start u-disdukcapil"
    assert message.entities is not None
    assert (message.entities[0].type, message.entities[0].length) == ("bot_command", 6)
    assert message.from_user is not None
    assert (message.from_user.last_name, message.from_user.language_code) == ("Aminah", "id")
    [record] = botapi.confirmed()
    assert (record.update_id, len(record.deliveries), record.chat) == (put["update_id"], 1, 4711)


def test_ptb_hears_the_same_message(botapi: BotApi) -> None:
    botapi.person(4711).says("Halo")

    async def poll(bot: telegram.Bot) -> str | None:
        [update] = await bot.get_updates(timeout=1)
        return update.message.text if update.message else None

    assert with_ptb(botapi, poll) == "Halo"


def test_a_long_poll_ends_at_once_when_somebody_writes(botapi: BotApi) -> None:
    async def poll(bot: aiogram.Bot) -> list[aiogram.types.Update]:
        waiting = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.to_thread(botapi.waits_until, lambda: bool(botapi.calls("getUpdates")))
        botapi.person(1).says("Halo")
        return await asyncio.wait_for(waiting, 5)

    assert len(with_aiogram(botapi, poll)) == 1


def test_of_two_polls_at_once_the_older_gets_a_conflict(botapi: BotApi) -> None:
    async def poll(bot: aiogram.Bot) -> None:
        older = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.to_thread(botapi.waits_until, lambda: bool(botapi.calls("getUpdates")))
        newer = asyncio.create_task(bot.get_updates(timeout=1))
        with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
            await older
        assert await newer == []

    with_aiogram(botapi, poll)


def test_polling_beside_a_webhook_is_a_conflict(botapi: BotApi) -> None:
    async def poll(bot: aiogram.Bot) -> None:
        await bot.set_webhook("http://127.0.0.1:9/hook")
        await bot.get_updates()

    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        with_aiogram(botapi, poll)


def test_aiogram_sends_a_keyboard_that_people_see_and_tap(botapi: BotApi) -> None:
    person = botapi.person(4711)

    async def talk(bot: aiogram.Bot) -> aiogram.types.CallbackQuery:
        await bot.send_message(
            4711,
            "Bagaimana layanannya?",
            reply_markup=SCORES,
            protect_content=True,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        person.taps("sangat")
        [update] = await bot.get_updates()
        assert update.callback_query is not None
        await bot.answer_callback_query(update.callback_query.id, text="Terima kasih")
        return update.callback_query

    query = with_aiogram(botapi, talk)
    assert query.data == "rate.score:4~k3f7.1"
    assert isinstance(query.message, aiogram.types.Message)
    assert query.message.reply_markup is not None
    assert query.message.reply_markup.model_dump() == SCORES.model_dump()
    assert person.screen().rows == (("4 Sangat baik",), ("1 Buruk",))
    assert person.toast() == "Terima kasih"
    assert botapi.unanswered() == []


def test_ptb_sends_a_keyboard_too(botapi: BotApi) -> None:
    person = botapi.person(4711)
    button = telegram.InlineKeyboardButton("Datang", callback_data="forum.rsvp:yes~a.1")
    markup = telegram.InlineKeyboardMarkup([[button]])
    message = with_ptb(botapi, lambda bot: bot.send_message(4711, "Undangan", reply_markup=markup))
    assert person.taps("datang")["callback_query"]["data"] == "forum.rsvp:yes~a.1"
    assert message.reply_markup == markup


def test_a_reply_quotes_the_message_it_answers(botapi: BotApi) -> None:
    said = botapi.person(1).says("Kapan KTP saya jadi?")["message"]
    reply = ReplyParameters(message_id=said["message_id"])
    sent = with_aiogram(botapi, lambda bot: bot.send_message(1, "Besok.", reply_parameters=reply))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "Kapan KTP saya jadi?"


def test_an_edit_changes_the_screen_and_the_same_edit_again_is_refused(botapi: BotApi) -> None:
    person = botapi.person(1)

    async def edit(bot: aiogram.Bot) -> None:
        sent = await bot.send_message(1, "Satu", reply_markup=SCORES)
        await bot.edit_message_text("Dua", chat_id=1, message_id=sent.message_id, reply_markup=SCORES)
        await bot.edit_message_reply_markup(chat_id=1, message_id=sent.message_id)
        with pytest.raises(TelegramBadRequest, match="message is not modified"):
            await bot.edit_message_text("Dua", chat_id=1, message_id=sent.message_id)

    with_aiogram(botapi, edit)
    assert (person.screen().text, person.screen().rows) == ("Dua", ())
    assert botapi.violations == []


def test_photos_and_documents_arrive_byte_for_byte_from_both_libraries(botapi: BotApi) -> None:
    botapi.know(1)
    photo, pdf = tiny_jpeg(), tiny_pdf() + bytes(range(256)) + b"\r\n--\r\n"

    async def aiogram_sends(bot: aiogram.Bot) -> aiogram.types.Message:
        return await bot.send_photo(1, BufferedInputFile(photo, "bukti.jpg"), caption="Bukti")

    async def ptb_sends(bot: telegram.Bot) -> telegram.Message:
        return await bot.send_document(1, pdf, filename="data saya.json", caption="Data")

    photo_id = (with_aiogram(botapi, aiogram_sends).photo or [])[-1].file_id
    document = with_ptb(botapi, ptb_sends).document
    assert document is not None
    assert document.file_name == "data saya.json"
    assert botapi.files.get(photo_id).content == photo
    assert botapi.files.get(document.file_id).content == pdf


def test_a_photo_of_a_person_is_fetched_by_getfile_and_download(botapi: BotApi) -> None:
    picture = tiny_jpeg()
    botapi.person(1).sends_photo(picture)

    async def fetch(bot: aiogram.Bot) -> bytes:
        [update] = await bot.get_updates()
        assert update.message is not None
        assert update.message.photo is not None
        fetched = await bot.download(update.message.photo[-1])
        assert fetched is not None
        return fetched.read()

    async def fetch_again(bot: telegram.Bot) -> bytes:
        [update] = await bot.get_updates()
        assert update.message is not None
        return bytes(await (await update.message.photo[-1].get_file()).download_as_bytearray())

    assert with_aiogram(botapi, fetch) == picture
    assert with_ptb(botapi, fetch_again) == picture


def test_a_file_above_20_megabytes_is_too_big_to_fetch(botapi: BotApi) -> None:
    put = botapi.person(1).sends_document(tiny_jpeg(), "bukti.jpg", "image/jpeg", size=25 * 1024 * 1024)
    file_id = put["message"]["document"]["file_id"]
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        with_aiogram(botapi, lambda bot: bot.get_file(file_id))


def test_commands_description_actions_and_deleting_work(botapi: BotApi) -> None:
    person = botapi.person(1)

    async def act(bot: aiogram.Bot) -> None:
        await bot.set_my_commands([BotCommand(command="start", description="Mulai")])
        await bot.set_my_description("Menilai layanan kota.")
        await bot.send_chat_action(1, "typing")
        await bot.send_message(1, "Tetap", reply_markup=ReplyKeyboardRemove())
        sent = await bot.send_message(1, "Sebentar")
        await bot.delete_message(1, sent.message_id)

    with_aiogram(botapi, act)
    assert person.screen().text == "Tetap"
    assert botapi.calls("setMyCommands")[0].params["commands"] == [
        {"command": "start", "description": "Mulai"}
    ]


def test_who_blocks_the_bot_is_forbidden_and_who_unblocks_it_is_not(botapi: BotApi) -> None:
    person = botapi.person(1)
    person.blocks()

    async def act(bot: aiogram.Bot) -> list[str]:
        with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
            await bot.send_message(1, "Halo")
        person.unblocks()
        await bot.send_message(1, "Halo lagi")
        changes = [update.my_chat_member for update in await bot.get_updates()]
        return [change.new_chat_member.status for change in changes if change]

    assert with_aiogram(botapi, act) == ["kicked", "member"]


def test_a_bot_in_a_group_can_speak_and_leave_and_then_no_more(botapi: BotApi) -> None:
    group = botapi.person(1).adds_to_group()

    async def act(bot: aiogram.Bot) -> None:
        added, joined = await bot.get_updates()
        assert added.my_chat_member is not None
        assert added.my_chat_member.chat.id == group.id < 0
        assert joined.message is not None
        assert joined.message.new_chat_members
        await bot.send_message(group.id, "Saya bekerja di obrolan pribadi.")
        await bot.leave_chat(group.id)
        with pytest.raises(TelegramForbiddenError, match="not a member"):
            await bot.send_message(group.id, "Masih di sini?")

    with_aiogram(botapi, act)


def test_faults_come_as_the_exceptions_of_the_libraries(botapi: BotApi) -> None:
    botapi.know(1)
    botapi.faults.fail("sendMessage", status=429, retry_after=7)
    botapi.faults.fail("sendMessage", status=502)
    botapi.faults.fail("sendMessage", status=500, html=True)

    async def act(bot: aiogram.Bot) -> int:
        with pytest.raises(TelegramRetryAfter) as throttled:
            await bot.send_message(1, "Halo")
        with pytest.raises(TelegramServerError, match="Bad Gateway"):
            await bot.send_message(1, "Halo")
        with pytest.raises(Exception, match="decode"):
            await bot.send_message(1, "Halo")
        await bot.send_message(1, "Halo")
        return throttled.value.retry_after

    assert with_aiogram(botapi, act) == 7
    assert [call.text for call in botapi.sent(1)] == ["Halo"]
    assert len(botapi.throttled) == 1
    assert botapi.faults.pending() == []


def test_ptb_names_flood_reset_and_timeout(botapi: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the old form of retry_after warns, and warnings are errors
    botapi.know(1)
    botapi.faults.fail("send", status=429, retry_after=3)
    botapi.faults.reset("send")
    botapi.faults.hang("send")

    async def act() -> None:
        async with ptb_bot(botapi, read_timeout=0.2) as bot:
            with pytest.raises(telegram.error.RetryAfter):
                await bot.send_message(1, "Halo")
            with pytest.raises(telegram.error.NetworkError):
                await bot.send_message(1, "Halo")
            with pytest.raises(telegram.error.TimedOut):
                await bot.send_message(1, "Halo")

    asyncio.run(act())
    assert botapi.sent(1) == []


@pytest.mark.parametrize("fault", ["late", "cut"])
def test_a_late_answer_and_a_cut_one_leave_the_message_sent_and_the_caller_in_the_dark(
    botapi: BotApi, fault: str
) -> None:
    person = botapi.person(1)
    if fault == "late":
        botapi.faults.late(30, "sendMessage")
    else:
        botapi.faults.cut("sendMessage")

    async def act() -> None:
        async with ptb_bot(botapi, read_timeout=0.3) as bot:
            with pytest.raises(telegram.error.NetworkError):
                await bot.send_message(1, "Undangan")

    asyncio.run(act())
    assert person.hears("Undangan")["text"] == "Undangan"
    assert len(botapi.sent(1)) == 1
