"""The overseers' weekly digest: one for each of them and week, without anything that is closed to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

import structlog

from bot.house import House
from bot.oversight.counting import count_oversight
from bot.wiring import Engine
from handlers import oversight_digest
from handlers.oversight_digest import Seen
from handlers.steering_words import Steered
from handlers.talk import Say, speaking
from handlers.talk.stored import say_to_json
from storage import officials, outbox
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Tx

log = structlog.get_logger()


async def post(engine: Engine, week: str, steered: Sequence[Steered], now: datetime) -> int:
    """Count the overseers' week and put it into the outbox; how many were new."""
    seen = await count_oversight(engine.settings, week, engine.house.today(now))
    posted: int = await engine.writer.write(
        partial(put, house=engine.house, seen=seen, week=week, steered=steered, now=now)
    )
    log.info("oversight digests in the outbox", count=posted)
    return posted


def put(
    tx: Tx, house: House, seen: Mapping[int, Seen], week: str, steered: Sequence[Steered], now: datetime
) -> int:
    """The digests of these overseers, once for a week; how many were new."""
    there = [one for one in officials.overseers(tx) if one.id in seen]
    messages = [_message(tx, house, one, seen[one.id], week, steered) for one in there]
    return sum(1 for row in outbox.add(tx, messages, now) if row is not None)


def readers(tx: Tx, week: str) -> list[OfficialRow]:
    """The overseers who have none of this week yet."""
    there = officials.overseers(tx)
    had = outbox.there(tx, [_key(one, week) for one in there])
    return [one for one in there if _key(one, week) not in had]


def _message(
    tx: Tx, house: House, official: OfficialRow, seen: Seen, week: str, steered: Sequence[Steered]
) -> Message:
    units = {key: unit.label for key, unit in house.city.units.items()}
    actors = {one["actor"] for one in (*seen["silent"], *seen["log"])}
    pasted = {official for one in seen["pasted"] for official in one["officials"]}
    named = actors | pasted | {one["about"] for one in seen["log"]}
    ids = [int(one.removeprefix("official:")) for one in named if one.startswith("official:")]
    names = {f"official:{key}": name for key, name in officials.names(tx, ids).items()}
    with speaking(official.language):
        text = oversight_digest.overseers_digest(seen, week, units, names, steered)
        body = say_to_json(Say(text))
    key = _key(official, week)
    return Message("bulk", official.channel, official.citizen_id or 0, "digest", body, dedupe_key=key)


def _key(official: OfficialRow, week: str) -> str:
    return f"oversight:{official.id}:{week}"
