"""A network with windows: free words for a day after somebody wrote, then templates that cost something."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from bot import window
from bot.budget import Budget
from bot.delivery import BulkLane, Line, ReplyLane
from bot.gate import Gate
from bot.marks import Marks
from bot.templates.files import templates
from bot.templates.standing import QUALITY, fact_name
from bot.templates.tariff import Tariff
from bot.verdict import Rules
from handlers.facts import ForumView
from handlers.forum import invitation
from handlers.talk import Say
from handlers.talk.stored import say_to_json
from storage import citizens, consents, network_facts, outbox, outbox_account
from storage.models import Broadcast, Forum, Outbox, TemplateSend
from storage.outbox import Message
from storage.store import Store
from tests.bot.delivering import PlainWriter, Post
from tests.bot.moved_clock import MovedClock

SERANG = ZoneInfo("Asia/Jakarta")
PRICES = {"utility": 357, "marketing": 587, "authentication": 357}
CHANNEL = "whatsapp"


class TemplatePost(Post):
    """Keeps templates beside free words: address, name, language, values, payloads."""

    def __init__(self) -> None:
        super().__init__()
        self.templates: list[tuple[str, str, str, tuple[str, ...], tuple[str, ...]]] = []

    async def send_template(
        self, address: str, template: str, language: str, values: Sequence[str], buttons: Sequence[str] = ()
    ) -> str:
        await self.send(address, Say(f"[{template}]"))
        self.templates.append((address, template, language, tuple(values), tuple(buttons)))
        return f"t{len(self.templates)}"

    def names(self) -> list[str]:
        return [name for _, name, *_ in self.templates]


@dataclass
class Windowed:
    """Outbox, lanes and network of one test. All templates are approved until a test says otherwise."""

    store: Store
    ceiling: int = 1_000_000
    people: int = 250
    rules: Rules = field(default_factory=lambda: Rules(zone=SERANG))
    clock: MovedClock = field(default_factory=MovedClock)
    elsewhere: Post = field(default_factory=Post)

    def __post_init__(self) -> None:
        self.writer, self.post = PlainWriter(self.store), TemplatePost()
        self.marks = Marks(self.writer, self.clock)
        self._loops: list[Any] = []
        self.connect(self.post)
        self.approve(*templates())

    def connect(self, post: TemplatePost) -> None:
        """The lanes, on this network and on one without windows."""
        self.budget, other = Budget(80, 40, 5, self.clock), Budget(30, 25, 5, self.clock)
        tariff = Tariff(PRICES, self.ceiling, self.people, SERANG)
        self.gate = Gate(CHANNEL, post, tariff, self.rules)
        lines = {
            CHANNEL: Line(post, self.budget, 25, self.gate),
            "telegram": Line(self.elsewhere, other, 25),
        }
        self.bulk = BulkLane(self.writer, lines, self.marks, self.rules, self.clock)
        self.replies = ReplyLane(self.writer, lines, self.marks, self.rules, self.clock)

    # ---- what there is

    def citizen(self, address: str, channel: str = CHANNEL, *, agrees: bool = False) -> int:
        """Somebody who has just written."""
        handle = citizens.Handle(channel, "chat", address)
        now = self.clock.now()
        with self.store.begin() as tx:
            found = citizens.lock(tx, {handle: "id"}, now)[handle].id
            window.opened(tx, [found], channel, now)
            if agrees:
                consents.add(tx, found, "invitations", True, "2026-11", "x", channel, now)
        return found

    def approve(self, *names: str, status: str = "APPROVED") -> None:
        with self.store.begin() as tx:
            for name in names:
                for language in ("id", "en"):
                    fact = fact_name(templates()[name], language)
                    network_facts.note(tx, CHANNEL, fact, status, self.clock.now())

    def forget_templates(self, *names: str) -> None:
        with self.store.begin() as tx:
            for name in names:
                for language in ("id", "en"):
                    network_facts.drop(tx, CHANNEL, fact_name(templates()[name], language))

    def push(self, citizen_id: int, text: str, purpose: str = "answer", number: str | None = None) -> int:
        message = Message("bulk", CHANNEL, citizen_id, purpose, say_to_json(Say(text)), case_number=number)
        with self.store.begin() as tx:
            (row,) = outbox.add(tx, [message], self.clock.now())
        assert row is not None
        return row

    def invite(self, *citizen_ids: int, channel: str = CHANNEL, code: str = "A7K2") -> int:
        """One broadcast to all of them, as `suara forum invite` leaves it; its id."""
        starts = datetime(2026, 12, 3, 9, 0, tzinfo=SERANG)
        body = say_to_json(invitation(ForumView(code, "Loket Disdukcapil", starts, "Aula Setda")))
        now = self.clock.now()
        with self.store.begin() as tx:
            forum = {"topic": "Loket Disdukcapil", "starts_at": starts, "place": "Aula Setda", "code": code}
            forum_id = tx.connection.execute(
                insert(Forum).values(**forum, created_at=now).returning(Forum.id)
            ).scalar_one()
            values = {"purpose": "invitation", "forum_id": forum_id, "selected": len(citizen_ids)}
            broadcast = tx.connection.execute(
                insert(Broadcast).values(**values, created_at=now).returning(Broadcast.id)
            ).scalar_one()
            messages = [
                Message("bulk", channel, one, "invitation", body, f"invitation:{code}:{one}", None, broadcast)
                for one in citizen_ids
            ]
            outbox.add(tx, messages, now)
        return int(broadcast)

    def push_elsewhere(self, citizen_id: int) -> None:
        """A message on the network without windows."""
        message = Message("bulk", "telegram", citizen_id, "notice", say_to_json(Say("tetap jalan")))
        with self.store.begin() as tx:
            outbox.add(tx, [message], self.clock.now())

    def is_called(self, quality: str) -> None:
        """What the network thinks of what we send."""
        with self.store.begin() as tx:
            network_facts.note(tx, CHANNEL, QUALITY, quality, self.clock.now())

    # ---- what happens

    async def start(self) -> None:
        runs = (self.marks.run(), self.bulk.run(), self.replies.run())
        self._loops = [asyncio.ensure_future(run) for run in runs]
        await self.clock.settle()

    async def stop(self) -> None:
        await self.bulk.close(1)
        await self.replies.close(1)
        await self.marks.close()
        await asyncio.gather(*self._loops)

    async def passes(self, *, hours: float = 0, seconds: float = 2) -> None:
        """So much time goes by at once; then everything has a moment to happen."""
        self.clock.jump(hours * 3600)
        await self.clock.advance(seconds)

    # ---- what came of it

    def rows(self, *columns: str, **which: Any) -> list[Any]:
        wanted = [getattr(Outbox, column) for column in columns]
        asked = select(*wanted).order_by(Outbox.id).filter_by(**which)
        with self.store.reading() as tx:
            found = tx.connection.execute(asked).all()
        return [row[0] if len(columns) == 1 else tuple(row) for row in found]

    def account(self, broadcast: int) -> dict[str, Any]:
        with self.store.reading() as tx:
            return outbox_account.account(tx, broadcast)

    def spent(self) -> int:
        with self.store.reading() as tx:
            return sum(tx.connection.execute(select(TemplateSend.price)).scalars())
