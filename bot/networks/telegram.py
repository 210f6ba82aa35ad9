"""Telegram at work: heard by webhook or by long polling, told how we listen, checked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog
from starlette.routing import BaseRoute

from bot.answered import Takes
from bot.budget import Budget
from bot.channels.base import Incoming, Undelivered
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_pushes import TelegramPushes
from bot.channels.telegram_updates import parse
from bot.clock import Clock
from bot.networks.base import Finding
from bot.networks.telegram_webhook import TelegramWebhook
from bot.poller import Poller
from bot.settings import Settings
from bot.web import Hook
from handlers.scripts import command_list

if TYPE_CHECKING:
    from bot.wiring import Engine

log = structlog.get_logger()
PATH = "/telegram/webhook"
AGAIN_SECONDS = 15.0  # until the network is told once more how we listen


class TelegramNetwork:
    """One bot: aiogram answers people, python-telegram-bot carries the pushes, one budget counts both."""

    name = "telegram"

    def __init__(self, settings: Settings, token: str, clock: Clock, budget: Budget | None = None) -> None:
        telegram = settings.telegram
        self._settings, self._clock = settings, clock
        self.in_flight = telegram.in_flight
        self.channel = TelegramChannel(
            token, telegram.api_base, in_flight=telegram.in_flight, timeout=telegram.timeout_seconds
        )
        self.pushes = TelegramPushes(
            token, telegram.api_base, rate=telegram.bulk_rate, timeout=telegram.timeout_seconds
        )
        self.budget = budget or Budget(
            telegram.rate, telegram.bulk_rate, telegram.chat_rate, clock, group_rate=telegram.group_rate
        )

    def routes(self, engine: Engine) -> Sequence[BaseRoute]:
        """The webhook, where the network brings updates."""
        secret = self._settings.telegram.webhook_secret
        if secret is None or not self._is_webhook():
            return ()
        webhook = TelegramWebhook(self._parse, engine.intake, secret.get_secret_value())
        return (Hook(PATH, webhook, methods=["POST"]),)

    def _parse(self, update: Mapping[str, Any] | bytes) -> Incoming:
        return self.channel.skew.ours(parse(update, self.channel.bot))

    async def hear(self, engine: Engine, stop: asyncio.Event) -> None:
        """Tell the network how we listen, and ask for updates where it does not bring them."""
        announcing = asyncio.ensure_future(self._announce(engine.house.names))
        polling: asyncio.Future[Any] = asyncio.ensure_future(
            stop.wait() if self._is_webhook() else self._poll(engine.intake, stop)
        )
        try:
            await _until(polling, announcing)
        finally:
            announcing.cancel()
            await asyncio.gather(announcing, polling, return_exceptions=True)

    def again(self, payload: bytes, bot: str) -> Sequence[Incoming]:
        return (parse(payload, bot),)

    async def waiting(self) -> int:
        return (await self.channel.webhook_info()).pending

    async def findings(self) -> Sequence[Finding]:
        """The token is accepted, updates come where we wait for them, and none is stuck."""
        return (await self._account(), await self._updates())

    async def close(self) -> None:
        await self.channel.close()
        await self.pushes.close()

    def _is_webhook(self) -> bool:
        return self._settings.telegram.mode == "webhook"

    async def _poll(self, intake: Takes, stop: asyncio.Event) -> None:
        poller = Poller(
            self.channel,
            self._parse,
            intake,
            self._clock,
            poll_seconds=self._settings.telegram.poll_seconds,
        )
        polling = asyncio.ensure_future(poller.run())
        stopped = asyncio.ensure_future(stop.wait())
        await asyncio.wait({polling, stopped}, return_when=asyncio.FIRST_COMPLETED)
        poller.stop()
        stopped.cancel()
        await polling

    async def _announce(self, names: dict[str, str]) -> None:
        """Tell Telegram how we listen and what our commands are, and hear what we are called there.

        Tried again until it has heard.
        """
        while True:
            try:
                await self._tell()
                names[self.name] = (await self.channel.me()).name
            except Undelivered as error:
                log.warning("telegram not told", error=type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                return

    async def _tell(self) -> None:
        secret = self._settings.telegram.webhook_secret
        if (url := self._webhook_url()) and secret:
            await self.channel.set_webhook(url, secret.get_secret_value())
        else:
            await self.channel.delete_webhook()
        languages = self._settings.city.languages
        for language in ("", *languages):
            await self.channel.set_commands(command_list(language or languages[0]), language)

    def _webhook_url(self) -> str:
        """Where the network is to bring updates; empty: nowhere, we ask for them."""
        public = str(self._settings.web.public_url or "").rstrip("/")
        return public + PATH if self._is_webhook() and public else ""

    async def _account(self) -> Finding:
        try:
            me = await self.channel.me()
        except Undelivered as error:
            wrong = f"{error.reason}: see SUARA_TELEGRAM__TOKEN and SUARA_TELEGRAM__API_BASE"
            return Finding("telegram", wrong)
        return Finding(f"telegram (@{me})")

    async def _updates(self) -> Finding:
        """Where the network takes its updates, and what it says went wrong on the way to us."""
        try:
            hook = await self.channel.webhook_info()
        except Undelivered as error:
            return Finding("updates", error.reason)
        if hook.url != self._webhook_url():
            told = f"Telegram brings them to {hook.url or 'nobody'}: `suara run` tells it anew when it starts"
            return Finding("updates", told, warning=True)
        if hook.last_error:
            return Finding("updates", f"{hook.pending} wait; Telegram says: {hook.last_error}", warning=True)
        return Finding(f"updates ({self._settings.telegram.mode}, {hook.pending} wait)")


async def public_name(settings: Settings) -> str:
    """The bot's name on Telegram, for deep links; empty when it cannot be asked."""
    if settings.telegram.token is None:
        return ""
    channel = TelegramChannel(settings.telegram.token.get_secret_value(), settings.telegram.api_base)
    try:
        return (await channel.me()).name
    except Undelivered:
        return ""
    finally:
        await channel.close()


async def _until(polling: asyncio.Future[Any], announcing: asyncio.Future[None]) -> None:
    """Wait until hearing ends; whichever fails first raises here, and that all is announced is no matter."""
    pending: set[asyncio.Future[Any]] = {polling, announcing}
    while polling in pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for loop in done:
            loop.result()
