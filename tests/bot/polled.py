"""A forum that is held at this moment, with people at its door and an organiser who asks them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from bot.forums import poll_results
from bot.house import House
from bot.settings import Settings
from handlers.poll_events import PollAnswered, PollOpened, PollStepped
from handlers.poll_views import Result
from handlers.talk import Recorded, Say
from storage import attendance, citizens, forums, outbox, poll_votes, polls
from storage.citizens import Handle
from storage.forums import ForumRow
from storage.models import Forum
from storage.polls import PollRow
from storage.store import Store
from tests.bot.citizens import Chat, pushed
from tests.bot.desks import Desks

CODE = "fkp234"
ASKS, OTHER = "901", "902"
QUESTION, ANSWERS = "Kapan loket sebaiknya dibuka?", ("Pagi", "Sore", "Sabtu")


@dataclass
class Polled:
    """One forum, half an hour after it began; `now` moves as the test says."""

    store: Store
    house: House
    settings: Settings
    now: datetime
    place: str = "Aula Setda"
    desks: Desks = field(init=False)

    def __post_init__(self) -> None:
        self.desks = Desks(self.store, self.house, self.now)
        self.desks.official("coordinator", None, ASKS, "Panitia")
        with self.store.begin() as tx:
            starts = self.now - timedelta(minutes=30)
            link = {"link": "" if self.place else "https://meet.example/x"}
            where = ("Antrean KTP", "disdukcapil", starts, self.place, CODE, self.now)
            forums.create(tx, *where, state="announced", **link)

    @property
    def row(self) -> ForumRow:
        with self.store.reading() as tx:
            found = forums.by_code(tx, CODE)
        assert found is not None
        return found

    def changes(self, **values: Any) -> None:
        with self.store.begin() as tx:
            tx.connection.execute(update(Forum).where(Forum.code == CODE).values(**values))

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)
        self.desks.now = self.now

    def person(self, address: str, channel: str = "telegram") -> int:
        known = Handle(channel, "chat", address)
        with self.store.begin() as tx:
            return citizens.lock(tx, {known: "id"}, self.now)[known].id

    def invites(self, *addresses: str, channel: str = "telegram", answer: str = "") -> None:
        people = [self.person(one, channel) for one in addresses]
        with self.store.begin() as tx:
            forums.invited(tx, self.row.id, people, "citizens", self.now)
            for one in people:
                if answer:
                    forums.answer(tx, CODE, one, answer, self.now)

    def checks_in(self, *addresses: str, channel: str = "telegram") -> None:
        for address in addresses:
            who = self.person(address, channel)
            with self.store.begin() as tx:
                attendance.check_in(tx, self.row.id, who, "citizens", 1, "citizen", self.now, walked_in=True)

    def crowd(self, many: int) -> list[str]:
        """So many who were invited and are there."""
        addresses = [str(number) for number in range(1, many + 1)]
        self.invites(*addresses)
        self.checks_in(*addresses)
        return addresses

    def opens(
        self, question: str = QUESTION, answers: tuple[str, ...] = ANSWERS, minutes: int = 5, by: str = ASKS
    ) -> Recorded:
        return self.desks.records(by, PollOpened(CODE, question, answers, minutes))

    def answers(self, address: str, answer: int, channel: str = "", poll: int = 0) -> Recorded:
        return self.desks.records(address, PollAnswered(poll or self.poll.id, answer), channel)

    def steps(self, step: str, poll: int = 0, by: str = ASKS) -> Recorded:
        return self.desks.records(by, PollStepped(CODE, poll or self.poll.id, step))

    @property
    def poll(self) -> PollRow:
        with self.store.reading() as tx:
            return polls.of_forum(tx, self.row.id)[-1]

    @property
    def counts(self) -> dict[int, int]:
        poll = self.poll.id
        with self.store.reading() as tx:
            return dict(poll_votes.counts(tx, poll))

    def gives(self, *counts: int) -> None:
        """So many give each answer, by its place."""
        people = iter(range(1, sum(counts) + 1))
        for place, many in enumerate(counts):
            for _ in range(many):
                assert self.answers(str(next(people)), place).done

    def result(self) -> Result:
        poll = self.poll
        with self.store.reading() as tx:
            return poll_results.result(tx, poll, self.house)

    def chat(self, address: str) -> Chat:
        return self.desks.chat(address)

    def told(self, address: str) -> list[Say]:
        """What waits in the bulk lane for this chat, in order; it is marked as sent."""
        return pushed(self.store, self.now, address)

    def sends(self) -> None:
        """Whatever is due was sent."""
        with self.store.begin() as tx:
            rows = outbox.claim(tx, "bulk", self.now, timedelta(seconds=30), 10_000)
            outbox.sent(tx, {row.id: str(row.id) for row in rows}, self.now)
