"""Days that were given to reporters: a promise comes due, or the time to reply is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.days.reminding import reminder_to
from bot.desk.acts import close_in_silence
from bot.house import House
from bot.offices import owning
from handlers import deadline_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import cases, outbox, promises
from storage.cases import CaseRow
from storage.outbox import Message
from storage.promises import PromiseRow
from storage.store import Tx


def silent(tx: Tx, house: House, now: datetime) -> list[int]:
    """The cases whose reporter had until yesterday to reply, by id."""
    yesterday = house.today(now) - timedelta(days=1)
    return [row.id for row in cases.due(tx, yesterday) if row.next_step == "reporter"]


def close(tx: Tx, house: House, case_ids: Iterable[int], now: datetime) -> int:
    """Close these cases in silence, where the reporter is still silent; how many messages that were."""
    return sum(_close(tx, house, case_id, now) for case_id in case_ids)


def _close(tx: Tx, house: House, case_id: int, now: datetime) -> int:
    row = cases.by_id(tx, case_id, lock=True)
    if row is None or row.next_step != "reporter" or not row.next_at or row.next_at >= house.today(now):
        return 0
    told: list[Message] = []
    close_in_silence(tx, house, row, now, told.append)
    outbox.add(tx, told, now)
    return len(told)


def coming(tx: Tx, house: House, now: datetime) -> list[int]:
    """Promises of which somebody is to hear: on the working day before, and when the day has come."""
    tomorrow = house.working_days.add(house.today(now), 1)
    return [promise.id for promise in promises.open_until(tx, tomorrow) if promise.told_at is None]


def tell(tx: Tx, house: House, promise_ids: Iterable[int], now: datetime) -> int:
    """Who has the case hears on the working day before, its reporter on the day; each of them once."""
    return sum(_tell(tx, house, promise_id, now) for promise_id in promise_ids)


def _tell(tx: Tx, house: House, promise_id: int, now: datetime) -> int:
    promise = promises.by_id(tx, promise_id, lock=True)
    row = cases.by_id(tx, promise.case_id) if promise else None
    if promise is None or row is None or promise.told_at is not None:
        return 0
    today = house.today(now)
    if today < promise.due:
        message = _to_official(tx, house, row, promise, today)
    else:
        promises.told(tx, promise.id, now)
        message = _to_reporter(house, row, promise)
    return sum(1 for one in outbox.add(tx, [message], now) if one is not None) if message else 0


def _to_official(tx: Tx, house: House, row: CaseRow, promise: PromiseRow, today: date) -> Message | None:
    official = owning.seen_to_by(tx, row, today)
    if official is None or today < house.working_days.back(promise.due, 1):
        return None
    with speaking(official.language):
        say = deadline_words.promise_comes(row.number, promise.due)
    return reminder_to(official, row, say, f"promise:{row.number}:{promise.due}:{official.id}")


def _to_reporter(house: House, row: CaseRow, promise: PromiseRow) -> Message | None:
    if row.citizen_id is None:
        return None
    unit = house.city.units.get(row.unit or "")
    with speaking(row.language):
        say = deadline_words.promised_day(
            row.number,
            unit.name if unit else "",
            promise.due,
            kept=promise.kept_at is not None,
            route=row.route,
        )
    key = f"promised:{row.number}:{promise.id}"
    body = say_to_json(say)
    return Message("bulk", row.channel, row.citizen_id, "reminder", body, key, case_number=row.number)
