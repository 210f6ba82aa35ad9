"""aiogram, loaded without building its seven hundred models: each is built when it is first used.

Built all at once, as the library does when it is imported, they cost 100 MB and two seconds in every process.
What is needed for hearing is built here, at the start, so that no first message waits for it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel

_Names = dict[str, Any]


@contextmanager
def _unbuilt() -> Iterator[_Names]:
    """While aiogram is imported its models are only noted; the names they speak of each other by."""
    names: _Names = {}
    build = BaseModel.__dict__["model_rebuild"]

    def note(_model: type[BaseModel], /, *, _types_namespace: _Names | None = None, **_how: Any) -> None:
        names.update(_types_namespace or {})

    if "aiogram" not in sys.modules:  # somebody else has loaded it as it is: that is as good, only larger
        BaseModel.model_rebuild = classmethod(note)  # type: ignore[method-assign, assignment]
    try:
        yield names
    finally:
        BaseModel.model_rebuild = build  # type: ignore[method-assign]


with _unbuilt() as _names:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.enums import ContentType
    from aiogram.exceptions import (
        AiogramError,
        ClientDecodeError,
        TelegramBadRequest,
        TelegramConflictError,
        TelegramEntityTooLarge,
        TelegramForbiddenError,
        TelegramMigrateToChat,
        TelegramNetworkError,
        TelegramNotFound,
        TelegramRetryAfter,
        TelegramServerError,
        TelegramUnauthorizedError,
    )
    from aiogram.methods import (
        AnswerCallbackQuery,
        DeleteWebhook,
        EditMessageText,
        GetFile,
        GetMe,
        GetWebhookInfo,
        LeaveChat,
        SendDocument,
        SendMediaGroup,
        SendMessage,
        SendPhoto,
        SendVideo,
        SendVoice,
        SetMyCommands,
        SetWebhook,
    )
    from aiogram.methods.base import Response, TelegramMethod
    from aiogram.types import (
        BotCommand,
        BufferedInputFile,
        CallbackQuery,
        Chat,
        ChatMemberUpdated,
        InlineKeyboardButton,
        InlineKeyboardMarkup,
        InputMediaDocument,
        InputMediaPhoto,
        InputMediaVideo,
        Message,
        Update,
        User,
    )
    from aiogram.types.base import TelegramObject

__all__ = [
    "AiogramError",
    "AiohttpSession",
    "AnswerCallbackQuery",
    "Bot",
    "BotCommand",
    "BufferedInputFile",
    "CallbackQuery",
    "Chat",
    "ChatMemberUpdated",
    "ClientDecodeError",
    "ContentType",
    "DeleteWebhook",
    "EditMessageText",
    "GetFile",
    "GetMe",
    "GetWebhookInfo",
    "InlineKeyboardButton",
    "InlineKeyboardMarkup",
    "InputMediaDocument",
    "InputMediaPhoto",
    "InputMediaVideo",
    "LeaveChat",
    "Message",
    "SendDocument",
    "SendMediaGroup",
    "SendMessage",
    "SendPhoto",
    "SendVideo",
    "SendVoice",
    "SetMyCommands",
    "SetWebhook",
    "TelegramAPIServer",
    "TelegramBadRequest",
    "TelegramConflictError",
    "TelegramEntityTooLarge",
    "TelegramForbiddenError",
    "TelegramMethod",
    "TelegramMigrateToChat",
    "TelegramNetworkError",
    "TelegramNotFound",
    "TelegramRetryAfter",
    "TelegramServerError",
    "TelegramUnauthorizedError",
    "Update",
    "User",
]


def _built(model: type[BaseModel], /, **how: Any) -> bool | None:
    """The build that pydantic asks for when a model is first used, with the names it needs for it."""
    build = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]
    done: bool | None = build(model, **{**how, "_types_namespace": _names})
    return done


if _names:
    for _base in (TelegramObject, TelegramMethod, Response):
        _base.model_rebuild = classmethod(_built)  # type: ignore[method-assign, assignment]
    for _heard in (Update, Chat):  # all that an update may hold is built with it
        _heard.model_rebuild()
