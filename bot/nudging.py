"""Asks once after a survey or a complaint that was left open; the open question comes with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.house import House
from bot.settings import Settings
from bot.situation import citizen_seen
from bot.wiring import Engine
from handlers import summaries
from handlers.facts import Facts
from handlers.talk import speaking
from handlers.talk.engine import show_again
from handlers.talk.stored import from_json, say_to_json, to_json
from storage import citizens, fatigue, outbox, talks
from storage.citizens import CitizenRow
from storage.outbox import Message
from storage.store import Tx
from storage.talks import TalkRow

AT_ONCE = 200
SURVEY, DRAFT = "srvy", "comp"
_WORDS: dict[str, Callable[[], str]] = {SURVEY: summaries.nudge_survey, DRAFT: summaries.nudge_draft}


async def nudge(engine: Engine, due_at: datetime, now: datetime) -> None:
    """One reminder for each talk that has waited long enough, and never a second one."""
    when = engine.settings.timetable
    waits = {
        SURVEY: timedelta(hours=when.nudge_survey_hours),
        DRAFT: timedelta(hours=when.nudge_draft_hours),
    }
    if await engine.writer.write(lambda tx: remind(tx, engine.settings, engine.house, waits, now)):
        engine.bulk.wake()


def remind(tx: Tx, settings: Settings, house: House, waits: dict[str, timedelta], now: datetime) -> int:
    """All that waited so long, in one transaction; how many reminders that made."""
    # One each time: of a second one the cap has to know the first.
    rows = list({row.citizen_id: row for row in reversed(talks.to_nudge(tx, waits, now, AT_ONCE))}.values())
    whose = {row.citizen_id for row in rows}
    people = citizens.known(tx, whose - fatigue.capped(tx, whose, now, settings))
    messages = [
        _reminder(tx, house, row, people[row.citizen_id], now) for row in rows if row.citizen_id in people
    ]
    outbox.add(tx, messages, now)
    talks.mark_nudged(tx, rows, now)
    return len(messages)


def _reminder(tx: Tx, house: House, row: TalkRow, person: CitizenRow, now: datetime) -> Message:
    state = replace(from_json(row.state), language=person.language)
    script = house.scripts[state.talk]
    city, channel = house.city, person.handle.channel
    facts = Facts(city, state.opened, citizen_seen(person, channel, city.consent_version))
    with speaking(person.language):
        step = show_again(script, facts, state, now, _WORDS[row.name]())
    if step.state is not None:
        talks.save(tx, row.citizen_id, row.serial, row.name, to_json(step.state), now)
    return Message(
        lane="bulk",
        channel=channel,
        citizen_id=row.citizen_id,
        purpose="reminder",
        body=say_to_json(step.says[0]),
        dedupe_key=f"nudge:{row.citizen_id}:{state.opened}:{row.serial}",
    )
