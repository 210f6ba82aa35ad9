"""A plain aiogram bot: its webhook server, its dispatcher, its states in memory."""

from __future__ import annotations

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from tests.bench.peers import asking

dispatcher = Dispatcher()
ratings = asking.Ratings()


class Rating(StatesGroup):
    """Where somebody is."""

    score = State()
    service = State()
    why = State()


def keyboard(buttons: tuple[tuple[str, str], ...], columns: int = 1) -> InlineKeyboardMarkup:
    made = [InlineKeyboardButton(text=text, callback_data=data) for text, data in buttons]
    return InlineKeyboardMarkup(
        inline_keyboard=[made[at : at + columns] for at in range(0, len(made), columns)]
    )


@dispatcher.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    await state.set_state(Rating.score)
    await message.answer(asking.HOW, reply_markup=keyboard(asking.SCORES, 2))


@dispatcher.callback_query(Rating.score, F.data.startswith("score:"))
async def score(query: CallbackQuery, state: FSMContext, bot: Bot) -> None:
    rating = ratings.give(query.from_user.id, int((query.data or "")[6:]))
    await state.update_data(rating=rating)
    await state.set_state(Rating.service)
    await bot.send_message(query.from_user.id, asking.WHAT, reply_markup=keyboard(asking.SERVICE_BUTTONS))


@dispatcher.callback_query(Rating.service, F.data.startswith("service:"))
async def service(query: CallbackQuery, state: FSMContext, bot: Bot) -> None:
    ratings.explain((await state.get_data())["rating"], (query.data or "")[8:])
    await state.set_state(Rating.why)
    await bot.send_message(query.from_user.id, asking.WHY, reply_markup=keyboard(asking.WHY_BUTTONS))


@dispatcher.callback_query(Rating.why, F.data == "why:-")
async def why(query: CallbackQuery, state: FSMContext, bot: Bot) -> None:
    await state.clear()
    await bot.send_message(query.from_user.id, asking.THANKS, reply_markup=keyboard(asking.NEXT))


def main() -> None:
    server = TelegramAPIServer.from_base(asking.API_BASE)
    bot = Bot(asking.TOKEN, session=AiohttpSession(api=server))
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot).register(app, path="/webhook")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=asking.PORT, print=None, access_log=None)


if __name__ == "__main__":
    main()
