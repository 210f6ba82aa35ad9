"""Many citizens talk at once, and their account is right about who got the next question."""

import asyncio
import sys

import pytest

from tests.doubles.botapi import BotApi
from tests.doubles.load import Load, opens, says, taps
from tests.doubles_checks.clients import aiogram_bot
from tests.doubles_checks.rating_bot import RatingBot

SCRIPT = [
    opens("u-dinkes", then="Bagaimana"),
    taps("Baik", then="Kenapa"),
    says("Ramah", then="Terima kasih"),
]


def run_load(citizens: int, *, ignored: int = 0, stutters: bool = False, patience: float = 10) -> Load:
    async def run() -> Load:
        async with BotApi(rate=None) as api, aiogram_bot(api, patience=30) as bot:
            rating = asyncio.create_task(RatingBot(bot, ignored=ignored, stutters=stutters).run())
            load = Load(api, SCRIPT, citizens, patience=patience, first_id=101)
            await load.run()
            await bot.get_updates(offset=-1)  # the bot's own last offset is still under way
            rating.cancel()
            await asyncio.gather(rating, return_exceptions=True)
            return load

    return asyncio.run(run())


def test_every_citizen_gets_every_next_question() -> None:
    load = run_load(20)
    report = load.report()
    assert (report["finished"], report["stuck"], report["answered"]) == (20, {}, 60)
    assert report["put"] == 60
    assert load.accounts[0].answers == ["Bagaimana Dinkes?\n[Baik]", "Kenapa?", "Terima kasih"]
    assert report["violations"] == []


def test_a_citizen_who_gets_no_answer_is_stuck_and_named() -> None:
    report = run_load(3, ignored=102, patience=0.5).report()
    assert report["finished"] == 2
    assert report["stuck"] == {"102": "opens u-dinkes: no answer in 0.5 s"}


def test_a_message_sent_again_is_a_repeat_and_no_next_question() -> None:
    load = run_load(1, stutters=True)
    assert load.accounts[0].finished
    assert load.report()["repeats"] == 2


async def start_bot(api: BotApi) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "tests.doubles_checks.rating_bot", api.base, api.token)
    return await asyncio.create_subprocess_exec(*command)


async def kill_again_and_again(api: BotApi, after: list[int]) -> asyncio.subprocess.Process:
    """kill -9 the bot each time so many updates have been confirmed, and start it anew."""
    process = await start_bot(api)
    for count in after:
        while len(api.confirmed()) < count:
            await api.pulse.beat("queue", 30)
        process.kill()
        await process.wait()
        process = await start_bot(api)
    return process


@pytest.mark.slow  # the bot is a program that starts three times
def test_a_bot_that_is_killed_and_started_again_leaves_nobody_waiting() -> None:
    async def run() -> Load:
        async with BotApi(rate=None) as api:
            load = Load(api, SCRIPT, 10, patience=30)
            killing = asyncio.create_task(kill_again_and_again(api, [3, 12]))
            await load.run()
            process = await killing
            process.kill()
            await process.wait()
            return load

    report = asyncio.run(run()).report()
    assert (report["finished"], report["stuck"], report["put"]) == (10, {}, 30)
    assert report["violations"] == []
