"""One day of a city through the real engine: fifty talk, ten report, a backup is made in the middle."""

from __future__ import annotations

import io
import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import structlog
from sqlalchemy import delete

from bot.channels.base import Incoming
from bot.clock import SystemClock
from bot.house import House
from bot.intake import Intake
from bot.logs import set_up_logs
from bot.marks import Sent, write_marks
from bot.media import MediaRules
from bot.settings import Settings
from bot.untraceable import moving
from bot.untraceable.apart import Apart, build_apart
from bot.untraceable.fetching import Fetching
from bot.untraceable.offering import masking, offered
from bot.wiring import build_house, sync_units
from bot.writer import Writer
from handlers.talk import Input
from handlers.talk.stored import say_from_json, say_to_json
from storage import citizens, outbox
from storage.citizens import Handle
from storage.models import Outbox
from storage.outbox import Claimed, Message
from storage.store import Store
from tests.attacker.people import Chat, Story, looks, rates, reports, starts, story
from tests.attacker.seized import Rows, Seized, rows_of
from tests.doubles.pictures import tiny_jpeg

PEOPLE, FILINGS = 50, 10
WAYS = ("untraceable", "confidential")


@dataclass(frozen=True)
class Plan:
    """What a day is like. `alone`: who reports does nothing else, and everybody else does something.

    `careless`: what a product would keep of turns apart that thought less of it: seen, rows, log or nothing.
    `headers`: PostgreSQL's backup is one of its files, and no dump.
    """

    seed: int
    way: str = "untraceable"
    alone: bool = False
    careless: str = ""
    headers: bool = False
    people: int = PEOPLE
    filings: int = FILINGS


class Album:
    """A network that has every photo."""

    async def fetch(self, ref: str) -> bytes:
        return tiny_jpeg()


@dataclass
class Person:
    """Somebody with a chat, and what they say next, when."""

    chat: Chat
    sessions: list[tuple[float, Iterator[Input]]]
    tale: Story | None = None


@dataclass
class Day:
    """Runs it and hands over what is seized at its end, with the truth beside."""

    plan: Plan
    store: Store
    settings: Settings
    directory: Path
    truth: dict[str, str] = field(default_factory=dict)  # words of a story to the chat's address
    _deleted_later: list[int] = field(default_factory=list)
    _message_ids: Iterator[int] = field(default_factory=lambda: count(1000))
    _updates: Iterator[int] = field(default_factory=lambda: count(500_000))

    async def lived(self) -> Seized:
        """The day, its night, and everything that is at rest afterwards."""
        self.chance, self.log = random.Random(self.plan.seed), io.StringIO()
        set_up_logs(self.log)
        sync_units(self.settings, self.store)
        house, apart = self._house()
        self.writer = Writer(self.store)
        self.handed: list[Claimed] = []
        intake = Intake(self.writer, house, self.handed.extend, lambda: None)
        fetching = Fetching(apart, {"telegram": Album()}, self._rules(), SystemClock())
        people = [self._person(number) for number in range(self.plan.people)]
        turns = self._in_order(people)
        middle = self.chance.randint(2 * len(people), 6 * len(people))
        backup: Rows | None = None
        for number, (person, session) in enumerate(turns):
            if number == middle:
                backup = self._backup()
            await self._turn(intake, apart, person, session)
            await fetching.fetch_all()
        with self.store.begin() as tx:
            tx.connection.execute(delete(Outbox).where(Outbox.id.in_(self._deleted_later)))
        self._night(house)
        self.writer.close()
        return self._seized(backup or self._backup())

    # --- the installation -------------------------------------------------------------------------------

    def _house(self) -> tuple[House, Apart]:
        mask = masking(tuple(self.settings.mask.titles))
        apart = build_apart(self.directory / "untraceable", self.store.vault, mask, 24)
        return offered(build_house(self.settings), apart, traces=not self.store.is_sqlite), apart

    def _rules(self) -> MediaRules:
        return MediaRules(self.directory / "media", ("image/jpeg",))

    # --- the people -------------------------------------------------------------------------------------

    def _person(self, number: int) -> Person:
        chat = Chat(str(700_000 + number * 7))
        begins = self.chance.uniform(0, 20_000)
        files = number < self.plan.filings
        sessions = [(begins, starts())]
        if not (self.plan.alone and files):
            sessions += self._something(chat, begins)
        person = Person(chat, sessions)
        if files:
            person.tale = story(self.chance, f"w{number}")
            self.truth[person.tale.words] = chat.address
            at = begins + self.chance.choice((1.0, self.chance.uniform(2, 5_000)))
            sessions.append((at, reports(chat, person.tale, self.plan.way)))
        return person

    def _something(self, chat: Chat, begins: float) -> list[tuple[float, Iterator[Input]]]:
        """What people do who talk with the city, whether they report something or not."""
        at = begins + self.chance.uniform(1, 5_000)
        what = self.chance.random()
        if what < 0.5:
            return [(at, rates(chat, self.chance))]
        if what < 0.7:
            return [(at, reports(chat, story(self.chance, f"o{chat.address}"), "confidential"))]
        return [(at, looks(self.chance))]

    def _in_order(self, people: Sequence[Person]) -> Iterator[tuple[Person, Iterator[Input]]]:
        """Whose turn it is, one after the other; within a session people answer after a while."""
        clocks = [(at, n, session) for n, one in enumerate(people) for at, session in one.sessions]
        queue = [(at, n, k, s) for k, (at, n, s) in enumerate(clocks)]
        busy: dict[int, int] = {}
        while queue:
            queue.sort(key=lambda one: one[:3])
            at, n, k, session = queue.pop(0)
            if busy.get(n, k) != k:  # one thing after the other in one chat
                queue.append((at + 3, n, k, session))
                continue
            busy[n] = k
            self._over = False
            yield people[n], session
            if self._over:
                del busy[n]
            else:
                queue.append((at + self.chance.uniform(0.3, 2.5), n, k, session))

    # --- turns ------------------------------------------------------------------------------------------

    async def _turn(self, intake: Intake, apart: Apart, person: Person, session: Iterator[Input]) -> None:
        said = next(session, None)
        if said is None:
            self._over = True
            return
        next(self._message_ids)  # the network numbers what people say as well
        update = str(next(self._updates))
        await intake.take(Incoming("telegram", "bot", update, person.chat.address, said, payload="{}"))
        handed, self.handed[:] = list(self.handed), []
        person.chat.says += [say_from_json(row.body)[0] for row in handed]
        sent = [Sent(row.id, str(next(self._message_ids))) for row in handed]
        named = apart.room.refs.named
        plain = [Sent(mark.id, named(mark.ref)) for mark in sent if mark.id > 0]
        for mark in sent:
            if mark.id < 0:
                apart.room.said(mark.id)
        if plain:
            await self.writer.write(lambda tx: write_marks(tx, plain, datetime.now(UTC)))
        if len(plain) < len(sent):
            self._forget_to_hide(person.chat)
            self.store.empty_log()

    def _forget_to_hide(self, chat: Chat) -> None:
        """What a careless product would leave behind of a turn apart."""
        if self.plan.careless == "log":
            structlog.get_logger().info("turns committed", count=1, seconds=0.002)
        if self.plan.careless in ("seen", "rows"):
            with self.store.begin() as tx:
                handle = Handle("telegram", "chat", chat.address)
                met = citizens.lock(tx, {handle: "id"}, datetime.now(UTC))[handle]
                if self.plan.careless == "rows":
                    citizens.unsee(tx, [met])
                    reply = Message("reply", "telegram", met.id, "reply", say_to_json(chat.says[-1]))
                    self._deleted_later += [row for row in outbox.add(tx, [reply], datetime.now(UTC)) if row]

    def _night(self, house: House) -> None:
        now = datetime.now(UTC) + timedelta(days=1)
        letters = moving.ready(house, now)
        moving.keep_photos(letters, self.directory / "media", self.store.vault, now)
        done = self.writer.submit(lambda tx: moving.take_up(tx, house, letters, now)).result()
        moving.done_with(house, done)

    # --- what is taken away ------------------------------------------------------------------------------

    def _backup(self) -> Rows:
        """As a backup has it: SQLite's own copy, or every table of PostgreSQL."""
        if self.store.is_sqlite:
            to = self.directory / "backup.db"
            with closing(sqlite3.connect(self.store.file)) as old, closing(sqlite3.connect(to)) as new:
                old.backup(new)
        return rows_of(self.store, headers=self.plan.headers)

    def _seized(self, backup: Rows) -> Seized:
        raw = []
        if self.store.is_sqlite:
            for name in ("suara.db", "suara.db-wal", "backup.db"):
                path = self.directory / name
                raw.append(path.read_bytes() if path.exists() else b"")
            shutil.rmtree(self.directory / "untraceable")  # none of it is in what was seized
        photos = {path.name: path.stat().st_mtime for path in (self.directory / "media").glob("*")}
        lines = self.log.getvalue().splitlines()
        return Seized(self.store, rows_of(self.store), backup, raw, lines, photos)
