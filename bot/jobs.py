"""What the timetable does, and when: digests, deadlines, offices, nudges, retention, the alarm of silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from bot import auditing, template_jobs
from bot.attending.keeping import jobs as attending_jobs
from bot.broadcasting import rounds
from bot.channels.base import Incoming, Undelivered
from bot.days.deadline_jobs import keep_deadlines, retime_all
from bot.digests import report_unread, send_digests
from bot.forums.following import jobs as following_jobs
from bot.networks.base import Network
from bot.nudging import nudge
from bot.offices.relieving import look_after_offices
from bot.organisations.monthly import jobs as organisation_jobs
from bot.outside.publishing import publish_in_child
from bot.subjects import jobs as subject_jobs
from bot.timetable import Job, at, every
from bot.untraceable.moving import empty_letterbox
from bot.untraceable.working import sweep
from bot.wiring import Engine, close_units
from handlers import summaries
from handlers.talk import Say, speaking
from handlers.talk.stored import say_to_json
from storage import citizens, desk_sessions, media, officials, outbox, retention
from storage.outbox import Message
from storage.store import Tx

log = structlog.get_logger()
NUDGE_MINUTES, ALARM_MINUTES, DEADLINE_MINUTES = 15, 5, 15
# Hour and minute in the city.
BROWSERS_AT, UNITS_AT, OFFICES_AT = (0, 1), (0, 3), (0, 5)
RETIME_AT, UNREAD_AT = (1, 5), (8, 30)
LETTERS_AT, APART_MINUTES = (3, 20), 15
PUBLISH_AT = (2, 45)


def jobs(engine: Engine) -> list[Job]:
    """Every job of the timetable; each may be repeated after a crash without harm."""
    when, zone = engine.settings.timetable, engine.settings.zone
    digest, sweep = when.digest, when.retention
    return [
        Job(
            "digest",
            at(zone, digest.at.hour, digest.at.minute, digest.day),
            partial(send_digests, engine),
            engine.house.working_days,
        ),
        Job("retention", at(zone, sweep.at.hour, sweep.at.minute), partial(forget_what_is_old, engine)),
        Job("letters", at(zone, *LETTERS_AT), partial(empty_letterbox, engine)),
        Job("apart", every(APART_MINUTES), partial(sweep_apart, engine)),
        Job("units", at(zone, *UNITS_AT), partial(leave_closed, engine)),
        Job("offices", at(zone, *OFFICES_AT), partial(look_after_offices, engine)),
        Job("browsers", at(zone, *BROWSERS_AT), partial(sign_browsers_out, engine)),
        Job("retime", at(zone, *RETIME_AT), partial(retime_all, engine)),
        Job("publish", at(zone, *PUBLISH_AT), partial(publish_figures, engine)),
        Job("deadlines", every(DEADLINE_MINUTES), partial(keep_deadlines, engine)),
        Job("unread", at(zone, *UNREAD_AT), partial(report_unread, engine), engine.house.working_days),
        Job("nudges", every(NUDGE_MINUTES), partial(nudge, engine)),
        Job("alarm", every(ALARM_MINUTES), partial(watch_for_silence, engine)),
        *attending_jobs(engine),
        *following_jobs(engine),
        *organisation_jobs(engine),
        *rounds.jobs(engine),
        *auditing.jobs(engine),
        *template_jobs.jobs(engine),
        *subject_jobs.jobs(engine),
    ]


async def forget_what_is_old(engine: Engine, due_at: datetime, now: datetime) -> None:
    """The night's retention: rows by kind, then copies of photos whose time is over."""
    days = engine.settings.retention.model_dump()
    counts = await engine.writer.write(partial(retention.sweep, now=now, days=days))
    limit = now - timedelta(days=engine.settings.retention.media_days)
    gone = await engine.writer.write(partial(media.older_than, moment=limit))
    for _, path in gone:
        # A row without its file is found again the next night; a file without its row never would be.
        (engine.settings.storage.media_dir / path).unlink(missing_ok=True)
    await engine.writer.write(partial(media.dropped, ids=[media_id for media_id, _ in gone]))
    log.info("retention", count=sum(counts.values()) + len(gone))


async def sweep_apart(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Of untraceable reports that nobody finishes nothing stays."""
    if engine.untraceable:
        await sweep(engine.untraceable)


async def sign_browsers_out(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Browsers stay at a desk for a day."""
    out = partial(desk_sessions.expire, today=engine.house.today(now), now=now)
    log.info("browsers signed out", count=await engine.writer.write(out))


async def publish_figures(engine: Engine, due_at: datetime, now: datetime) -> None:
    """What the public page tells of periods that are over."""
    log.info("published", count=len(await publish_in_child(engine.settings, now)))


async def leave_closed(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Units whose day has come are closed, and their open cases passed on."""
    passed_on = partial(close_units, settings=engine.settings, house=engine.house, now=now)
    if await engine.writer.write(passed_on):
        engine.bulk.wake()


async def watch_for_silence(engine: Engine, due_at: datetime, now: datetime) -> None:
    """An alarm to the operators when nothing was confirmed for an hour while the network holds a queue."""
    silence = engine.settings.alarm.silence_minutes
    if engine.intake.silent_for() < silence * 60:
        return
    # What is heard may be heard by another process.
    last = await engine.writer.write(citizens.last_seen)
    if last is not None and now - last < timedelta(minutes=silence):
        return
    waiting = sum([await _waiting(network) for network in engine.networks.values()])
    if waiting:
        log.error("silence", count=waiting)
        await engine.writer.write(partial(_alarm, waiting=waiting, minutes=silence, now=now))


async def _waiting(network: Network) -> int:
    """What the network holds for us, as far as it says."""
    try:
        return await network.waiting()
    except Undelivered:
        return 0


def _alarm(tx: Tx, waiting: int, minutes: int, now: datetime) -> None:
    """One alarm an hour and operator."""
    messages = []
    for official in officials.all_active(tx):
        if official.role != "operator" or official.citizen_id is None:
            continue
        with speaking(official.language):
            say = Say(summaries.alarm_silence(waiting, minutes))
        key = f"alarm:{official.id}:{now.astimezone(UTC):%Y%m%d%H}"
        messages.append(
            Message("bulk", official.channel, official.citizen_id, "alarm", say_to_json(say), dedupe_key=key)
        )
    outbox.add(tx, messages, now)


def renamed(incoming: Incoming, update_id: str) -> Incoming:
    """The same message under another id."""
    return replace(incoming, update_id=update_id)
