"""The weekly digest: counted in a child process, written for each reader, one per official and week."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.counting import count_and_draw
from bot.digest_reading import tell_of_unread
from bot.house import House
from bot.oversight import digest as oversight
from bot.settings import Settings
from bot.wiring import Engine
from handlers import digest, summaries
from handlers.talk import Media, Say, speaking
from handlers.talk.stored import say_to_json
from handlers.week_lines import Week
from storage import desk_lists, digest_reads, documents, officials, outbox, promises, timetable
from storage.desk_lists import Reach, Which
from storage.officials import OF_A_UNIT, OfficialRow
from storage.outbox import Message
from storage.shut import OPEN, Shut, shut_to
from storage.store import Tx

log = structlog.get_logger()
CHUNK = 200  # digests a transaction, so that turns get in between
PNG = "image/png"
MOST_WEEKS = 4  # that one digest makes up for after a long outage


async def send_digests(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Every official's digest of the week before `due_at`; who has it already gets no second one.

    Late by more than the setting's days, it waits for the next, which then tells of both weeks.
    """
    if now - due_at > timedelta(days=engine.settings.timetable.digest_join_days):
        log.warning("digest joined to the next", job="digest")
        return
    last = await engine.writer.write(lambda tx: timetable.ran_at(tx, "digest"))
    sent = 0
    for week in weeks_due(due_at, last, engine.house):
        sent += await post(engine, week, now)
    log.info("digests in the outbox", count=sent)


async def report_unread(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Digests that stayed unread for the setting's working days are told to the next one up, once."""
    days = engine.settings.desk.digest_read_working_days
    if await engine.writer.write(partial(tell_of_unread, house=engine.house, days=days, now=now)):
        engine.bulk.wake()


def weeks_due(due_at: datetime, last_sent: datetime | None, house: House) -> list[str]:
    """The weeks to tell of, oldest first: last week, and those whose digest was joined to this one."""
    monday = house.today(due_at) - timedelta(days=house.today(due_at).weekday())
    weeks = [monday - timedelta(weeks=back) for back in range(1, MOST_WEEKS + 1)]
    told = house.today(last_sent) - timedelta(weeks=1) if last_sent else weeks[0]
    due = [week for week in weeks if week > told - timedelta(days=told.weekday())] or weeks[:1]
    return [f"{year}-W{number:02d}" for year, number, _ in (week.isocalendar() for week in reversed(due))]


async def post(engine: Engine, week: str, now: datetime) -> int:
    """Count the week and put the digests in the outbox; how many were new."""
    readers, watching = await asyncio.to_thread(_everybody, engine, week)
    if not (readers or watching):
        return 0
    units = sorted({_unit_of(official) for official in readers} - {""})
    today = engine.house.today(now)
    numbers, pictures = await count_and_draw(engine.settings, week, today, units)
    sent, kept = 0, dict[str, Media]()
    for start in range(0, len(readers), CHUNK):
        chunk = readers[start : start + CHUNK]
        wanted = {_unit_of(official) for official in chunk} & pictures.keys() - kept.keys()
        new = {unit: pictures[unit] for unit in wanted}
        # Looked up and worded beside the turns: the thread that writes has only rows to write.
        says = await asyncio.to_thread(_worded, engine, chunk, numbers, now)
        posting = _Posting(week, says, kept, new, engine.settings, now)
        count, kept = await engine.writer.write(partial(_post, readers=chunk, posting=posting))
        sent += count
    if watching:
        sent += await oversight.post(engine, week, numbers["city"]["steering"], now)
    engine.bulk.wake()
    return sent


def _everybody(engine: Engine, week: str) -> tuple[list[OfficialRow], list[OfficialRow]]:
    """Who reads a digest, and which overseers read one of their own; looked up beside the turns."""
    with engine.store.reading() as tx:
        return _readers(tx, week), oversight.readers(tx, week)


def _readers(tx: Tx, week: str) -> list[OfficialRow]:
    """Those who have no digest of the week yet, unit by unit: a run after a crash keeps no picture twice."""
    everyone = [one for one in officials.all_active(tx) if one.citizen_id is not None]
    had = outbox.there(tx, [_key(one, week) for one in everyone])
    readers = [one for one in everyone if one.role != "operator" and _key(one, week) not in had]
    return sorted(readers, key=lambda one: (not _unit_of(one), _unit_of(one), one.id))


def _unit_of(official: OfficialRow) -> str:
    """Of whose unit they read; empty: of the city."""
    return (official.unit or "") if official.role in OF_A_UNIT else ""


def _key(official: OfficialRow, week: str) -> str:
    return f"digest:{official.id}:{week}"


def _worded(engine: Engine, readers: Sequence[OfficialRow], numbers: Week, now: datetime) -> list[Say]:
    """What each of them is told, without its picture."""
    with engine.store.reading() as tx:
        return [digest_for(tx, one, numbers, engine.settings, engine.house, now) for one in readers]


@dataclass(frozen=True)
class _Posting:
    """What digests are made of: `kept` pictures have a document already, `new` ones get it with the words."""

    week: str
    says: Sequence[Say]
    kept: Mapping[str, Media]
    new: Mapping[str, bytes]
    settings: Settings
    now: datetime


def _post(tx: Tx, readers: Sequence[OfficialRow], posting: _Posting) -> tuple[int, dict[str, Media]]:
    """Pictures and digests of a chunk, all or none; how many were new, and the pictures kept so far."""
    now, week = posting.now, posting.week
    kept = {unit: _picture(tx, unit, week, png, now) for unit, png in posting.new.items()}
    pictures = {**posting.kept, **kept}
    messages = [
        Message(
            lane="bulk",
            channel=official.channel,
            citizen_id=official.citizen_id or 0,
            purpose="digest",
            body=say_to_json(_with_picture(say, official, pictures, posting.settings)),
            dedupe_key=_key(official, week),
        )
        for official, say in zip(readers, posting.says, strict=True)
    ]
    digest_reads.sent(tx, [official.id for official in readers], week, now)
    return sum(1 for row in outbox.add(tx, messages, now) if row is not None), pictures


def _picture(tx: Tx, unit: str, week: str, png: bytes, now: datetime) -> Media:
    """One document for all officials of the unit."""
    name = f"{unit}-{week}.png"
    return Media("photo", documents.keep(tx, name, PNG, png, now), mime=PNG, name=name)


def _with_picture(say: Say, official: OfficialRow, pictures: Mapping[str, Media], settings: Settings) -> Say:
    picture = pictures.get(_unit_of(official))
    if picture is None:
        return say
    with speaking(_language(official, settings)):
        return replace(say, media=(picture,))


def _language(official: OfficialRow, settings: Settings) -> str:
    return official.language or settings.city.languages[0]


def digest_for(
    tx: Tx,
    official: OfficialRow,
    numbers: Week,
    settings: Settings,
    house: House,
    now: datetime,
) -> Say:
    """The digest as this official gets it: their unit, or the city with the units compared; with buttons."""
    week, role, unit = numbers["week"], official.role, official.unit or ""
    shut = shut_to([official])
    with speaking(_language(official, settings)):
        if role in OF_A_UNIT:
            overdue = late(tx, unit, house, now, shut)
            text = _unit_text(tx, unit, numbers, settings, house, now, shut, overdue)
            return digest.with_buttons(text, role, week, unit=unit, late=len(overdue))
        text = city_text(numbers, settings)
        return digest.with_buttons(text, role, week, late=numbers["city"]["cases_overdue"])


def unit_text(
    tx: Tx, unit: str, numbers: Week, settings: Settings, house: House, now: datetime, besides: Shut = OPEN
) -> str:
    """One unit's week, with the numbers of cases beyond their date, and of promises that were broken.

    `besides`: no number of a case that is closed to this person.
    """
    overdue = late(tx, unit, house, now, besides)
    return _unit_text(tx, unit, numbers, settings, house, now, besides, overdue)


def _unit_text(
    tx: Tx,
    unit: str,
    numbers: Week,
    settings: Settings,
    house: House,
    now: datetime,
    besides: Shut,
    overdue: list[str],
) -> str:
    line = next((line for line in numbers["units"] if line["unit"] == unit), None)
    broken = [case.number for case in promises.broken(tx, house.today(now), unit, besides)]
    name = settings.unit_by_key[unit].name if unit in settings.unit_by_key else unit
    growing = [one for one in numbers["growing"] if one["unit"] == unit]
    return summaries.unit_digest(line, name, numbers["week"], theme_names(settings), overdue, broken, growing)


def late(tx: Tx, unit: str, house: House, now: datetime, besides: Shut = OPEN) -> list[str]:
    """The numbers of what is late on the unit's desk, the latest first; none closed to this person."""
    within = (Reach(frozenset({unit}), frozenset({"unit"}), besides),)
    rows = desk_lists.desk_rows(tx, Which(within, late=house.today(now)), limit=None)
    return [row.number for row in rows]


def city_text(numbers: Week, settings: Settings) -> str:
    """The city's week with the units compared; what overseers watch is told to them alone, by itself."""
    return summaries.city_digest(numbers, settings.city.name, theme_names(settings))


def theme_names(settings: Settings) -> Mapping[str, Mapping[str, str]]:
    """Theme key to its name by language."""
    return {theme.key: theme.name for theme in settings.themes}
