"""How python-telegram-bot speaks to the network here: by aiohttp, which costs a fifth of what httpx costs.

Of an answer only what is looked at becomes a model: how the network shows the message is of no use here.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, FormData, TCPConnector
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BaseRequest.USER_AGENT}
_PARTS = {"User-Agent": BaseRequest.USER_AGENT}
_KEPT_OPEN = 5.0  # seconds: one that the network closes just then would leave a message's fate unknown
_LOOKED_AT = ("message_id", "date", "chat")


class AiohttpRequest(BaseRequest):
    """`connections` at once; `timeout`: seconds a call may take, whatever the library asks for."""

    def __init__(self, connections: int, timeout: float) -> None:
        self._connections, self._timeout = connections, timeout
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds a call may take."""
        return self._timeout

    async def initialize(self) -> None:
        """It begins with the first message."""

    async def shutdown(self) -> None:
        """Give connections back."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **_timeouts: Any
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises TimedOut and NetworkError, because of aiohttp's own."""
        content, headers = _content(request_data)
        try:
            async with self._opened().request(method, url, data=content, headers=headers) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except ClientError as error:
            raise NetworkError(type(error).__name__) from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer, and of a message only what is looked at. TelegramError when it is no JSON object."""
        try:
            answer: dict[str, Any] = json.loads(payload)
            result = answer.get("result")
        except (ValueError, AttributeError) as error:
            raise TelegramError("Invalid server response") from error
        if isinstance(result, dict) and "message_id" in result:
            answer["result"] = {name: result[name] for name in _LOOKED_AT if name in result}
        return answer

    def _opened(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=self._connections, keepalive_timeout=_KEPT_OPEN),
                cookie_jar=DummyCookieJar(),  # nobody sets any, and every answer would be searched for them
                timeout=ClientTimeout(total=self._timeout),
            )
        return self._session


def _content(asked: RequestData | None) -> tuple[bytes | FormData | None, dict[str, str]]:
    """What is asked, as a form; in parts where there are files."""
    if asked is None:
        return None, _PARTS
    if not asked.contains_files:
        return asked.url_encoded_parameters().encode(), _FORM
    form = FormData()
    for name, value in asked.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in asked.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, _PARTS
