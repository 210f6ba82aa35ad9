"""How a process hears Telegram: by webhook or by long polling, as the settings say."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog

from bot.channels.base import Undelivered
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_updates import parse
from bot.health import HealthCheck
from bot.poller import Poller
from bot.settings import Settings
from bot.web import TelegramWebhook, listen, make_app, serve
from bot.wiring import Engine
from handlers.scripts import command_list

log = structlog.get_logger()
PATH = "/telegram/webhook"
AGAIN_SECONDS = 15.0  # until the network is told once more how we listen


async def hear(engine: Engine, health: HealthCheck, stop: asyncio.Event) -> None:
    """Serve /health, and the webhook or the poller, until stopped."""
    web, telegram = engine.settings.web, engine.telegram
    app = make_app(_webhook(engine), health)
    loops = [asyncio.ensure_future(serve(app, listen(web.host, web.port)))]
    poller = _poller(engine)
    if telegram is not None:
        loops.append(asyncio.ensure_future(_announce(engine.settings, telegram)))
    if poller is not None:
        loops.append(asyncio.ensure_future(poller.run()))
    stopped = asyncio.ensure_future(_stopped(stop))
    try:
        await _until(stopped, loops)
    finally:
        if poller is not None:
            poller.stop()
            await loops[-1]
        for loop in (stopped, *loops):
            loop.cancel()
        await asyncio.gather(stopped, *loops, return_exceptions=True)


async def _stopped(stop: asyncio.Event) -> None:
    await stop.wait()


async def _until(stopped: asyncio.Future[None], loops: Sequence[asyncio.Future[None]]) -> None:
    """Wait for the stop signal; a loop that fails first raises here, one that has finished is no matter."""
    pending = {stopped, *loops}
    while stopped in pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for loop in done:
            loop.result()


def _is_webhook(settings: Settings) -> bool:
    return settings.telegram.mode == "webhook"


def _webhook(engine: Engine) -> TelegramWebhook | None:
    secret = engine.settings.telegram.webhook_secret
    if engine.telegram is None or secret is None or not _is_webhook(engine.settings):
        return None
    return TelegramWebhook(
        partial(parse, bot_id=engine.telegram.bot),
        engine.intake,
        secret.get_secret_value(),
    )


def _poller(engine: Engine) -> Poller | None:
    if engine.telegram is None or _is_webhook(engine.settings):
        return None
    return Poller(
        engine.telegram,
        partial(parse, bot_id=engine.telegram.bot),
        engine.intake,
        engine.clock,
        poll_seconds=engine.settings.telegram.poll_seconds,
    )


async def _announce(settings: Settings, telegram: TelegramChannel) -> None:
    """Tell Telegram how we listen and what our commands are; tried again until it has heard."""
    while True:
        try:
            await _told(settings, telegram)
        except Undelivered as error:
            log.warning("telegram not told", error=type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)
        else:
            return


def webhook_url(settings: Settings) -> str:
    """Where the network is to bring updates; empty: nowhere, we ask for them."""
    public = str(settings.web.public_url or "").rstrip("/")
    return public + PATH if _is_webhook(settings) and public else ""


async def _told(settings: Settings, telegram: TelegramChannel) -> None:
    secret = settings.telegram.webhook_secret
    if (url := webhook_url(settings)) and secret:
        await telegram.set_webhook(url, secret.get_secret_value())
    else:
        await telegram.delete_webhook()
    for language in ("", *settings.city.languages):
        await telegram.set_commands(command_list(language or settings.city.languages[0]), language)
