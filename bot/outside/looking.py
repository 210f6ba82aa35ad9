"""Masked words on the command line: only for an official with a reason, in the log, told to overseers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.house import House
from bot.outside import in_name, reading
from handlers import looking_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import audit, officials, outbox
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Store, Tx

# Where documents for programs hold what people or officials wrote.
_TEXTS: Mapping[str, Any] = {"quotes": [], "sample": ""}


@dataclass(frozen=True)
class Asked:
    """Who asks for words and why; both or neither are given."""

    official_id: int | None = None
    why: str | None = None


NOBODY = Asked()


def may_look(store: Store, house: House, asked: Asked, what: str, now: datetime) -> bool:
    """Whether words are shown: somebody is named, who is noted and told of at once. Raises Mistaken.

    `what`: a key of `looking_words.WHAT`.
    """
    with store.begin() as tx:
        who = reading.named(tx, house, asked.official_id, asked.why, now)
        if who is None:
            return False
        audit.add(tx, "read", f"official:{who.official.id}", now, about=f"words:{what}", why=who.why)
        outbox.add(tx, [_message(one, who, what, now) for one in _told(tx)], now)
        in_name.tell_named(tx, who.official, who.why, now)
    return True


def without_words(document: Any) -> Any:
    """The same numbers, and none of the texts that stand among them."""
    if isinstance(document, Mapping):
        return {key: _TEXTS.get(key, without_words(value)) for key, value in document.items()}
    return [without_words(one) for one in document] if isinstance(document, list) else document


def _told(tx: Tx) -> list[OfficialRow]:
    """Without an oversight team the coordinators."""
    return officials.readers(tx, None, "overseers")


def _message(overseer: OfficialRow, who: reading.Reader, what: str, now: datetime) -> Message:
    with speaking(overseer.language):
        body = say_to_json(looking_words.looked(who.official.name, who.official.role, what, who.why))
    key = f"looked:{who.official.id}:{now.isoformat()}:{overseer.id}"
    return Message("bulk", overseer.channel, overseer.citizen_id or 0, "notice", body, dedupe_key=key)
