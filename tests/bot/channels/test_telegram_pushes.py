"""The slow lane is loaded when it first has something to send."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from bot.channels.telegram_pushes import TelegramPushes
from handlers.talk import Say
from tests.doubles.botapi import BotApi

LOADED = """
import sys, bot.networks.telegram
print("telegram.ext" in sys.modules)
"""


def test_pushes_arrive_though_nothing_was_loaded_before() -> None:
    async def push() -> list[str]:
        async with BotApi() as api:
            pushes = TelegramPushes(api.token, api.base)
            api.know(7)
            sent = await asyncio.gather(*(pushes.send("7", Say(f"Undangan {n}")) for n in range(3)))
            await pushes.close()
            assert len(set(sent)) == 3
            return [str(call.params["text"]) for call in api.sent()]

    assert sorted(asyncio.run(push())) == ["Undangan 0", "Undangan 1", "Undangan 2"]


def test_closed_before_it_was_used_it_was_never_there() -> None:
    asyncio.run(TelegramPushes("1:a", "http://127.0.0.1:1").close())


def test_whoever_only_answers_does_not_load_the_library_of_pushes() -> None:
    shown = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
