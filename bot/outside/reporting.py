"""Makes the reports that were asked for, in a child process that ends, and puts them into the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.clock import Clock, first_of
from bot.desk.entitled import offices_of
from bot.house import House
from bot.logs import place_of
from bot.marks import Writes
from bot.outside import asking
from bot.outside.report_child import Make, NotMade
from bot.outside.wishes import Made, Wish
from handlers import report_notices
from handlers.talk import Media, Say, speaking
from handlers.talk.stored import say_to_json
from storage import audit, citizens, documents, outbox, reports_asked
from storage.failures import Outage
from storage.outbox import Message
from storage.reports_asked import AskedRow
from storage.store import Tx

log = structlog.get_logger()
LOOK_SECONDS = 2.0
LEASE = timedelta(minutes=5)  # a report takes seconds; after that whoever made it has died over it
MOST_TRIES = 3
PAUSES = (timedelta(seconds=10), timedelta(minutes=1))


@dataclass(frozen=True)
class Reporter:
    """To whom a report goes: what is spoken there, and the office by which it is theirs, if it still is."""

    language: str
    office: int | None

    @property
    def entitled(self) -> bool:
        return self.office is not None


class Reporting:
    """Makes what waits, one after another. A wish waits until the transaction that sends its report."""

    def __init__(
        self,
        writer: Writes,
        house: House,
        make: Make,
        clock: Clock,
        wake_bulk: Callable[[], None] = lambda: None,
    ) -> None:
        self._writer, self._house, self._make = writer, house, make
        self._clock, self._wake_bulk = clock, wake_bulk
        self._woken = asyncio.Event()
        self._closing = False

    async def run(self) -> None:
        """Make what waits, until closed; in an outage everything waits a little longer."""
        while not self._closing:
            try:
                while not self._closing and await self.make_one():
                    pass
            except Outage as outage:
                log.warning("reports wait", error=type(outage).__name__)
            await first_of(self._woken, LOOK_SECONDS, self._clock)

    def close(self) -> None:
        """Let `run` end; a report that is being made is made anew later."""
        self._closing = True
        self._woken.set()

    async def make_one(self) -> bool:
        """Make and send the report that has waited longest; whether there was one. Raises `Outage`."""
        now = self._clock.now()
        row = await self._writer.write(lambda tx: reports_asked.claim(tx, now, LEASE))
        if row is None:
            return False
        try:
            language = (await self._writer.write(lambda tx: self._reporter(tx, row))).language
            wish = Wish(row.unit, row.period, language)
            made = await self._make(wish, self._house.today(now))
        except Outage:
            raise
        except Exception as error:  # whatever it is, it is counted, and told in the end
            log.error("report not made", report_id=row.id, unit=row.unit, exc_info=error)
            reason = str(error) if isinstance(error, NotMade) else place_of(error)
            await self._writer.write(lambda tx: self._not_made(tx, row, reason))
        else:
            await self._writer.write(lambda tx: self._send(tx, row, made))
        self._wake_bulk()
        return True

    def _reporter(self, tx: Tx, row: AskedRow) -> Reporter:
        """As they are now: offices end, and people ask to be forgotten."""
        person = citizens.known(tx, [row.citizen_id]).get(row.citizen_id)
        offices = offices_of(tx, row.citizen_id, self._house.today(self._clock.now()))
        if person is None:
            return Reporter("", None)
        office = next((office.id for office in offices if asking.may([office], row.unit)), None)
        return Reporter(person.language, office)

    def _send(self, tx: Tx, row: AskedRow, made: Made) -> None:
        """Files, message and the end of the wish, all or none."""
        now = self._clock.now()
        reporter = self._reporter(tx, row)
        if not reporter.entitled:
            reports_asked.failed(tx, row.id, "not theirs any more", now)
            return
        if not reports_asked.done(tx, row.id, now):
            return  # somebody else was quicker
        audit.add(
            tx, "report_made", f"official:{reporter.office}", now, about=f"unit:{row.unit}:{row.period}"
        )
        kept = [
            Media("document", documents.keep(tx, f.name, f.mime, f.content, now), mime=f.mime, name=f.name)
            for f in made.files
        ]
        with speaking(reporter.language):
            _post(tx, row, report_notices.with_files(made.words, kept), self._clock)

    def _not_made(self, tx: Tx, row: AskedRow, reason: str) -> None:
        """Once more in a while; the last time whoever asked is told."""
        now = self._clock.now()
        if row.tries + 1 < MOST_TRIES:
            reports_asked.retry(tx, row.id, now + PAUSES[min(row.tries, len(PAUSES) - 1)], reason)
            return
        reporter = self._reporter(tx, row)
        if not reports_asked.failed(tx, row.id, reason, now) or not reporter.entitled:
            return
        unit = self._house.city.units.get(row.unit)
        with speaking(reporter.language):
            _post(tx, row, report_notices.failed(unit.label if unit else row.unit, row.period), self._clock)


def _post(tx: Tx, row: AskedRow, say: Say, clock: Clock) -> None:
    """One message a wish, whatever it says."""
    body, key = say_to_json(say), f"report:{row.id}"
    message = Message("bulk", row.channel, row.citizen_id, "report", body, dedupe_key=key)
    outbox.add(tx, [message], clock.now())
