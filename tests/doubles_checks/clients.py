"""The two real client libraries, pointed at the double."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import aiogram
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.request import HTTPXRequest

from tests.doubles.botapi import BotApi

T = TypeVar("T")


@asynccontextmanager
async def aiogram_bot(
    api: BotApi, token: str | None = None, patience: float = 10
) -> AsyncIterator[aiogram.Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(api.base), timeout=patience)
    async with aiogram.Bot(token or api.token, session=session) as bot:
        yield bot


@asynccontextmanager
async def ptb_bot(api: BotApi, read_timeout: float = 5) -> AsyncIterator[telegram.Bot]:
    bot = telegram.Bot(
        api.token,
        base_url=f"{api.base}/bot",
        base_file_url=f"{api.base}/file/bot",
        request=HTTPXRequest(read_timeout=read_timeout),
    )
    async with bot:
        yield bot


def with_aiogram(api: BotApi, act: Callable[[aiogram.Bot], Awaitable[T]]) -> T:
    """Run `act` with an aiogram bot from a synchronous test."""

    async def run() -> T:
        async with aiogram_bot(api) as bot:
            return await act(bot)

    return asyncio.run(run())


def with_ptb(api: BotApi, act: Callable[[telegram.Bot], Awaitable[T]]) -> T:
    async def run() -> T:
        async with ptb_bot(api) as bot:
            return await act(bot)

    return asyncio.run(run())
