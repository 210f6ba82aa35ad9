"""A rating bot of a few lines, in this process or as one that can be killed; it keeps no state at all."""

import asyncio
import sys

import aiogram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer


class RatingBot:
    """A bot of a few lines; it never answers the one `ignored`, and says all twice when it `stutters`."""

    def __init__(self, bot: aiogram.Bot, *, ignored: int = 0, stutters: bool = False) -> None:
        self._bot, self._ignored, self._times = bot, ignored, 2 if stutters else 1

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self._bot.get_updates(offset=offset, timeout=20):
                offset = update.update_id + 1
                await self._answer(update)

    async def _answer(self, update: aiogram.types.Update) -> None:
        said = update.message.text if update.message else "tap"
        by = update.message.chat.id if update.message else update.callback_query.from_user.id  # type: ignore[union-attr]  # one of both
        button = aiogram.types.InlineKeyboardButton(text="Baik", callback_data="r:4")
        markup = aiogram.types.InlineKeyboardMarkup(inline_keyboard=[[button]])
        for _ in range(self._times if by != self._ignored else 0):
            if said == "/start u-dinkes":
                await self._bot.send_message(by, "Bagaimana Dinkes?", reply_markup=markup)
            else:
                await self._bot.send_message(by, "Kenapa?" if said == "tap" else "Terima kasih")


async def main(base: str, token: str) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(base), timeout=30)
    async with aiogram.Bot(token, session=session) as bot:
        await RatingBot(bot).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
