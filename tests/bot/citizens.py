"""People who write to the real turns on a real database, without a network in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from bot.channels.base import Incoming
from bot.house import House
from bot.turns import Turned, take_turns
from handlers.talk import Input, Media, Say
from handlers.talk.stored import say_from_json
from storage import outbox
from storage.store import Store
from tests.bot.whereabouts import network

_UPDATES = count(1)


@dataclass
class Chat:
    """One person's chat with the bot; what was said to them is in `says`, newest last."""

    store: Store
    house: House
    now: datetime
    address: str = "4711"
    says: list[Say] = field(default_factory=list)
    toast: str = ""

    def incoming(self, said: Input, reply_to: str = "", kind: str = "message", quoting: str = "") -> Incoming:
        channel, sort = network()
        base = Incoming(channel, "1", str(next(_UPDATES)), self.address, said, reply_to=reply_to)
        base = replace(base, reply_words=quoting, address_kind=sort)
        return replace(base, kind=kind, payload="{}")  # type: ignore[arg-type]  # a Literal by its text

    def does(self, *incoming: Incoming) -> Turned:
        """One batch; replies are kept and marked as sent under their row's id."""
        self.now += timedelta(seconds=5)
        with self.store.begin() as tx:
            turned = take_turns(tx, incoming, self.house, self.now)
        with self.store.begin() as tx:
            outbox.sent(tx, {row.id: str(row.id) for row in turned.replies}, self.now)
        self.says += [say_from_json(row.body)[0] for row in turned.replies]
        self.toast = turned.taken[-1].toast
        return turned

    def types(self, text: str, reply_to: str = "", quoting: str = "") -> Say:
        self.does(self.incoming(Input(text, at=self.now), reply_to, quoting=quoting))
        return self.says[-1]

    def sends(self, media: Media, text: str = "") -> Say:
        self.does(self.incoming(Input(text, media=media)))
        return self.says[-1]

    def button(self, label: str) -> str:
        """The id of the newest button with these words on it."""
        for say in reversed(self.says):
            for choice in say.choices:
                if label in choice.label:
                    return choice.id
        raise AssertionError(f"no button {label!r} on {self.says[-1:]}")

    def taps(self, label: str) -> Say:
        self.does(self.incoming(Input(tap=self.button(label))))
        return self.says[-1]

    def gets(self, now: datetime) -> list[Say]:
        """What the bulk lane has for anybody at all, claimed and sent."""
        return pushed(self.store, now)


def pushed(store: Store, now: datetime, to: str = "") -> list[Say]:
    """What waits in the bulk lane, for one address or for all; it is marked as sent under its row's id."""
    with store.begin() as tx:
        rows: Sequence[outbox.Claimed] = outbox.claim(tx, "bulk", now, timedelta(seconds=30), 100)
        mine = [row for row in rows if not to or (row.address and row.address.value == to)]
        outbox.release(tx, [row.id for row in rows if row not in mine])
        outbox.sent(tx, {row.id: str(row.id) for row in mine}, now)
    return [replace(say_from_json(row.body)[0], case=row.case_number or "") for row in mine]
