"""A forum that was held, with officials around it and minutes to write; `now` moves as the test says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.forums import following, minutes
from bot.forums.life import Step
from bot.forums.people import as_actor
from bot.house import House
from bot.settings import Settings
from handlers.talk import Say
from handlers.talk.stored import say_from_json
from storage import citizens, forums, questions
from storage import minutes as written
from storage.forums import ForumRow
from storage.minutes import AgreementRow, NewAgreement
from storage.models import Outbox
from storage.outbox_claims import BODY
from storage.store import Store, Tx
from tests.bot.desks import Desks
from tests.bot.whereabouts import handle

CODE = "hld2k7"
DAY = timedelta(days=1)
WRITES, REVIEWS, HEAD = "901", "902", "903"


@dataclass
class Held:
    """A forum of yesterday. `ids`: address to official."""

    store: Store
    house: House
    settings: Settings
    now: datetime
    desks: Desks = field(init=False)

    def __post_init__(self) -> None:
        self.desks = Desks(self.store, self.house, self.now)
        self.desks.official("coordinator", None, WRITES, "Panitia")
        self.desks.official("overseer", None, REVIEWS, "Pengawas")
        self.desks.official("head", "disdukcapil", HEAD, "Kepala")
        with self.store.begin() as tx:
            starts = self.now - DAY
            forums.create(
                tx, "Antrean KTP", "disdukcapil", starts, "Aula Setda", CODE, self.now, state="held"
            )

    @property
    def row(self) -> ForumRow:
        with self.store.reading() as tx:
            found = forums.by_code(tx, CODE)
        assert found is not None
        return found

    def today(self, days: int = 0) -> date:
        return self.house.today(self.now) + timedelta(days=days)

    def step(self, tx: Tx, address: str = WRITES) -> Step:
        return Step(tx, self.settings, as_actor(self.desks.ids[address]), self.now)

    def writes(self, *agreed: NewAgreement, summary: str = "Warga mengeluhkan antrean.") -> None:
        with self.store.begin() as tx:
            minutes.write(self.step(tx), self.house, CODE, summary, agreed)

    def reviews(self, address: str = REVIEWS) -> None:
        with self.store.begin() as tx:
            minutes.review(self.step(tx, address), CODE)

    def publishes(self) -> list[str]:
        with self.store.begin() as tx:
            return minutes.publish(self.step(tx), self.house, CODE)

    def published(self, *words: str, days: int = 30) -> list[str]:
        """Minutes with these agreements, all of one office; the cases' numbers."""
        self.writes(*(self.agreement(one, days=days) for one in words))
        self.reviews()
        return self.publishes()

    def agreement(self, words: str, *, days: int = 30, question: int | None = None) -> NewAgreement:
        return NewAgreement(words, "disdukcapil", self.today(days), question)

    def agreements(self) -> list[AgreementRow]:
        with self.store.reading() as tx:
            return written.agreements(tx, self.row.id)

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)
        self.desks.now = self.now

    def follows(self) -> int:
        """What the timetable does every quarter of an hour."""
        with self.store.begin() as tx:
            return following.follow(tx, self.settings, self.house, self.now)

    def person(self, address: str) -> int:
        with self.store.begin() as tx:
            return citizens.lock(tx, {handle(address): "id"}, self.now)[handle(address)].id

    def invites(self, *addresses: str) -> None:
        people = [self.person(one) for one in addresses]
        with self.store.begin() as tx:
            forums.invited(tx, self.row.id, people, "citizens", self.now)

    def asks(self, address: str, words: str, into: int | None = None) -> int:
        person = self.person(address)
        with self.store.begin() as tx:
            return questions.ask(tx, self.row.id, person, words, self.now, into=into, live=False)

    def told(self, address: str) -> Sequence[Say]:
        """What was put into the bulk lane for them."""
        person = self.person(address)
        rows: Any = select(Outbox.body).where(Outbox.citizen_id == person, Outbox.lane == "bulk")
        with self.store.reading() as tx:
            bodies = tx.connection.execute(rows.order_by(Outbox.id)).scalars()
            return [say_from_json(tx.vault.open(body, BODY))[0] for body in bodies if body]
