"""What overseers are told of each other's and everybody's doings; nobody of a case that is closed to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.house import House
from handlers import oversight_words
from handlers.oversight_words import Person
from handlers.rights import Matter, barred
from handlers.talk import Say, speaking
from handlers.talk.stored import say_to_json
from storage import officials, outbox
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Tx


def tell_overseers(
    tx: Tx,
    tell: Callable[[Message], None],
    row: Matter,
    say: Callable[[], Say],
    key: str,
    besides: Iterable[int] = (),
) -> int:
    """Every overseer to whom the case is open hears it, but for these offices; how many."""
    out = set(besides)
    told = [one for one in officials.overseers(tx) if one.id not in out and not barred(one, row)]
    for one in told:
        tell(notice(one, say, key))
    return len(told)


def announce(tx: Tx, what: str, official: OfficialRow | None, now: datetime, key: str = "") -> None:
    """All overseers hear who comes among them and who goes: invited, renewed, joined or ended.

    Where there is no other, the coordinators do, and whoever is to go hears it too: nobody empties the team
    in silence. `key`: what it is told once for, where that is not this moment.
    """
    if official is None or official.role != "overseer":
        return
    key = f"overseer:{what}:{official.id}:{key or now.isoformat()}"
    others = [one for one in officials.overseers(tx) if one.id != official.id]
    told = others or officials.readers(tx, None, "coordinator")
    messages = [notice(one, lambda: oversight_words.announced(what, official.name), key) for one in told]
    if what in oversight_words.YOURS and official.citizen_id is not None:
        messages.append(notice(official, lambda: oversight_words.yours(what), key))
    outbox.add(tx, messages, now)


def notice(official: OfficialRow, say: Callable[[], Say], key: str) -> Message:
    """For one official's chat, in their language. A reply to it is not taken for an answer to a reporter."""
    with speaking(official.language):
        body = say_to_json(say())
    dedupe = f"{key}:{official.id}"
    return Message("bulk", official.channel, official.citizen_id or 0, "notice", body, dedupe_key=dedupe)


def person(house: House, official: OfficialRow) -> Person:
    """An official as others read of them."""
    unit = house.city.units.get(official.unit or "")
    return Person(official.name, official.role, unit.label if unit else "")
