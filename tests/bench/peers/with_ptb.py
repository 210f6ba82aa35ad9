"""A plain python-telegram-bot bot, with a webhook of its own as the library's guide has it: Starlette."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from tests.bench.peers import asking

ratings = asking.Ratings()
Context = ContextTypes.DEFAULT_TYPE


def keyboard(buttons: tuple[tuple[str, str], ...], columns: int = 1) -> InlineKeyboardMarkup:
    made = [InlineKeyboardButton(text, callback_data=data) for text, data in buttons]
    return InlineKeyboardMarkup([made[at : at + columns] for at in range(0, len(made), columns)])


def chosen(update: Update) -> tuple[int, str]:
    """Chat and option of a tap."""
    assert update.callback_query is not None and update.callback_query.data is not None  # noqa: PT018
    return update.callback_query.from_user.id, update.callback_query.data.partition(":")[2]


async def start(update: Update, _context: Context) -> None:
    assert update.message is not None
    await update.message.reply_text(asking.HOW, reply_markup=keyboard(asking.SCORES, 2))


async def score(update: Update, context: Context) -> None:
    chat, option = chosen(update)
    assert context.user_data is not None
    context.user_data["rating"] = ratings.give(chat, int(option))
    await context.bot.send_message(chat, asking.WHAT, reply_markup=keyboard(asking.SERVICE_BUTTONS))


async def service(update: Update, context: Context) -> None:
    chat, option = chosen(update)
    assert context.user_data is not None
    ratings.explain(context.user_data["rating"], option)
    await context.bot.send_message(chat, asking.WHY, reply_markup=keyboard(asking.WHY_BUTTONS))


async def why(update: Update, context: Context) -> None:
    chat, _option = chosen(update)
    assert context.user_data is not None
    context.user_data.clear()
    await context.bot.send_message(chat, asking.THANKS, reply_markup=keyboard(asking.NEXT))


async def main() -> None:
    base = f"{asking.API_BASE}/bot"
    application: Any = Application.builder().token(asking.TOKEN).base_url(base).updater(None).build()
    application.add_handler(CommandHandler("start", start))
    for handler, pattern in ((score, "^score:"), (service, "^service:"), (why, "^why:")):
        application.add_handler(CallbackQueryHandler(handler, pattern=pattern))

    async def webhook(request: Request) -> Response:
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return Response()

    app = Starlette(routes=[Route("/webhook", webhook, methods=["POST"])])
    config = uvicorn.Config(app, host="127.0.0.1", port=asking.PORT, log_config=None, access_log=False)
    async with application:
        await application.start()
        await uvicorn.Server(config).serve()
        await application.stop()


if __name__ == "__main__":
    asyncio.run(main())
