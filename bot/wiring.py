"""Builds store, city, channels and lanes from Settings; the only place where things meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from bot.broadcasting.feeder import Feeder, hands
from bot.broadcasting.kinds import Around
from bot.calendar import WorkingDays
from bot.channels.base import Channel
from bot.channels.console import ConsoleChannel
from bot.channels.web import NAME as WEB
from bot.clock import SystemClock
from bot.config.city import Unit as UnitSetting
from bot.delivery import BulkLane, ReplyLane
from bot.desk.proofing import Darkroom, Proofing
from bot.house import House
from bot.intake import Intake
from bot.keys.opening import meet, store_of
from bot.lines import build_lines, build_media_rules, build_rules, build_statuses
from bot.marks import Marks
from bot.media import MediaKeeper
from bot.networks.base import Network
from bot.networks.console import ConsoleNetwork
from bot.networks.web import WebNetwork
from bot.offices.reassigning import leave_closed_units
from bot.outside.report_child import in_child
from bot.outside.reporting import Reporting
from bot.precedence import Precedence
from bot.predecessors import Predecessors
from bot.quiet import quiet_of
from bot.settings import Settings
from bot.statuses import Statuses
from bot.subjects import forgotten_file
from bot.untraceable.offering import offered
from bot.untraceable.pages import Pages
from bot.untraceable.working import Working, build_working
from bot.writer import Aside, Unhurried, Writer
from handlers import facts
from handlers.scripts import SCRIPTS
from storage import outbox, schema, units
from storage.outbox import Message
from storage.statuses import forget_status
from storage.store import Store, Tx
from storage.units import UnitSpec


def open_store(settings: Settings) -> Store:
    """The database of these settings, whatever state it is in."""
    return store_of(settings)


@contextmanager
def as_it_is(settings: Settings) -> Iterator[Store]:
    """The database of these settings, in whatever state; let go of at the end."""
    store = open_store(settings)
    try:
        yield store
    finally:
        store.dispose()


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The database, known to be of this version and to hold the units of config.yaml.

    Raises NotUpgraded, FromNewerVersion, Outage.
    """
    with as_it_is(settings) as store:
        _begin(settings, store)
        yield store


def _begin(settings: Settings, store: Store) -> None:
    """Known to be of this version and to be ours, with nobody in it who was forgotten."""
    schema.check(store)
    meet(store, now := datetime.now(UTC))
    forgotten_file.again(store, settings.storage.forgotten_file, now)
    sync_units(settings, store)


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
        pages=settings.web.address,
        deadlines=settings.deadlines,
        forum=settings.forum,
        quiet=quiet_of(settings),
        settings=settings,
        names={"whatsapp": settings.whatsapp.number} if settings.whatsapp.number else {},
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
    networks: Mapping[str, Network]
    media: MediaKeeper
    proofing: Proofing
    reporting: Reporting
    feeder: Feeder
    clock: SystemClock
    statuses: Statuses | None = None
    untraceable: Working | None = None


def build_engine(settings: Settings, console: ConsoleChannel | None = None) -> Engine:
    """Raises NotUpgraded, FromNewerVersion or Outage when the database cannot be used."""
    store = open_store(settings)
    _begin(settings, store)
    clock, writer = SystemClock(), Writer(store)
    pages = Pages()
    networks = connected(settings, clock, console) | browsers(settings, store, writer, clock, pages)
    heard = {name: network.channel for name, network in networks.items()}
    house = build_house(settings, heard)
    apart = None
    if settings.storage.untraceable:
        apart = build_working(settings, store, heard, build_media_rules(settings), clock, pages)
        house = offered(house, apart.apart, traces=not store.is_sqlite)
    rules = build_rules(settings)
    statuses = build_statuses(settings, rules, apart)
    sent, named = statuses.sent if statuses else None, apart.apart.room.refs.named if apart else str
    marks = Marks(Unhurried(writer), clock, sent, apart.sending.marked if apart else None, named)
    answers, pushed = build_lines(settings, networks, rules)
    grown_old = timedelta(seconds=settings.delivery.reply_lane_seconds)
    others = None if store.is_sqlite else Predecessors(store, clock)
    precedence = Precedence()
    for network in networks.values():
        network.budget.give_way(precedence)
    replies = ReplyLane(
        writer, answers, marks, rules, clock, older_than=grown_old, after=others, precedence=precedence
    )
    bulk = BulkLane(Aside(writer), pushed, marks, rules, clock, precedence)
    intake = Intake(writer, house, replies.put, bulk.wake, precedence)
    room = Darkroom(settings.storage.media_dir, settings.desk.proof_share)
    proofing = Proofing(store, writer, house, room, clock, bulk.wake)
    media = MediaKeeper(writer, heard, store.vault, build_media_rules(settings), clock, proofing.wake)
    reporting = Reporting(writer, house, in_child(settings), clock, bulk.wake)
    around, at_hand = Around(settings, house), hands(pushed, replies, bulk, precedence)
    feeder = Feeder(store, Aside(writer), around, at_hand, clock)
    if apart is not None:
        apart.sending.hand_over = replies.put
        apart.sending.forget = lambda ref: writer.submit(partial(forget_status, ref=named(ref)))
    lanes, after = (replies, bulk, intake), (media, proofing, reporting)
    basis = (settings, store, house, writer, marks)
    return Engine(*basis, *lanes, networks, *after, feeder, clock, statuses, apart)


def connected(
    settings: Settings, clock: SystemClock, console: ConsoleChannel | None = None
) -> dict[str, Network]:
    """The networks that these settings connect, by name."""
    networks: list[Network] = []
    if token := settings.telegram.token:
        from bot.networks.telegram import TelegramNetwork  # seconds of a processor, which most commands save

        networks.append(TelegramNetwork(settings, token.get_secret_value(), clock))
    if settings.whatsapp.on:
        from bot.networks.whatsapp import whatsapp_network  # its library is not loaded for nothing

        networks.append(whatsapp_network(settings, clock))
    if console is not None:
        networks.append(ConsoleNetwork(console, clock))
    return {network.name: network for network in networks}


def browsers(
    settings: Settings, store: Store, writer: Writer, clock: SystemClock, apart: Pages | None = None
) -> dict[str, Network]:
    """The conversation in the browser, unless it is switched off."""
    web: dict[str, Network] = {}
    if settings.web.chat:
        web[WEB] = WebNetwork(settings, store, writer, clock, apart)
    return web
