"""Two clocks: words are late by what came between them and the question, not by a clock that is wrong."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Incoming
from bot.channels.skew import Skew
from bot.channels.telegram import TelegramChannel
from handlers.talk import Input, Say
from tests.doubles.botapi import BotApi

NOW = datetime(2026, 11, 24, 5, 0, 0, 700_000, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def said(at: datetime | None) -> Incoming:
    return Incoming(
        channel="telegram", bot="4", update_id="1", address="7", kind="message", said=Input(text="a", at=at),
    )  # fmt: skip


def told(skew: Skew, off: timedelta, took: timedelta = SECOND / 2) -> None:
    """Our clock shows NOW; the network's differs by so much, and took the message in the middle."""
    skew.told(int((NOW + took / 2 - off).timestamp()), NOW, NOW + took)


@pytest.mark.parametrize("off", [timedelta(hours=1), timedelta(hours=-1), timedelta(seconds=40)])
def test_what_the_network_dates_is_moved_to_our_clock(off: timedelta) -> None:
    skew = Skew()
    told(skew, off)
    heard = skew.ours(said(NOW - off)).said
    assert heard.at is not None
    assert abs(heard.at - NOW) <= 2 * SECOND


@pytest.mark.parametrize("took", [timedelta(0), timedelta(seconds=15)])
def test_clocks_that_agree_change_nothing_however_slow_the_network_is(took: timedelta) -> None:
    skew = Skew()
    told(skew, timedelta(hours=1))
    told(skew, timedelta(0), took)
    assert skew.ours(said(NOW)) == said(NOW)


def test_what_has_no_date_stays_without_one() -> None:
    skew = Skew()
    skew.told(None, NOW, NOW)
    told(skew, timedelta(hours=1))
    assert skew.ours(said(None)) == said(None)


def test_every_message_that_is_sent_tells_the_difference() -> None:
    async def act() -> None:
        async with BotApi(rate=None) as api:
            api.know(7)
            channel = TelegramChannel(api.token, api.base)
            channel.skew.ahead = timedelta(hours=3)  # as before the clock was set right
            await channel.send("7", Say("Halo"))
            assert channel.skew.ahead == timedelta(0)
            await channel.close()

    asyncio.run(act())
