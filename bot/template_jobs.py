"""What the timetable does where templates go out: looks at them, releases what waits, tells their cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.channels.base import Undelivered
from bot.templates import account
from bot.templates.account import CHANNEL
from bot.templates.standing import Standing
from bot.templates.tariff import Tariff, tariff_of
from bot.timetable import Job, at, every
from bot.verdict import HELD_FOR, TOKEN_ENDED
from bot.window import LENGTH
from bot.wiring import Engine
from handlers import cost_words
from handlers.cost_words import Cost, Month
from handlers.talk import Say, speaking
from handlers.talk.stored import say_to_json
from storage import held, network_facts, officials, outbox, outbox_holds, template_sends
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.outbox_holds import CEILING, PEOPLE
from storage.store import Tx

log = structlog.get_logger()
LOOK_MINUTES, WINDOW_MINUTES, TOKEN_MINUTES = 10, 5, 1
NAMES = {"whatsapp": "WhatsApp", "telegram": "Telegram"}


def jobs(engine: Engine) -> list[Job]:
    """Those that these settings need; an alarm of a token is for every network."""
    alarm = Job("token", every(TOKEN_MINUTES), partial(watch_tokens, engine))
    if not engine.settings.whatsapp.on:
        return [alarm]
    digest, zone = engine.settings.timetable.digest, engine.settings.zone
    return [
        alarm,
        Job("templates", every(LOOK_MINUTES), partial(look_at_templates, engine)),
        Job("rating", every(LOOK_MINUTES), partial(look_at_rating, engine)),
        Job("windows", every(WINDOW_MINUTES), partial(release_what_may_go, engine)),
        Job("costs", at(zone, digest.at.hour, digest.at.minute, digest.day), partial(tell_costs, engine)),
    ]


async def look_at_templates(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Which templates are approved, as the network has it now; it also tells by itself when one changes."""
    try:
        remote = await account.listing(engine.settings)
    except Undelivered as error:
        log.warning("templates not seen", error=type(error).__name__)
        return
    if remote is not None:
        await engine.writer.write(account.keeping(remote, now))


async def look_at_rating(engine: Engine, due_at: datetime, now: datetime) -> None:
    """How the network rates our number: by events alone yellow and red would not be told apart."""
    try:
        rating = await account.rating(engine.settings)
    except Undelivered as error:
        log.warning("rating not seen", error=type(error).__name__)
        return
    if rating is not None:
        await engine.writer.write(account.keeping_rating(rating, now))


async def release_what_may_go(engine: Engine, due_at: datetime, now: datetime) -> None:
    """As many invitations as there is money and room for; answers to people who have written meanwhile."""
    tariff = tariff_of(engine.settings)
    if await engine.writer.write(partial(_release, tariff=tariff, now=now)):
        engine.bulk.wake()


def _release(tx: Tx, tariff: Tariff, now: datetime) -> int:
    money = tariff.ceiling - template_sends.spent_in(tx, CHANNEL, tariff.month(now))
    afforded = money // max(1, *tariff.prices.values())
    standing = Standing(network_facts.of(tx, CHANNEL))
    written_to = template_sends.people_since(tx, CHANNEL, now - LENGTH).count
    room = standing.people_a_day(tariff.people) - written_to
    return held.mend(tx, CHANNEL, now) + sum(
        outbox_holds.release(tx, CHANNEL, reason, now, limit=limit)
        for reason, limit in ((CEILING, afforded), (PEOPLE, room))
        if limit > 0
    )


async def tell_costs(engine: Engine, due_at: datetime, now: datetime) -> None:
    """To every operator what last week's templates cost, and the month so far."""
    if await engine.writer.write(partial(_tell_costs, tariff=tariff_of(engine.settings), now=now)):
        engine.bulk.wake()


def _tell_costs(tx: Tx, tariff: Tariff, now: datetime) -> int:
    midnight = now.astimezone(tariff.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    year, number, _ = (monday - timedelta(days=7)).isocalendar()
    spent = template_sends.spent_between(tx, monday - timedelta(days=7), monday)
    costs = [Cost(one.category, one.count, one.price) for one in spent]
    so_far = sum(one.price for one in template_sends.spent_in_month(tx, tariff.month(now)))
    month, week = Month(so_far, tariff.ceiling, held.waiting_for_room(tx)), f"{year}-W{number:02d}"
    messages = []
    for official in _operators(tx):
        with speaking(official.language):
            say = Say(cost_words.weekly(week, costs, month))
        messages.append(_to(official, "digest", say, f"costs:{official.id}:{week}"))
    return sum(1 for one in outbox.add(tx, messages, now) if one is not None)


async def watch_tokens(engine: Engine, due_at: datetime, now: datetime) -> None:
    """An alarm to the operators, once an hour, while a network does not accept our token."""
    if await engine.writer.write(partial(_alarm, now=now)):
        engine.bulk.wake()


def _alarm(tx: Tx, now: datetime) -> int:
    messages: list[Message] = []
    for channel, waiting in held.stopped(tx, TOKEN_ENDED, now, HELD_FOR).items():
        log.error("token ended", channel=channel, count=waiting)
        messages += [_token_alarm(official, channel, waiting, now) for official in _operators(tx)]
    return sum(1 for one in outbox.add(tx, messages, now) if one is not None)


def _token_alarm(official: OfficialRow, channel: str, waiting: int, now: datetime) -> Message:
    with speaking(official.language):
        say = Say(cost_words.alarm_token(NAMES.get(channel, channel), waiting))
    return _to(official, "alarm", say, f"token:{channel}:{official.id}:{now:%Y%m%d%H}")


def _operators(tx: Tx) -> Sequence[OfficialRow]:
    every_one = officials.all_active(tx)
    return [one for one in every_one if one.role == "operator" and one.citizen_id is not None]


def _to(official: OfficialRow, purpose: str, say: Say, key: str) -> Message:
    body = say_to_json(say)
    return Message("bulk", official.channel, official.citizen_id or 0, purpose, body, dedupe_key=key)
