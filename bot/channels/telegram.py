"""Telegram through aiogram: hears what people do, answers them, fetches their files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from aiohttp import ClientError, ClientResponseError

from bot.channels import layout
from bot.channels.base import Attached, Blocked, Refused, Undelivered, Unreachable
from bot.channels.showing import show
from bot.channels.telegram_calls import Account, RawUpdates, Webhook
from bot.channels.telegram_failures import failure, left_before
from bot.channels.telegram_library import (
    AiogramError,
    AnswerCallbackQuery,
    Bot,
    BotCommand,
    BufferedInputFile,
    DeleteWebhook,
    EditMessageText,
    GetFile,
    GetMe,
    GetWebhookInfo,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LeaveChat,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVoice,
    SetMyCommands,
    SetWebhook,
    TelegramAPIServer,
    TelegramMethod,
)
from bot.channels.telegram_session import PlainSession
from bot.channels.telegram_updates import ALLOWED_UPDATES, NAME
from handlers.talk import Media, Say

T = TypeVar("T")
LARGEST = 20 * 1024 * 1024  # the network hands out no larger files
CONNECTIONS = 100
_SPARE = 20  # for polling, toasts and files beside the messages
_NOT_MODIFIED = "message is not modified"


class TelegramChannel:
    """One bot on Telegram; texts are sent plain, so nobody's words are ever read as markup."""

    name = NAME

    def __init__(self, token: str, api_base: str, *, in_flight: int = 100, timeout: int = 20) -> None:
        server = TelegramAPIServer.from_base(api_base)
        session = PlainSession(server, limit=in_flight + _SPARE, timeout=timeout)
        self._bot = Bot(token, session=session)
        self._session = session
        self.skew = session.skew
        self._timeout = timeout
        self.bot = token.partition(":")[0]

    def parts(self, say: Say) -> tuple[Say, ...]:
        """The message as messages that fit."""
        return layout.parts(say)

    def weight(self, part: Say) -> int:
        """Every photo of an album counts as one."""
        return layout.weight(part)

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        """Send a message, in parts where it is long; the id of the last part. Raises `Undelivered`.

        `replaces`: the first part is drawn over this message, or sent anew where that is not possible.
        """
        sent = ""
        for part in layout.parts(say):
            try:
                sent = await self._send_part(address, part, "" if sent else replaces)
            except Unreachable as error:
                raise left_before(error, sent) from error
        return sent

    async def toast(self, callback: str, text: str) -> None:
        """Answer a tap; a tap that is too old, or a network that is away, is no harm."""
        words = layout.shortened(text) or None
        try:
            await self._call(AnswerCallbackQuery(callback_query_id=callback, text=words))
        except Undelivered:
            return

    async def leave(self, address: str, words: str) -> None:
        """Say one sentence in a group and leave it; also where we may not speak, or are out already.

        Raises `Unreachable` or `Throttled`: we are still in it.
        """
        steps: tuple[TelegramMethod[Any], ...] = (
            SendMessage(chat_id=address, text=words),
            LeaveChat(chat_id=address),
        )
        for step in steps:
            try:
                await self._call(step)
            except (Blocked, Refused):
                continue

    async def fetch(self, ref: str) -> bytes:
        """A file by the id the network gave it. Raises `Undelivered`; `Refused` above 20 MB."""
        found = await self._call(GetFile(file_id=ref))
        if not found.file_path:
            raise Unreachable("the network has the file not ready", left=False)
        url = self._session.api.file_url(self._bot.token, found.file_path)
        try:
            return await self._download(url)
        except (ClientError, TimeoutError) as error:
            raise Unreachable(f"the file did not come: {_told(error)}", left=False) from error

    async def get_updates(self, offset: int, seconds: int) -> list[dict[str, Any]]:
        """Updates from `offset` on as they came; the network waits up to `seconds` for one."""
        ask = RawUpdates(offset=offset, timeout=seconds, allowed_updates=list(ALLOWED_UPDATES))
        return await self._call(ask, within=seconds + self._timeout)

    async def set_webhook(self, url: str, secret: str) -> None:
        """From now on the network brings updates to `url`; what waits is kept."""
        await self._call(
            SetWebhook(
                url=url,
                secret_token=secret,
                max_connections=CONNECTIONS,
                allowed_updates=list(ALLOWED_UPDATES),
                drop_pending_updates=False,
            )
        )

    async def delete_webhook(self) -> None:
        """From now on the network waits to be asked; what waits is kept."""
        await self._call(DeleteWebhook(drop_pending_updates=False))

    async def webhook_info(self) -> Webhook:
        """How the network sees its queue for us, whether it is asked or brings."""
        info = await self._call(GetWebhookInfo())
        return Webhook(
            info.url, info.pending_update_count, info.last_error_message or "", info.last_error_date
        )

    async def me(self) -> Account:
        """The account this token belongs to; `Unreachable` with a clear reason when there is none."""
        user = await self._call(GetMe())
        return Account(str(user.id), user.username or "")

    async def set_commands(self, commands: Mapping[str, str], language: str = "") -> None:
        """What the menu button lists: command and its meaning; `language`: for apps that speak it."""
        listed = [BotCommand(command=name, description=meaning) for name, meaning in commands.items()]
        await self._call(SetMyCommands(commands=listed, language_code=language or None))

    async def close(self) -> None:
        """Give connections back."""
        await self._session.close()

    async def _send_part(self, address: str, say: Say, replaces: str) -> str:
        if say.media:
            ways = (self._send_album, self._send_media, self._send_words)
            return await show(say, *(partial(way, address) for way in ways))
        if say.file:
            return await self._send_file(address, say)
        if replaces.isdigit() and await self._redraw(address, say, int(replaces)):
            return replaces
        return await self._send_words(address, say.words, say)

    async def _send_words(self, address: str, words: str, buttons: Say | None = None) -> str:
        fields = {"chat_id": address, "text": words, **(_plain_keyboard(buttons) if buttons else {})}
        return str((await self._plain(SendMessage, fields))["message_id"])

    async def _send_media(self, address: str, media: Media) -> str:
        return str((await self._call(_alone(address, media))).message_id)

    async def _send_album(self, address: str, album: Sequence[Media]) -> str:
        items = [_IN_ALBUM[media.kind](media=_file(media)) for media in album]
        return str((await self._call(SendMediaGroup(chat_id=address, media=items)))[-1].message_id)

    async def _send_file(self, address: str, say: Say) -> str:
        assert say.file is not None  # noqa: S101 - the caller has looked; told to mypy
        file = BufferedInputFile(say.file.content.encode(), say.file.name)
        caption, keyboard = say.words or None, _keyboard(say)
        message = SendDocument(chat_id=address, document=file, caption=caption, reply_markup=keyboard)
        return str((await self._call(message)).message_id)

    async def _redraw(self, address: str, say: Say, message_id: int) -> bool:
        """Draw over a message; false where the network will not."""
        edit = {"chat_id": address, "message_id": message_id, "text": say.words, **_plain_keyboard(say)}
        try:
            await self._plain(EditMessageText, edit)
        except Refused as error:
            return _NOT_MODIFIED in error.reason
        return True

    async def _plain(self, method: type[TelegramMethod[Any]], fields: Mapping[str, Any]) -> Any:
        """The result of a call without files, on the short way."""
        try:
            return await self._session.plain(self._bot, method, fields)
        except AiogramError as error:
            raise failure(error) from error

    async def _call(self, method: TelegramMethod[T], within: int | None = None) -> T:
        try:
            return await self._session(self._bot, method, timeout=within)
        except AiogramError as error:
            raise failure(error) from error

    async def _download(self, url: str) -> bytes:
        content = bytearray()
        async for chunk in self._chunks(url):
            content += chunk
            if len(content) > LARGEST:
                raise Refused("the file is too big")
        return bytes(content)

    def _chunks(self, url: str) -> AsyncIterator[bytes]:
        return self._session.stream_content(url, timeout=self._timeout, raise_for_status=True)


_IN_ALBUM: dict[str, Any] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
}


def _alone(address: str, media: Media) -> SendPhoto | SendVoice | SendVideo | SendDocument:
    """One file; what the network knows already must be sent as what it was sent as before."""
    file = _file(media)
    if media.kind == "photo":
        return SendPhoto(chat_id=address, photo=file)
    if media.kind == "voice":
        return SendVoice(chat_id=address, voice=file)
    if media.kind == "video":
        return SendVideo(chat_id=address, video=file)
    return SendDocument(chat_id=address, document=file)


def _file(media: Media) -> str | BufferedInputFile:
    """What the network calls a file it knows, or the bytes of one of our own."""
    return BufferedInputFile(media.content, media.name) if isinstance(media, Attached) else media.ref


def _keyboard(say: Say) -> InlineKeyboardMarkup | None:
    if not say.choices:
        return None
    rows = [
        [InlineKeyboardButton(text=choice.label, callback_data=choice.id) for choice in row]
        for row in layout.rows(say)
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _plain_keyboard(say: Say) -> dict[str, Any]:
    """The same as a field of a message, where there are buttons."""
    if not say.choices:
        return {}
    rows = [[{"text": one.label, "callback_data": one.id} for one in row] for row in layout.rows(say)]
    return {"reply_markup": {"inline_keyboard": rows}}


def _told(error: Exception) -> str:
    if isinstance(error, ClientResponseError):
        return f"status {error.status}"
    return "no answer in time" if isinstance(error, asyncio.TimeoutError) else type(error).__name__
