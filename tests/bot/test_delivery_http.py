"""Both lanes over real HTTP and the real clock: the network, which counts both together, never says wait."""

import asyncio
from pathlib import Path

from bot.budget import Budget
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_bulk import TelegramBulk
from bot.clock import SystemClock
from bot.delivery import BulkLane, Line, ReplyLane
from bot.marks import Marks
from tests.bot.delivering import RULES, Office, new_store
from tests.bot.moved_clock import MovedClock
from tests.doubles.botapi import BotApi

RATE, EACH = 20, 25


def test_two_libraries_share_one_budget(tmp_path: Path) -> None:
    async def run() -> None:
        with new_store(tmp_path) as store:
            async with BotApi(rate=RATE) as api:
                clock = SystemClock()
                office = Office(store, RULES, MovedClock(clock.now()))  # for its outbox only
                api.know(*range(1, 2 * EACH + 1))
                replies = [row for chat in range(1, EACH + 1) for row in office.reply(str(chat), "jawaban")]
                for chat in range(EACH + 1, 2 * EACH + 1):
                    office.push(str(chat), "kabar")
                answers, pushes = TelegramChannel(api.token, api.base), TelegramBulk(api.token, api.base)
                budget, marks = Budget(RATE, 15, 1, clock), Marks(office.writer, clock)
                reply = ReplyLane(office.writer, {"telegram": Line(answers, budget)}, marks, RULES, clock)
                bulk = BulkLane(office.writer, {"telegram": Line(pushes, budget, 25)}, marks, RULES, clock)
                running = [asyncio.ensure_future(loop.run()) for loop in (reply, bulk, marks)]
                reply.put(replies)
                assert await asyncio.to_thread(api.waits_until, lambda: len(api.sent()) == 2 * EACH, 30)
                await reply.close()
                await bulk.close()
                await marks.close()
                await asyncio.gather(*running)
                await answers.close()
                await pushes.close()
                assert office.rows("state") == ["sent"] * 2 * EACH
                assert api.throttled == []
                assert api.busiest_second() <= RATE
                ids = {str(call.message_id) for call in api.sent()}
                assert ids == set(office.rows("sent_ref"))

    asyncio.run(run())
