"""Builds store, city, channels and lanes from Settings; the only place where things meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.budget import Budget
from bot.calendar import WorkingDays
from bot.channels.base import Channel, Undelivered
from bot.channels.console import ConsoleChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_bulk import TelegramBulk
from bot.clock import SystemClock
from bot.config.city import Unit as UnitSetting
from bot.courier import Sender
from bot.delivery import BulkLane, ReplyLane
from bot.desk.proofing import Darkroom, Proofing
from bot.house import House
from bot.intake import Intake
from bot.marks import Marks
from bot.media import MediaKeeper, MediaRules
from bot.offices.reassigning import leave_closed_units
from bot.settings import Settings
from bot.verdict import Rules
from bot.writer import Writer
from handlers import facts
from handlers.scripts import SCRIPTS
from storage import outbox, schema, units
from storage.outbox import Message
from storage.store import Store, Tx
from storage.units import UnitSpec
from storage.vault import Vault

UNHURRIED = (1000, 1000, 1000)  # a terminal counts no messages a second


def open_store(settings: Settings) -> Store:
    """The database of these settings, whatever state it is in."""
    return Store(settings.storage.url, Vault(settings.secret_key()))


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The database, known to be of this version and to hold the units of config.yaml.

    Raises NotUpgraded, FromNewerVersion, Outage.
    """
    store = open_store(settings)
    try:
        schema.check(store)
        sync_units(settings, store)
        yield store
    finally:
        store.dispose()


def build_house(settings: Settings, channels: Mapping[str, Channel] | None = None) -> House:
    """What is the same for every turn."""
    days = settings.deadlines.holidays
    return House(
        city=build_city(settings, datetime.now(UTC).astimezone(settings.zone).date()),
        zone=settings.zone,
        working_days=WorkingDays(days.add, days.remove),
        scripts=SCRIPTS,
        case_prefix=settings.city.case_prefix,
        channels=dict(channels or {}),
        deadlines=settings.deadlines,
        closing={unit.key: unit.closed for unit in settings.units if unit.closed is not None},
    )


def build_city(settings: Settings, today: date) -> facts.City:
    """The city as conversations see it."""
    return facts.City(
        name=settings.city.name,
        units={unit.key: _unit(settings, unit, today) for unit in settings.units},
        groups={group.key: group.name for group in settings.groups},
        categories={c.key: facts.Category(c.key, c.name, c.route, c.physical) for c in settings.categories},
        cannot_reasons={reason.key: reason.name for reason in settings.cannot_reasons},
        archive_reasons={reason.key: reason.name for reason in settings.archive_reasons},
        emergency=settings.city.emergency_number,
        elsewhere=tuple(facts.Elsewhere(e.name, e.words, e.go_to) for e in settings.city.elsewhere),
        consent_version=settings.consent.version,
        guardian_age=settings.consent.guardian_age,
        verify_days=settings.deadlines.verify_working_days,
        answer_days=settings.deadlines.answer_working_days,
        draft_days=settings.retention.talk_days,
        words_days=settings.retention.rating_words_days,
        case_days=settings.retention.case_days,
        media_days=settings.retention.media_days,
        greetings=settings.greetings,
        danger=settings.danger,
    )


def _unit(settings: Settings, unit: UnitSetting, today: date) -> facts.Unit:
    services = tuple(
        facts.Service(service.key, service.name)
        for service in settings.services_of(unit)
        if service.closed is None or service.closed > today
    )
    closed = unit.closed is not None and unit.closed <= today
    return facts.Unit(unit.key, unit.name, unit.group, unit.short or "", services, closed)


def sync_units(settings: Settings, store: Store) -> None:
    """config.yaml is the truth about units and services; rows follow, and are never deleted.

    Open cases of a unit that has closed are passed on.
    """
    now = datetime.now(UTC)
    with store.begin() as tx:
        units.sync(tx, _unit_specs(settings, now.astimezone(settings.zone).date()))
        if units.open_cases_of_closed(tx):
            leave_closed_units(tx, build_house(settings), now, lambda m: _put(tx, m, now))


def close_units(tx: Tx, settings: Settings, house: House, now: datetime) -> int:
    """The same while the program runs, for the units whose day has come; how many cases were passed on."""
    units.sync(tx, _unit_specs(settings, house.today(now)))
    return leave_closed_units(tx, house, now, lambda m: _put(tx, m, now))


def _unit_specs(settings: Settings, today: date) -> list[UnitSpec]:
    return [
        UnitSpec(
            key=unit.key,
            name=unit.name,
            group=unit.group,
            closed=unit.closed is not None and unit.closed <= today,
            merged_into=unit.merged_into,
            services=tuple((service.key, service.name) for service in settings.services_of(unit)),
        )
        for unit in settings.units
    ]


def _put(tx: Tx, message: Message, now: datetime) -> None:
    outbox.add(tx, [message], now)


def telegram_channel(settings: Settings) -> TelegramChannel | None:
    """The reply lane's Telegram, when there is a token."""
    if settings.telegram.token is None:
        return None
    return TelegramChannel(
        settings.telegram.token.get_secret_value(),
        settings.telegram.api_base,
        in_flight=settings.telegram.in_flight,
        timeout=settings.telegram.timeout_seconds,
    )


def telegram_bulk(settings: Settings) -> TelegramBulk | None:
    """The bulk lane's Telegram, with a connection pool of its own."""
    if settings.telegram.token is None:
        return None
    return TelegramBulk(
        settings.telegram.token.get_secret_value(),
        settings.telegram.api_base,
        rate=settings.telegram.bulk_rate,
        timeout=settings.telegram.timeout_seconds,
    )


async def public_name(settings: Settings) -> str:
    """The bot's name on Telegram, for deep links; empty when it cannot be asked."""
    channel = telegram_channel(settings)
    if channel is None:
        return ""
    try:
        return (await channel.me()).name
    except Undelivered:
        return ""
    finally:
        await channel.close()


@dataclass(frozen=True)
class Engine:
    """Everything that turns messages into rows and rows into messages, ready to be run."""

    settings: Settings
    store: Store
    house: House
    writer: Writer
    marks: Marks
    replies: ReplyLane
    bulk: BulkLane
    intake: Intake
    telegram: TelegramChannel | None
    pushes: TelegramBulk | None
    media: MediaKeeper
    proofing: Proofing
    clock: SystemClock


def build_engine(settings: Settings, console: ConsoleChannel | None = None) -> Engine:
    """Raises NotUpgraded, FromNewerVersion or Outage when the database cannot be used."""
    store = open_store(settings)
    schema.check(store)
    sync_units(settings, store)
    telegram, pushes = telegram_channel(settings), telegram_bulk(settings)
    heard: dict[str, Channel] = {c.name: c for c in (telegram, console) if c is not None}
    pushed: dict[str, Sender] = {**heard, **({"telegram": pushes} if pushes else {})}
    clock, writer = SystemClock(), Writer(store)
    house = build_house(settings, heard)
    budget = Budget(*UNHURRIED, clock) if console else build_budget(settings, clock)
    marks, rules = Marks(writer, clock), build_rules(settings)
    replies = ReplyLane(
        writer,
        heard,
        budget,
        marks,
        rules,
        clock,
        in_flight=settings.telegram.in_flight,
        older_than=timedelta(seconds=settings.delivery.reply_lane_seconds),
    )
    bulk = BulkLane(writer, pushed, budget, marks, rules, clock)
    intake = Intake(writer, house, replies.put, bulk.wake)
    room = Darkroom(settings.storage.media_dir, settings.desk.proof_share)
    proofing = Proofing(store, writer, house, room, clock, bulk.wake)
    media = MediaKeeper(writer, heard, store.vault, build_media_rules(settings), clock, proofing.wake)
    return Engine(
        settings, store, house, writer, marks, replies, bulk, intake, telegram, pushes, media, proofing, clock
    )


def build_budget(settings: Settings, clock: SystemClock) -> Budget:
    """One budget per token, over both lanes."""
    telegram = settings.telegram
    return Budget(
        telegram.rate, telegram.bulk_rate, telegram.chat_rate, clock, group_rate=telegram.group_rate
    )


def build_rules(settings: Settings) -> Rules:
    """How delivery decides what becomes of a message that did not arrive."""
    delivery = settings.delivery
    return Rules(
        claim=timedelta(seconds=delivery.claim_seconds),
        timeout=timedelta(seconds=settings.telegram.timeout_seconds),
        max_tries=delivery.max_tries,
        backoff_seconds=delivery.backoff_seconds,
        quiet_hours=delivery.quiet_hours,
        zone=settings.zone,
        staging=delivery.staging,
    )


def build_media_rules(settings: Settings) -> MediaRules:
    """Which files are kept, and where."""
    return MediaRules(
        settings.storage.media_dir,
        settings.media.types,
        settings.media.max_bytes,
        settings.delivery.max_tries,
        settings.delivery.backoff_seconds,
    )
