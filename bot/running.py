"""The life of a process: what it runs, how it is asked to stop, and in which order it ends."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog

from bot import jobs, loop
from bot.channels.base import Incoming
from bot.channels.console import ConsoleChannel, read_lines
from bot.clock import SystemClock
from bot.commands import checking
from bot.departures import Departures, stay
from bot.forums.poll_telling import PollTelling
from bot.health import HealthCheck
from bot.hearing import hear
from bot.keys.background import keep_sealed
from bot.leading import Work, alone
from bot.logs import set_up_logs
from bot.metrics import LAST_TICK, OUTBOX_AGE, OUTBOX_PENDING
from bot.networks.base import Finding
from bot.settings import Settings
from bot.timetable import Timetable
from bot.untraceable import looked_at
from bot.verdict import TOKEN_ENDED
from bot.web import listen, make_metrics_app, serve
from bot.wiring import Engine, build_engine, build_house, connected, open_store
from handlers import menu
from storage import aside, outbox, outbox_holds, outbox_queue
from storage.failures import Outage
from storage.presence import Presence, present
from storage.store import Store, Tx

log = structlog.get_logger()
SENDING = frozenset({"intake", "deliver"})  # the parts that put messages on the network

HOW_TO_GET_ON_TELEGRAM = """No Telegram token is set; the chat in the browser needs none. To get on Telegram:
  1. open https://t.me/BotFather, send /newbot and copy the token it gives you
  2. export SUARA_TELEGRAM__TOKEN=<the token> and run `make run` again"""


async def run(settings: Settings, parts: frozenset[str]) -> None:
    """Run the named parts (intake, deliver, schedule) until SIGTERM or SIGINT, or until one of them fails."""
    if settings.telegram.token is None and not settings.whatsapp.on and "intake" in parts:
        print(HOW_TO_GET_ON_TELEGRAM, file=sys.stderr)  # noqa: T201 - said to who started it
    stop = _stop_signal()
    async with running(settings, parts, stop) as tasks:
        waiting = asyncio.ensure_future(stop.wait())
        await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        for task in tasks:
            if task.done() and not stop.is_set():
                task.result()  # raises what ended it


@asynccontextmanager
async def running(
    settings: Settings, parts: frozenset[str], stop: asyncio.Event
) -> AsyncIterator[list[asyncio.Task[None]]]:
    """The parts at work; on leaving they end in the order in which work flows."""
    engine = build_engine(settings)
    marks = asyncio.create_task(engine.marks.run(), name="marks")
    with present(engine.store, "sending") if parts & SENDING else nullcontext() as presence:
        if presence is not None:
            await _take_over(engine, parts, presence)
        tasks = [asyncio.create_task(part) for part in _loops(engine, parts, stop)]
        if presence is not None:
            tasks.append(asyncio.create_task(stay(presence, stop)))
        loop.settle()
        log.info("running", count=len(tasks))
        try:
            yield tasks
        finally:
            stop.set()
            await _close(engine, tasks, marks)
            log.info("stopped")


async def _take_over(engine: Engine, parts: frozenset[str], presence: Presence) -> None:
    """What stood still for want of a token is tried at once: whoever starts us may have set a new one.

    Where nobody else sends, what is claimed was claimed by a process that died: its replies go first.
    """
    await engine.writer.write(partial(_tried_again, channels=tuple(engine.networks), now=engine.clock.now()))
    # SQLite cannot tell who else is there, but whoever does all of it is there alone.
    if presence.alone and (parts >= SENDING or not engine.store.is_sqlite):
        await engine.writer.write(lambda tx: outbox.end_claims(tx, engine.clock.now()))
        await engine.replies.take_over()
        if engine.untraceable:
            engine.untraceable.apart.room.pages.looked_at = "intake" in parts
            await engine.untraceable.sending.take_over()
    presence.settle()


def _tried_again(tx: Tx, channels: Iterable[str], now: datetime) -> None:
    for channel in channels:
        outbox_holds.release(tx, channel, TOKEN_ENDED, now)


def _loops(engine: Engine, parts: frozenset[str], stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
    """What runs at the same time."""
    timetable = Timetable(engine.writer, jobs.jobs(engine), engine.clock.now)
    ticking = engine.settings.timetable.tick_seconds
    schedule = partial(_scheduled, timetable, ticking, _polls(engine))
    loops = [_metrics(engine, stop)]
    if "intake" in parts:
        health = HealthCheck(engine.store, engine.clock, _last_tick if "schedule" in parts else _no_tick)
        loops += [hear(engine, health, stop), engine.media.run(), engine.proofing.run()]
        if engine.untraceable:
            loops += [engine.untraceable.fetching.run(), engine.untraceable.tidying.run()]
    if "deliver" in parts:
        lanes: dict[str, Work] = {"deliver": engine.bulk.run, "replies": partial(_leftovers, engine)}
        lanes["feed"] = engine.feeder.run
        loops += [alone(engine.store, name, lane, stop) for name, lane in lanes.items()]
    if "schedule" in parts:
        loops += [alone(engine.store, "schedule", schedule, stop), engine.reporting.run()]
        loops += [keep_sealed(engine, stop)]
    return loops


def _polls(engine: Engine) -> PollTelling:
    return PollTelling(engine.store, engine.writer, engine.house, engine.clock, engine.bulk.wake)


async def _scheduled(timetable: Timetable, ticking: int, polls: PollTelling, until: asyncio.Event) -> None:
    """What is due by the clock, and quick polls, which end between two looks at it."""
    await asyncio.gather(timetable.run(ticking, until), polls.run(until))


async def _leftovers(engine: Engine, until: asyncio.Event) -> None:
    """Replies that nobody sends, also of processes that died."""
    departures = Departures(engine.writer, engine.clock)
    await asyncio.gather(engine.replies.run(until), departures.run(until))


async def _metrics(engine: Engine, stop: asyncio.Event) -> None:
    web = engine.settings.web
    app = make_metrics_app(partial(asyncio.to_thread, _count_outbox, engine.store))
    serving = asyncio.ensure_future(serve(app, listen(web.metrics_host, web.metrics_port)))
    await stop.wait()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


def _count_outbox(store: Store) -> None:
    """The gauges of the outbox, as they are when somebody asks."""
    try:
        with store.reading() as tx:
            waiting, since = outbox_queue.queue(tx)
    except Outage:
        return
    OUTBOX_PENDING.set(waiting)
    OUTBOX_AGE.set(max(0.0, (datetime.now(UTC) - since).total_seconds()) if since else 0.0)


def _no_tick() -> None:
    """No timetable runs here."""


def _last_tick() -> datetime | None:
    """When the timetable last ran here, as its gauge has it."""
    at = LAST_TICK._value.get()
    return datetime.fromtimestamp(at, UTC) if at else None


async def _close(engine: Engine, tasks: list[asyncio.Task[None]], marks: asyncio.Task[None]) -> None:
    """Turns first, then their replies, then what is known of them, then the connections."""
    engine.media.close()
    if engine.untraceable:
        engine.untraceable.close()
    engine.proofing.close()
    engine.reporting.close()
    await engine.intake.close()
    await engine.replies.close()
    await engine.bulk.close()
    await _end(tasks)
    await engine.marks.close()
    await asyncio.wait({marks}, timeout=2)
    engine.writer.close()
    for network in engine.networks.values():
        await network.close()
    engine.store.dispose()


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Those that do not end by themselves are ended; a command that only takes messages has none."""
    _, late = await asyncio.wait(tasks, timeout=3) if tasks else (set(), set())
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def talk(settings: Settings) -> None:
    """A conversation in the terminal, until the end of input."""
    # Between the lines of a conversation only what went wrong is worth a line.
    set_up_logs(level=logging.WARNING, secrets=settings.secret_values())
    console = ConsoleChannel(sys.stdout)
    engine = build_engine(settings, console)
    marks = asyncio.create_task(engine.marks.run())
    bulk = asyncio.create_task(engine.bulk.run())
    await console.send("", menu.terminal_greeting())
    try:
        async for incoming in read_lines(sys.stdin):
            await engine.intake.take(incoming)
            await engine.replies.drain()
    finally:
        await _close(engine, [bulk], marks)


async def check(settings: Settings) -> list[Finding]:
    """Everything `suara check` looks at."""
    store = open_store(settings)
    networks = connected(settings, SystemClock()).values()
    try:
        database = checking.database(store)
        return [
            database,
            checking.clock(settings.zone),
            checking.calendar(build_house(settings), datetime.now(UTC)),
            *([] if database.wrong else checking.keys(store)),
            *([] if database.wrong else [checking.log(store, datetime.now(UTC))]),
            *checking.tokens(settings),
            *[finding for network in networks for finding in await network.findings()],
            *([] if database.wrong else checking.told(store)),
            *looked_at.room(settings),
        ]
    finally:
        store.dispose()
        for network in networks:
            await network.close()


async def retry_aside(settings: Settings) -> int:
    """Take everything that was set aside once more; what fails again is set aside again."""
    engine = build_engine(settings)
    with present(engine.store, "sending") as presence:  # what we claim is then ours also to the others
        presence.settle()
        return await _taken_again(engine)


async def _taken_again(engine: Engine) -> int:
    marks = asyncio.create_task(engine.marks.run())
    with engine.store.reading() as tx:
        rows = aside.waiting(tx)
    taken = 0
    try:
        for row in rows:
            heard = _heard_again(engine, row)
            for again in heard:
                # Its own id was seen; under this one it is taken exactly once more.
                await engine.intake.take(jobs.renamed(again, f"{again.update_id}.again.{row.id}"))
            if not heard:
                continue  # still nothing readable: it stays where it is
            taken += 1
            await engine.writer.write(partial(aside.retried, aside_id=row.id, now=datetime.now(UTC)))
    finally:
        await _close(engine, [], marks)
    return taken


def _heard_again(engine: Engine, row: aside.AsideRow) -> Sequence[Incoming]:
    """What it says, read once more; nothing where it still cannot be read, or its network is off."""
    network = engine.networks.get(row.channel)
    try:
        return network.again(row.payload.encode(), row.bot) if network else ()
    except ValueError as error:  # one that cannot be read holds up no other
        log.warning("still unreadable", channel=row.channel, error=type(error).__name__)
        return ()
