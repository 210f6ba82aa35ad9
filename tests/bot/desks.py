"""Officials and reporters around one case: bound, opened and stepped with, on the real recorder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select

from bot import recorder
from bot.channels.base import Incoming
from bot.house import House
from bot.recording import Recording
from handlers.desk_events import DeskEvent
from handlers.events import CaseOpened, Event
from handlers.talk import Input, Media, Recorded, Say, Words
from handlers.talk.stored import say_from_json
from storage import case_events, cases, citizens, officials, outbox
from storage.cases import CaseRow
from storage.citizens import Handle
from storage.models import Outbox
from storage.store import Store
from tests.bot.citizens import Chat
from tests.bot.whereabouts import handle

_TALKS = count(1)


@dataclass
class Desks:
    """One city at one moment; `now` moves as the test says."""

    store: Store
    house: House
    now: datetime
    ids: dict[str, int] = field(default_factory=dict)  # address to official

    def official(self, role: str, unit: str | None, address: str, name: str = "") -> int:
        """A bound official; their id."""
        with self.store.begin() as tx:
            person = citizens.lock(tx, {handle(address): "id"}, self.now)
            chat = next(iter(person.values()))
            expires = self.now + timedelta(days=1)
            made = officials.invite(
                tx, role, unit, name or f"{role} {address}", f"code-{address}-{role}", expires, self.now
            )
            assert officials.bind(tx, f"code-{address}-{role}", chat.id, self.now) is not None
        self.ids[address] = made
        return made

    def opens(  # noqa: PLR0913 - all that a report may say
        self,
        address: str,
        words: str = "Lampu jalan mati",
        *,
        unit: str = "dpupr",
        category: str = "slow",
        kind: str = "complaint",
        photos: tuple[Media, ...] = (),
        known_as: str = "confidential",
        name: str = "",
        contact: str = "",
    ) -> str:
        """A case handed in from this chat; its number."""
        said = Words(words, photos)
        opened = CaseOpened(
            kind, unit, category, "service", said, known_as=known_as, name=name, contact=contact
        )
        return self.records(address, opened).number

    def records(self, address: str, event: Event | DeskEvent, channel: str = "") -> Recorded:
        """What came of an event that this chat decided."""
        known = Handle(channel, "chat", address) if channel else handle(address)
        with self.store.begin() as tx:
            person = citizens.lock(tx, {known: "id"}, self.now)[known]
            told: list[outbox.Message] = []
            incoming = Incoming(
                known.channel, "1", f"d{next(_TALKS)}", address, Input(), address_kind=known.kind
            )
            talk = f"t{next(_TALKS)}"
            here = Recording(tx, self.house, person, incoming, talk, self.now, told.append)
            recorded = recorder.record(event, here)
            outbox.add(tx, told, self.now)
        return recorded

    def row(self, number: str) -> CaseRow:
        with self.store.reading() as tx:
            found = cases.by_number(tx, number)
        assert found is not None
        return found

    def version(self, number: str) -> int:
        return self.row(number).version

    def happened(self, number: str) -> list[tuple[str, str]]:
        """Kind and state of everything that happened to a case, in order."""
        with self.store.reading() as tx:
            return [(e.kind, e.state) for e in case_events.events(tx, self.row(number).id)]

    def told(self, address: str, number: str = "") -> list[Say]:
        """Everything that was ever put into the outbox for this chat, about one case or all."""
        with self.store.begin() as tx:
            known = handle(address)
            person = citizens.lock(tx, {known: "id"}, self.now)[known]
            mine = select(Outbox.body).where(Outbox.citizen_id == person.id).order_by(Outbox.id)
            mine = mine.where(Outbox.case_number == number) if number else mine
            sealed = tx.connection.execute(mine).scalars()
            bodies = [tx.vault.open(body, "outbox.body") for body in sealed if body is not None]
        return [say_from_json(body)[0] for body in bodies]

    def chat(self, address: str) -> Chat:
        """The same person, typing and tapping."""
        return Chat(self.store, self.house, self.now, address)

    def passes(self, days: int) -> None:
        self.now += timedelta(days=days)
