"""A forum being organised: officials and citizens with chats, the lanes, and a feeder that tests drive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bot.broadcasting import selecting, steering
from bot.broadcasting.feeder import Feeder, Hands
from bot.broadcasting.kinds import Around
from bot.broadcasting.purposes import KINDS
from bot.forums import life
from bot.forums import office as desk
from bot.forums.audience import Audience
from bot.forums.life import Step
from bot.forums.people import as_actor
from bot.forums.wish import Wish
from bot.quiet import quiet_of
from bot.settings import Settings, load_settings
from bot.wiring import build_house, sync_units
from storage import broadcasts, consents, outbox_account
from storage.broadcasts import BroadcastRow
from storage.forums import ForumRow
from storage.models import Consent
from storage.officials import OfficialRow
from storage.store import Tx
from tests.bot import offices
from tests.bot.delivering import RULES, Office, new_store
from tests.bot.moved_clock import NOON, MovedClock

LOOK = 0.25
CITY = Path(__file__).parents[2] / "config.yaml"
_ADDRESSES = count(50_000)


@cache
def city_settings() -> Settings:
    return load_settings(CITY, {})


def with_settings(**sections: dict[str, Any]) -> Settings:
    """The city's settings, of these sections other values."""
    plain = city_settings()
    changed = {name: getattr(plain, name).model_copy(update=values) for name, values in sections.items()}
    return plain.model_copy(update=changed)


@dataclass
class ForumOffice(Office):
    """Delivery, with the feeder beside it and a forum to organise."""

    settings: Settings = field(default_factory=city_settings)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.house = replace(build_house(self.settings), quiet=quiet_of(self.settings))
        self.around = Around(self.settings, self.house)
        sync_units(self.settings, self.store)
        self.feeder = self.new_feeder()

    def new_feeder(self) -> Feeder:
        """As after a restart."""
        hands = Hands(lambda: {"telegram": self.budget.rate(bulk=True)}, self.replies.put, self.bulk.wake)
        return Feeder(self.store, self.writer, self.around, hands, self.clock)

    # ---- people

    def coordinator(self, role: str = "coordinator") -> OfficialRow:
        with self.store.begin() as tx:
            return offices.official(tx, role)

    def agreeing(self, many: int) -> list[int]:
        """So many people who agreed to invitations."""
        with self.store.begin() as tx:
            people = [offices.person(tx, str(next(_ADDRESSES))) for _ in range(many)]
            proof = {"version": "1", "text_hash": "x", "channel": "telegram", "at": NOON}
            rows = [{"citizen_id": one, "purpose": "invitations", "given": True, **proof} for one in people]
            if rows:
                tx.connection.execute(insert(Consent), rows)
        return people

    def disagrees(self, citizen: int) -> None:
        with self.store.begin() as tx:
            consents.add(tx, citizen, "invitations", False, "1", "x", "telegram", self.clock.now())

    # ---- the forum

    def step(self, tx: Tx, official: OfficialRow | None = None) -> Step:
        actor = as_actor(official.id) if official else "operator"
        return Step(tx, self.settings, actor, self.clock.now())

    def takes(
        self, step: Callable[..., ForumRow], *given: Any, by: OfficialRow | None = None, **more: Any
    ) -> ForumRow:
        with self.store.begin() as tx:
            return step(self.step(tx, by), *given, **more)

    def announced(self, wish: Wish | None = None) -> ForumRow:
        """A forum of the command line, on its way."""
        row = self.takes(life.draft, wish or a_wish())
        return self.takes(life.announce_own, row.code)

    def selected(
        self, row: ForumRow, audience: Audience | None = None, by: OfficialRow | None = None
    ) -> BroadcastRow:
        """A broadcast of invitations, ready to be sent."""
        now = self.clock.now()
        with self.store.begin() as tx:
            made = desk.prepare(self.step(tx, by), row, audience or Audience())
        with self.store.reading() as tx:
            selection = selecting.select(tx, made, KINDS["invitation"], self.around, now)
        with self.store.begin() as tx:
            kept = selecting.keep(tx, made.id, selection, KINDS["invitation"], now)
        assert kept is not None
        return kept

    def sends(self, row: ForumRow, audience: Audience | None = None) -> BroadcastRow:
        """Selected, and on its way without asking anybody."""
        made = self.selected(row, audience)
        return self.steers(steering.send, made, 10**6)

    def steers(
        self, act: Callable[..., BroadcastRow], row: BroadcastRow, *more: Any, by: OfficialRow | None = None
    ) -> BroadcastRow:
        with self.store.begin() as tx:
            step = self.step(tx, by)
            return act(tx, row.id, step.actor, *more, step.now)

    # ---- what happens, and what came of it

    async def goes(self, seconds: float) -> None:
        """So much time passes, in which the feeder looks after everything."""
        for _ in range(round(seconds / LOOK)):
            await self.feeder.look()
            await self.clock.advance(LOOK)

    def account(self, row: BroadcastRow) -> dict[str, Any]:
        with self.store.reading() as tx:
            account = outbox_account.account(tx, row.id)
            each = outbox_account.by_channel(tx, row.id).values()
        for one in (account, *each):
            assert adds_up(one), one
        return account

    def again(self, row: BroadcastRow) -> BroadcastRow:
        with self.store.reading() as tx:
            found = broadcasts.by_id(tx, row.id)
        assert found is not None
        return found


def adds_up(account: dict[str, Any]) -> bool:
    """selected = sent + failed + skipped + unknown + pending."""
    over = account["sent"] + sum(account["failed"].values()) + sum(account["skipped"].values())
    return bool(account["selected"] == over + account["unknown"] + account["pending"])


def a_wish(**more: Any) -> Wish:
    """A forum in ten days, at ten in the morning."""
    starts = datetime(2026, 12, 4, 3, 0, tzinfo=UTC)
    return Wish(**{"topic": "Antrean KTP", "starts_at": starts, "place": "Aula", "seats": None, **more})


Scene = Callable[[ForumOffice], Awaitable[None]]


def staged(
    directory: Path, *, now: datetime = NOON, rate: int = 30, settings: Settings | None = None
) -> Callable[[Scene], None]:
    """Runs a scene in an office of its own, which is closed at the end."""
    import asyncio

    def run(scene: Scene) -> None:
        async def whole() -> None:
            with new_store(directory) as store:
                chosen = settings or city_settings()
                rules = replace(RULES, quiet=quiet_of(chosen))
                office = ForumOffice(store, rules, MovedClock(now), rate, settings=chosen)
                await office.start()
                await scene(office)
                stopping = asyncio.ensure_future(office.stop())
                while not stopping.done():
                    await office.clock.advance(1)
                await stopping

        asyncio.run(whole())

    return run


DAYS = timedelta(days=1)
