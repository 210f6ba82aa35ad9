"""WhatsApp through its Cloud API: messages as they were laid out, agreed words, and files both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from io import BytesIO
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    TCPConnector,
)

from bot.channels import whatsapp_layout
from bot.channels.base import Attached, Refused, Undelivered, Unreachable
from bot.channels.whatsapp_failures import refused, unfetched
from bot.channels.whatsapp_ids import BsuidField, message_ref, recipient
from bot.channels.whatsapp_updates import NAME
from handlers.talk import Media, Say

LARGEST = 20 * 1024 * 1024  # as much as the house keeps of any network's files
_SPARE = 20  # for files beside the messages
_KINDS = {"photo": "image", "voice": "audio", "video": "video", "document": "document"}
_NEVER_LEFT = (ClientConnectorError, ConnectionTimeoutError)


class WhatsAppChannel:
    """One phone number; both lanes send through it. Texts are sent as they are, without markup of ours."""

    name = NAME

    def __init__(
        self,
        token: str,
        phone_id: str,
        api_base: str = "https://graph.facebook.com",
        *,
        version: str = "v26.0",
        bsuid_field: BsuidField = "recipient",
        in_flight: int = 100,
        timeout: float = 20,
    ) -> None:
        self._root = f"{api_base.rstrip('/')}/{version}"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._field, self._connections = bsuid_field, in_flight + _SPARE
        # A connection that takes half of the time was never made: then nothing has left, and that is known.
        self._timeout = ClientTimeout(total=timeout, sock_connect=timeout / 2)
        self._session: ClientSession | None = None
        self.bot = phone_id

    def parts(self, say: Say) -> tuple[Say, ...]:
        """The message as messages that the network takes."""
        return whatsapp_layout.parts(say)

    def weight(self, part: Say) -> int:
        """Every part is one message."""
        return whatsapp_layout.weight(part)

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        """Send a message, in parts where it is long; our name of the last. Raises `Undelivered`.

        Nothing can be drawn over here, so `replaces` is not looked at.
        """
        sent = ""
        for part in self.parts(say):
            try:
                sent = await self._send_part(address, part)
            except Unreachable as error:
                raise Unreachable(error.reason, left=error.left or bool(sent)) from error
        return sent

    async def send_template(
        self, address: str, template: str, language: str, values: Sequence[str], buttons: Sequence[str] = ()
    ) -> str:
        """Send agreed words, filled in; `buttons` are what its buttons mean to us, in their order."""
        filled: list[dict[str, Any]] = []
        if values:
            filled.append({"type": "body", "parameters": [_value(value) for value in values]})
        for place, meaning in enumerate(buttons):
            given = [{"type": "payload", "payload": meaning}]
            filled.append(
                {"type": "button", "sub_type": "quick_reply", "index": str(place), "parameters": given}
            )
        content: dict[str, Any] = {"name": template, "language": {"code": language}}
        return await self._message(
            address, "template", {**content, **({"components": filled} if filled else {})}
        )

    async def toast(self, callback: str, text: str) -> None:
        """Nothing can be shown over a button here; the turn says it as a message."""

    async def leave(self, address: str, words: str) -> None:
        """There are no groups here."""

    async def fetch(self, ref: str) -> bytes:
        """A file by its id. Its address is good for five minutes only, so it is asked for every time."""
        told = await self._asked("GET", f"{self._root}/{ref}")
        if int(told.get("file_size") or 0) > LARGEST:
            raise Refused("the file is too big")
        url = str(told.get("url") or "")
        if not url:
            raise Unreachable("the network has the file not ready", left=False)
        return await self._download(url)

    async def close(self) -> None:
        """Give connections back."""
        if self._session is not None:
            await self._session.close()

    async def _send_part(self, address: str, say: Say) -> str:
        if say.media:
            return await self._send_media(address, say.media[0], say.unshown)
        if say.file:
            content = say.file.content.encode()
            return await self._send_document(address, say.file.name, "text/plain", content)
        if (interactive := whatsapp_layout.interactive(say)) is not None:
            return await self._message(address, "interactive", interactive)
        return await self._message(address, "text", {"body": say.words})

    async def _send_media(self, address: str, media: Media, unshown: str) -> str:
        """A file, or words where the network will not show it: what follows it must arrive."""
        try:
            ref = await self._uploaded(media) if isinstance(media, Attached) else media.ref
            content = {"id": ref}
            if media.kind == "document" and media.name:
                content["filename"] = media.name
            return await self._message(address, _KINDS[media.kind], content)
        except Refused:
            return await self._message(address, "text", {"body": unshown})

    async def _send_document(self, address: str, name: str, mime: str, content: bytes) -> str:
        ref = await self._uploaded(Attached("document", "", mime=mime, name=name, content=content))
        return await self._message(address, "document", {"id": ref, "filename": name})

    async def _uploaded(self, media: Attached) -> str:
        """The network's id of a file that it has from us now."""
        form = FormData()
        form.add_field("messaging_product", "whatsapp")
        form.add_field("type", media.mime)
        # As a stream: aiohttp sends it in pieces, where bytes in one would hold up the whole loop.
        content = BytesIO(media.content)
        form.add_field("file", content, filename=media.name or "file", content_type=media.mime)
        told = await self._asked("POST", f"{self._root}/{self.bot}/media", data=form, sends=False)
        return str(told.get("id") or "")

    async def _message(self, address: str, kind: str, content: Mapping[str, Any]) -> str:
        message = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **recipient(address, self._field),
            "type": kind,
            kind: content,
        }
        told = await self._asked("POST", f"{self._root}/{self.bot}/messages", json=message)
        try:
            return message_ref(str(told["messages"][0]["id"]))
        except (KeyError, IndexError, TypeError) as error:
            raise Unreachable("the network took it and did not say as what", left=True) from error

    async def _asked(self, method: str, url: str, *, sends: bool = True, **what: Any) -> dict[str, Any]:
        """The network's answer. Raises `Undelivered`; `sends`: once it has left, it may have arrived."""
        try:
            async with self._connected().request(method, url, headers=self._headers, **what) as answer:
                body = await answer.read()
                if answer.status != HTTPStatus.OK:
                    named = unfetched if method == "GET" else refused
                    raise named(answer.status, body, answer.headers.get("Retry-After", ""))
                told: Any = await answer.json(content_type=None)
        except Undelivered:
            raise
        except (ClientError, TimeoutError, ValueError) as error:
            left = sends and method == "POST" and not isinstance(error, _NEVER_LEFT)
            raise Unreachable(f"no answer from the network: {type(error).__name__}", left=left) from error
        return told if isinstance(told, dict) else {}

    async def _download(self, url: str) -> bytes:
        content = bytearray()
        try:
            async with self._connected().get(url, headers=self._headers) as answer:
                if answer.status != HTTPStatus.OK:
                    raise Unreachable(f"the file did not come: status {answer.status}", left=False)
                async for chunk in answer.content.iter_chunked(64 * 1024):
                    content += chunk
                    if len(content) > LARGEST:
                        raise Refused("the file is too big")
        except (ClientError, TimeoutError) as error:
            raise Unreachable(f"the file did not come: {type(error).__name__}", left=False) from error
        return bytes(content)

    def _connected(self) -> ClientSession:
        """Made at the first call: before that there is no loop for it to live in."""
        if self._session is None:
            connector = TCPConnector(limit=self._connections)
            self._session = ClientSession(connector=connector, timeout=self._timeout)
        return self._session


def _value(text: str) -> dict[str, str]:
    # The network takes neither line breaks nor tabs nor many spaces in a value.
    return {"type": "text", "text": " ".join(text.split()) or "-"}
