"""aiogram's session, and a shorter way through it for what is sent most: plain words with buttons.

On that way the message is written as JSON from what it is made of, and of the answer only its result is read.
What went wrong is told by aiogram, as on every other way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar

from bot.channels.skew import Skew
from bot.channels.telegram_library import (
    AiohttpSession,
    Bot,
    ClientDecodeError,
    SendMessage,
    TelegramAPIServer,
    TelegramMethod,
    TelegramNetworkError,
)

_IS_JSON = {"Content-Type": "application/json"}
_KEPT_OPEN = 60.0  # seconds a connection is kept for the next message
_OK = 200


class PlainSession(AiohttpSession):
    """`limit`: connections at once; `timeout`: seconds a call may take."""

    def __init__(self, api: TelegramAPIServer, *, limit: int, timeout: int) -> None:
        super().__init__(limit=limit, api=api, timeout=timeout)
        self._connector_init["keepalive_timeout"] = _KEPT_OPEN
        self._within = ClientTimeout(total=timeout)
        self.skew = Skew()

    async def create_session(self) -> ClientSession:
        """Without cookies, which nobody sets here and every answer would be searched for."""
        if self._session is None or self._session.closed:
            connector = self._connector_type(**self._connector_init)
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar())
            self._should_reset_connector = False
        return self._session

    async def plain(self, bot: Bot, method: type[TelegramMethod[Any]], fields: Mapping[str, Any]) -> Any:
        """The result of a call that carries no file, as JSON. Raises aiogram's errors."""
        session = await self.create_session()
        url = self.api.api_url(bot.token, method.__api_method__)
        content, began = json.dumps(fields).encode(), datetime.now(UTC)
        try:
            async with session.post(url, data=content, headers=_IS_JSON, timeout=self._within) as response:
                answer, status = await response.read(), response.status
        except TimeoutError as error:
            raise TelegramNetworkError(method(**fields), "no answer in time") from error
        except ClientError as error:
            raise TelegramNetworkError(method(**fields), type(error).__name__) from error
        if status != _OK:
            return self._refused(bot, method(**fields), status, answer)
        result = _result(answer)
        if method is SendMessage:  # what is drawn over keeps its first date
            self.skew.told(result.get("date"), began, datetime.now(UTC))
        return result

    def _refused(self, bot: Bot, method: TelegramMethod[Any], status: int, answer: bytes) -> None:
        """Raises what aiogram makes of it."""
        self.check_response(bot, method, status, answer.decode("utf-8", "replace"))
        raise _unreadable(answer)


def _result(answer: bytes) -> Any:
    try:
        return json.loads(answer)["result"]
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(answer) from error


def _unreadable(answer: bytes) -> ClientDecodeError:
    return ClientDecodeError("an answer of no known shape", ValueError(), len(answer))
