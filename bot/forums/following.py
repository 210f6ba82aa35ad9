"""Follows what was agreed: those from whom it came hear first, then everybody; and when it is all settled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.attending.offering import reach
from bot.forums import agreed, judging, life
from bot.forums.life import Step
from bot.forums.minutes_pdf import typeset_in_child
from bot.house import House
from bot.settings import Settings
from bot.timetable import Job, every
from bot.wiring import Engine
from handlers import minutes_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import broadcasts, forum_steps, forums, minutes, outbox, questions
from storage.forums import ForumRow
from storage.minutes import AgreementRow
from storage.outbox import Message
from storage.store import Tx

log = structlog.get_logger()
MINUTES = 15
FIRST = timedelta(hours=1)  # so long those from whom it came know it before everybody else
AT_MOST = timedelta(days=1)  # what moves within a day is one message
STILL = timedelta(days=400)  # a case that was closed may be found not to be done after all
FOLLOWUP = "followup"
SYSTEM = "system"


def jobs(engine: Engine) -> list[Job]:
    return [Job("agreements", every(MINUTES), partial(follow_all, engine))]


async def follow_all(engine: Engine, due_at: datetime, now: datetime) -> None:
    """Everything that moved is told, and those who came to a forum are asked how it was.

    Minutes that are not typeset yet are, in a process that ends.
    """
    told = await engine.writer.write(partial(follow, settings=engine.settings, house=engine.house, now=now))
    if asked := await engine.writer.write(partial(judging.ask, house=engine.house, now=now)):
        log.info("forums to be judged", count=asked)
    if told:
        log.info("agreements", count=told)
        engine.bulk.wake()
    await typeset_in_child(engine.settings, engine.store, engine.writer, now)


def follow(tx: Tx, settings: Settings, house: House, now: datetime) -> int:
    """All forums in one transaction; how many messages and broadcasts that made."""
    told = 0
    for forum_id, state in minutes.followed(tx, since=now - STILL).items():
        row = forums.by_id(tx, forum_id, lock=True)
        found = minutes.agreements(tx, forum_id)
        if row is None:
            continue
        told += sum(_tell_raisers(tx, row, one, house, now) for one in found)
        told += _tell_everybody(tx, row, minutes.agreements(tx, forum_id), house, now)
        if state == "minuted" and all(_is_over(one, house, now) for one in found):
            life.advance(Step(tx, settings, SYSTEM, now), row.code, "followed_up")
    return told


def _is_over(one: AgreementRow, house: House, now: datetime) -> bool:
    return agreed.standing(one, house, house.today(now)) in agreed.OVER


def _tell_raisers(tx: Tx, row: ForumRow, one: AgreementRow, house: House, now: datetime) -> int:
    """Those whose question it came from, once for each standing; how many messages."""
    standing = agreed.standing(one, house, house.today(now))
    if standing == one.raised_told or (standing == "open" and not one.raised_told):
        return 0
    minutes.change(tx, one.id, raised_told=standing, raised_at=now)
    raisers = questions.raised_by(tx, [one.question_id]) if one.question_id else {}
    people = raisers.get(one.question_id or 0, ())
    messages = []
    for person in reach(tx, set(people) - minutes.silent(tx, people)):
        with speaking(person.language):
            seen = agreed.view(tx, row, house, house.today(now))
            say = minutes_words.raised(seen, seen.agreed[one.place - 1])
        key = f"raised:{one.id}:{standing}:{person.id}"
        at = house.may_push(now)
        messages.append(
            Message("bulk", person.channel, person.id, "notice", say_to_json(say), dedupe_key=key, due_at=at)
        )
    return sum(1 for added in outbox.add(tx, messages, now) if added is not None)


def _tell_everybody(tx: Tx, row: ForumRow, found: Sequence[AgreementRow], house: House, now: datetime) -> int:
    """What those from whom it came have known for a while: one broadcast for all of it, at most one a day."""
    moved = [
        one
        for one in found
        if one.raised_told in agreed.TOLD
        and one.raised_told != one.told
        and one.raised_at is not None
        and one.raised_at + FIRST <= now
        and agreed.standing(one, house, house.today(now)) == one.raised_told
    ]
    if not moved or any(
        one.purpose == FOLLOWUP and one.created_at > now - AT_MOST for one in broadcasts.of_forum(tx, row.id)
    ):
        return 0
    for one in moved:
        minutes.change(tx, one.id, told=one.raised_told, told_at=now)
        forum_steps.note(tx, row.id, f"agreement_{one.raised_told}", SYSTEM, now, place=one.place)
    places = json.dumps([one.place for one in moved])
    broadcasts.create(tx, FOLLOWUP, made_by=SYSTEM, now=now, forum_id=row.id, audience=places)
    return 1
