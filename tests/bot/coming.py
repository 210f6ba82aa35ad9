"""A forum with seats, and people who were invited to it, on the real turns and database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from bot.attending.keeping import look_after
from bot.channels.base import Incoming
from bot.house import House
from bot.settings import Settings
from bot.turns import take_turns
from handlers.talk import Input, Say
from handlers.talk.stored import say_from_json
from storage import citizens, forums, outbox, seats
from storage.forums import ForumRow
from storage.models import Forum, ForumSeats, Invitation, Outbox
from storage.outbox_claims import BODY
from storage.seats import Word
from storage.store import Store
from tests.bot.citizens import Chat
from tests.bot.whereabouts import handle

DAY = timedelta(days=1)
CODE = "fkp234"


@dataclass
class Coming:
    """One forum at one moment; `now` moves as the test says."""

    store: Store
    house: House
    settings: Settings
    now: datetime
    ids: dict[str, int] = field(default_factory=dict)  # address to citizen

    def announced(self, in_days: int = 10, **groups: int) -> ForumRow:
        """A forum of these seats, at nine in the city's morning."""
        day = (self.now.astimezone(self.house.zone) + in_days * DAY).date()
        starts = datetime.combine(day, datetime.min.time(), self.house.zone) + timedelta(hours=9)
        with self.store.begin() as tx:
            row = forums.create(
                tx, "Antrean KTP", "disdukcapil", starts, "Aula Setda", CODE, self.now, state="announced"
            )
            for group, count in groups.items():
                tx.connection.execute(insert(ForumSeats).values(forum_id=row.id, group=group, seats=count))
        return row

    @property
    def row(self) -> ForumRow:
        with self.store.reading() as tx:
            found = forums.by_code(tx, CODE)
            assert found is not None
            return found

    def changes(self, **values: Any) -> None:
        with self.store.begin() as tx:
            tx.connection.execute(update(Forum).where(Forum.code == CODE).values(**values))

    def knows(self, *addresses: str) -> None:
        """People who have written before."""
        with self.store.begin() as tx:
            people = citizens.lock(tx, {handle(one): "id" for one in addresses}, self.now)
            self.ids |= {one: people[handle(one)].id for one in addresses}

    def invites(self, *addresses: str, group: str = "") -> None:
        self.knows(*addresses)
        rows = [
            {
                "forum_id": self.row.id,
                "citizen_id": self.ids[one],
                "invited_at": self.now,
                "answer": "",
                "group": group,
            }
            for one in addresses
        ]
        with self.store.begin() as tx:
            tx.connection.execute(insert(Invitation), rows)

    def chat(self, address: str) -> Chat:
        return Chat(self.store, self.house, self.now, address)

    def taps(self, address: str, answer: str) -> Say:
        """The button of the invitation, in this chat."""
        chat = self.chat(address)
        chat.does(self.tap(chat, answer))
        return chat.says[-1]

    def tap(self, chat: Chat, answer: str) -> Incoming:
        return chat.incoming(Input(tap=f"go.foru:{CODE}.{answer}"))

    def tap_all(self, addresses: Sequence[str], answer: str = "come", *, batch: int) -> None:
        """All of them in the same second, so many in one batch."""
        taps = [self.tap(self.chat(one), answer) for one in addresses]
        for start in range(0, len(taps), batch):
            with self.store.begin() as tx:
                take_turns(tx, taps[start : start + batch], self.house, self.now)

    def word(self, address: str) -> Word:
        with self.store.reading() as tx:
            found = seats.of(tx, self.row.id, self.ids[address])
        assert found is not None
        return found

    def answers(self, *addresses: str) -> list[str]:
        return [self.word(one).answer for one in addresses]

    def line(self, group: str = "citizens") -> list[str]:
        names = {citizen: address for address, citizen in self.ids.items()}
        with self.store.reading() as tx:
            return [names[word.citizen_id] for word in seats.line(tx, self.row.id, group)]

    def looks_after(self) -> int:
        """What the timetable does every few minutes."""
        with self.store.begin() as tx:
            return look_after(tx, self.settings, self.house, self.now)

    def pushed(self, address: str = "", purpose: str = "") -> list[Say]:
        """What was put into the bulk lane for them so far, in order."""
        return [say for _, say in self._pushed(address, purpose)]

    def due(self, address: str = "", purpose: str = "") -> list[datetime]:
        return [due for due, _ in self._pushed(address, purpose)]

    def _pushed(self, address: str, purpose: str) -> Iterator[tuple[datetime, Say]]:
        rows = select(Outbox).where(Outbox.lane == "bulk").order_by(Outbox.id)
        rows = rows.where(Outbox.citizen_id == self.ids[address]) if address else rows
        rows = rows.where(Outbox.purpose == purpose) if purpose else rows
        with self.store.reading() as tx:
            for row in tx.connection.execute(rows):
                yield row.due_at, say_from_json(tx.vault.open(row.body, BODY))[0]

    def delivers(self) -> None:
        """Whatever is due was sent."""
        with self.store.begin() as tx:
            rows = outbox.claim(tx, "bulk", self.now, timedelta(seconds=30), 10_000)
            outbox.sent(tx, {row.id: str(row.id) for row in rows}, self.now)
