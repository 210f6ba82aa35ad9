"""Who wrote the messages of a batch: everybody under all the names that came along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.channels.base import Incoming
from handlers import menu
from storage import acquaintance, moving
from storage.citizens import CitizenRow, Handle
from storage.store import Tx


def handle_of(incoming: Incoming) -> Handle:
    """How we find the person again who sent this."""
    return Handle(incoming.channel, incoming.address_kind, incoming.address)


def meet(tx: Tx, speakers: Sequence[Incoming], now: datetime) -> dict[Handle, CitizenRow]:
    """Those who wrote, made now if new, and nobody else's until the end of this turn."""
    also = {handle_of(one): _handles(one.channel, one.also) for one in speakers if one.also}
    languages = {handle_of(one): menu.FIRST_LANGUAGE for one in speakers}
    return acquaintance.meet(tx, languages, also, now)


def follow(tx: Tx, batch: Iterable[Incoming], now: datetime) -> None:
    """Those who changed their number, as the network says: their state and their open talk go on."""
    for one in sorted((one for one in batch if one.kind == "moved"), key=lambda one: one.order):
        to = [handle_of(one), *_handles(one.channel, one.also)]
        moving.move(tx, _handles(one.channel, one.formerly), to, now)


def _handles(channel: str, named: Iterable[tuple[str, str]]) -> list[Handle]:
    return [Handle(channel, kind, value) for kind, value in named]
