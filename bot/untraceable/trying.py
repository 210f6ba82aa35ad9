"""A receipt that somebody typed: hashed beside everything else, as long as the chat has tries left."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.channels.base import Incoming
from bot.house import House
from bot.untraceable.looking import chat_of
from bot.untraceable.receipts import found_in
from handlers.talk import Input

WRONG = "-"  # stands for the hash where there are no more tries: no receipt has it


async def with_receipt(incoming: Incoming, house: House) -> Incoming:
    """The message with the hash of the receipt that it is, and without the receipt."""
    if house.apart is None or incoming.kind != "message" or incoming.said.media:
        return incoming
    typed = found_in(incoming.said.text)
    if not typed:
        return incoming
    hashed = WRONG
    if house.apart.receipts.may_try(chat_of(incoming)):
        hashed = await asyncio.wrap_future(house.apart.receipts.submit(typed))
    # The receipt itself goes no further: no turn, no page and no log may keep it.
    return replace(incoming, receipt=hashed, said=Input(at=incoming.said.at), payload="")
