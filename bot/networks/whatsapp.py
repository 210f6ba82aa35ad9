"""WhatsApp at work: heard by webhook, told of afterwards what became of what it took, checked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import SecretStr
from starlette.routing import BaseRoute, Route

from bot.budget import Budget
from bot.channels.base import Channel, Incoming, Sender
from bot.channels.whatsapp_updates import NAME, parse
from bot.clock import Clock
from bot.networks.base import Finding
from bot.networks.whatsapp_told import Told
from bot.networks.whatsapp_webhook import Secrets, WhatsAppWebhook
from bot.settings import Settings
from bot.templates import account

if TYPE_CHECKING:
    from bot.wiring import Engine

PATH = "/whatsapp/webhook"


class WhatsAppNetwork:
    """One phone number of the Cloud API; both lanes use the same channel and the same budget."""

    name = NAME

    def __init__(self, settings: Settings, channel: Channel, pushes: Sender, clock: Clock) -> None:
        whatsapp = settings.whatsapp
        self._settings, self._clock = settings, clock
        self.in_flight = whatsapp.in_flight
        self.channel, self.pushes = channel, pushes
        self.budget = Budget(whatsapp.rate, whatsapp.bulk_rate, whatsapp.chat_rate, clock)

    def routes(self, engine: Engine) -> Sequence[BaseRoute]:
        """The webhook: the network asks once whether it is ours, then brings everything there."""
        whatsapp = self._settings.whatsapp
        if engine.statuses is None:
            return ()
        webhook = WhatsAppWebhook(
            whatsapp.phone_id or "",
            Secrets(_said(whatsapp.app_secret), _said(whatsapp.verify_token)),
            engine.intake,
            engine.writer,
            Told(engine.statuses),
            self._clock,
            self.channel,
        )
        return (
            Route(PATH, webhook.verify, methods=["GET"]),
            Route(PATH, webhook.receive, methods=["POST"]),
        )

    async def hear(self, engine: Engine, stop: asyncio.Event) -> None:
        """The network brings everything; nothing is asked for."""
        await stop.wait()

    def again(self, payload: bytes, bot: str) -> Sequence[Incoming]:
        return parse(payload, bot).messages

    async def waiting(self) -> int:
        """It tells nobody what it holds, and brings it for days."""
        return 0

    async def findings(self) -> Sequence[Finding]:
        """Where the network is to bring what people write, and which templates do not go out as they are."""
        return (self._webhook(), *await account.findings(self._settings))

    async def close(self) -> None:
        await self.channel.close()
        if self.pushes is not self.channel:
            await self.pushes.close()

    def _webhook(self) -> Finding:
        public = str(self._settings.web.public_url or "")
        if not public:
            wrong = "web.public_url is not set: the network cannot reach us"
            return Finding("whatsapp webhook", wrong)
        return Finding(f"whatsapp webhook ({public}{PATH})")


def whatsapp_network(settings: Settings, clock: Clock) -> WhatsAppNetwork:
    """The network of these settings."""
    from bot.channels.whatsapp import WhatsAppChannel

    whatsapp = settings.whatsapp
    channel = WhatsAppChannel(
        _said(whatsapp.token),
        whatsapp.phone_id or "",
        whatsapp.api_base,
        version=whatsapp.api_version,
        bsuid_field=whatsapp.bsuid_field,
        in_flight=whatsapp.in_flight,
        timeout=whatsapp.timeout_seconds,
    )
    return WhatsAppNetwork(settings, channel, channel, clock)


def _said(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""
