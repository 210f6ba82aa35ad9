"""Telegram through python-telegram-bot: pushes, on a connection pool of their own."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache, partial
from typing import Any, TypeVar

from aiohttp import ClientError
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import AIORateLimiter, ExtBot

from bot.channels import layout
from bot.channels.base import Attached, Refused, Throttled, Undelivered, Unreachable
from bot.channels.showing import show
from bot.channels.telegram_failures import MOVED, NEVER_LEFT, OWN_ERROR, WRONG_TOKEN, left_before, refusal
from bot.channels.telegram_requests import AiohttpRequest
from handlers.talk import Media, Say
from handlers.talk.model import Choice

T = TypeVar("T")
# The library's own switch: waits are timedeltas. Without it every flood also raises a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CONNECTIONS = 25  # as many as are on their way at once


class TelegramBulk:
    """The same bot as `TelegramChannel`, for the slow lane. It only sends."""

    name = "telegram"

    def __init__(self, token: str, api_base: str, *, rate: int = 25, timeout: float = 20) -> None:
        self._requests = [AiohttpRequest(CONNECTIONS, timeout), AiohttpRequest(1, timeout)]
        self._bot = ExtBot(
            token,
            base_url=f"{api_base}/bot",
            base_file_url=f"{api_base}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
            # Our lane owns the window and the flood wait; the limiter is the second fence, never a retry.
            rate_limiter=AIORateLimiter(overall_max_rate=rate, max_retries=0),
        )
        self.bot = token.partition(":")[0]

    def parts(self, say: Say) -> tuple[Say, ...]:
        """The message as messages that fit."""
        return layout.parts(say)

    def weight(self, part: Say) -> int:
        """Every photo of an album counts as one."""
        return layout.weight(part)

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        """Send a message, in parts where it is long; the id of the last part. Raises `Undelivered`.

        What is pushed replaces nothing, so `replaces` is not looked at.
        """
        sent = ""
        for part in layout.parts(say):
            try:
                sent = await self._send_part(address, part)
            except Unreachable as error:
                raise left_before(error, sent) from error
        return sent

    async def close(self) -> None:
        """Give connections back."""
        for request in self._requests:
            await request.shutdown()

    async def _send_part(self, address: str, say: Say) -> str:
        if say.media:
            ways = (self._send_album, self._send_media, self._send_words)
            return await show(say, *(partial(way, address) for way in ways))
        if say.file:
            file = InputFile(say.file.content.encode(), filename=say.file.name)
            send = self._bot.send_document(
                address, file, caption=say.words or None, reply_markup=_keyboard(say)
            )
            return _id(await _named(send))
        return await self._send_words(address, say.words, _keyboard(say))

    async def _send_words(
        self, address: str, words: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> str:
        return _id(await _named(self._bot.send_message(address, words, reply_markup=keyboard)))

    async def _send_media(self, address: str, media: Media) -> str:
        ways: dict[str, Callable[[str, str | InputFile], Awaitable[Message]]] = {
            "photo": self._bot.send_photo,
            "voice": self._bot.send_voice,
            "video": self._bot.send_video,
            "document": self._bot.send_document,
        }
        return _id(await _named(ways[media.kind](address, _file(media))))

    async def _send_album(self, address: str, album: Sequence[Media]) -> str:
        items = [_IN_ALBUM[media.kind](_file(media)) for media in album]
        return _id((await _named(self._bot.send_media_group(address, items)))[-1])


_IN_ALBUM: dict[str, Any] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
}


def _file(media: Media) -> str | InputFile:
    """What the network calls a file it knows, or the bytes of one of our own."""
    return (
        InputFile(media.content, filename=media.name, attach=True)
        if isinstance(media, Attached)
        else media.ref
    )


async def _named(sending: Awaitable[T]) -> T:
    """The library's answer, or its failure by our name."""
    try:
        return await sending
    except TelegramError as error:
        raise failure(error) from error


def _id(message: Message) -> str:
    return str(message.message_id)


def failure(error: TelegramError) -> Undelivered:
    """Our name for what python-telegram-bot raised; BadRequest and TimedOut are NetworkErrors to it."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Throttled(float(wait) if isinstance(wait, int) else wait.total_seconds())
    if isinstance(error, (BadRequest, Forbidden)):
        return refusal(error.message, forbidden=isinstance(error, Forbidden))
    if isinstance(error, InvalidToken):
        return Unreachable(WRONG_TOKEN, left=False)
    if isinstance(error, ChatMigrated):
        return Refused(MOVED)
    if isinstance(error, NetworkError):
        return _unreachable(error)
    return Unreachable(OWN_ERROR, left=True)


def _unreachable(error: NetworkError) -> Unreachable:
    cause = error.__cause__
    if isinstance(error, TimedOut) or isinstance(cause, ClientError):
        name = type(cause).__name__ if cause else "TimedOut"
        left = not isinstance(cause, NEVER_LEFT)
        return Unreachable(f"no answer from the network: {name}", left=left)
    # An error the network itself tells of was not carried out; a gateway's page cannot be read as JSON.
    return Unreachable(OWN_ERROR, left=cause is not None)


def _keyboard(say: Say) -> InlineKeyboardMarkup | None:
    return _buttons(say.choices, say.columns) if say.choices else None


@lru_cache(maxsize=64)  # a broadcast has the same under each of its messages
def _buttons(choices: tuple[Choice, ...], columns: int) -> InlineKeyboardMarkup:
    laid = layout.rows(Say("", choices, columns))
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(choice.label, callback_data=choice.id) for choice in row] for row in laid]
    )
