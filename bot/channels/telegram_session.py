"""aiogram's session, and beside it a shorter way for what is sent most: plain words with buttons.

On that way the message is written as JSON from what it is made of and goes out on connections of our own; of
the answer only its result is read. What the network refused is told by aiogram, as on every other way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession, DummyCookieJar

from bot.channels.base import Unreachable
from bot.channels.exchange import Broken
from bot.channels.posting import Host, Posting
from bot.channels.skew import Skew
from bot.channels.telegram_library import (
    AiohttpSession,
    Bot,
    ClientDecodeError,
    SendMessage,
    TelegramAPIServer,
    TelegramMethod,
)

_KEPT_OPEN = 60.0  # seconds a connection is kept for the next message
_OK = 200


class PlainSession(AiohttpSession):
    """`limit`: connections at once; `timeout`: seconds a call may take."""

    def __init__(self, api: TelegramAPIServer, *, limit: int, timeout: int) -> None:
        super().__init__(limit=limit, api=api, timeout=timeout)
        self._connector_init["keepalive_timeout"] = _KEPT_OPEN
        host = Host.of(api.api_url("", ""), self._connector_init["ssl"])
        self._posting = Posting(host, limit=limit, timeout=timeout)
        self._paths: dict[str, str] = {}  # by method
        self.skew = Skew()

    async def create_session(self) -> ClientSession:
        """Without cookies, which nobody sets here and every answer would be searched for."""
        if self._session is None or self._session.closed:
            connector = self._connector_type(**self._connector_init)
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar())
            self._should_reset_connector = False
        return self._session

    async def plain(self, bot: Bot, method: type[TelegramMethod[Any]], fields: Mapping[str, Any]) -> Any:
        """The result of a call that carries no file, as JSON. Raises aiogram's errors and `Unreachable`."""
        content, began = json.dumps(fields).encode(), datetime.now(UTC)
        try:
            answer = await self._posting.post(self._path(bot, method), content)
        except Broken as broken:
            raise Unreachable(f"no answer from the network: {broken.reason}", left=broken.left) from broken
        if answer.status != _OK:
            return self._refused(bot, method(**fields), answer.status, answer.body)
        result = _result(answer.body)
        if method is SendMessage:  # what is drawn over keeps its first date
            self.skew.told(result.get("date"), began, datetime.now(UTC))
        return result

    async def close(self) -> None:
        """Give all connections back."""
        await self._posting.close()
        await super().close()

    def _path(self, bot: Bot, method: type[TelegramMethod[Any]]) -> str:
        name = method.__api_method__
        if name not in self._paths:
            self._paths[name] = urlsplit(self.api.api_url(bot.token, name)).path
        return self._paths[name]

    def _refused(self, bot: Bot, method: TelegramMethod[Any], status: int, answer: bytes) -> None:
        """Raises what aiogram makes of it."""
        self.check_response(bot, method, status, answer.decode("utf-8", "replace"))
        raise _unreadable(answer)


def _result(answer: bytes) -> Any:
    try:
        return json.loads(answer.decode())["result"]
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(answer) from error


def _unreadable(answer: bytes) -> ClientDecodeError:
    return ClientDecodeError("an answer of no known shape", ValueError(), len(answer))
