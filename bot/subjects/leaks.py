"""A leak, or the drill of one: whom it concerns in one command, and notices after a second person's yes."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.house import House
from bot.offices.office import Mistaken
from bot.outside import looking
from bot.outside.looking import Asked
from bot.subjects.office import entitled
from handlers import subject_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import audit, breaches, citizens, outbox
from storage.breaches import Scope
from storage.outbox import Message
from storage.store import Store, Tx

AT_ONCE = 500  # notices in one transaction: turns come between


def report(
    store: Store, house: House, scope: Scope, asked: Asked, now: datetime, to: Path | None = None
) -> Mapping[str, Any]:
    """How many people in which tables, who read what in that time, and the notice as it would be sent.

    `to`: a new file with their addresses as keyed hashes. Raises Mistaken, OSError.
    """
    with store.begin() as tx:
        entitled(tx, house, asked, now)
    looking.may_look(store, house, asked, "breach", now)
    with store.begin() as tx:
        people = breaches.affected(tx, scope)
        made = breaches.report(tx, scope, len(people), asked.why or "", asked.official_id or 0, now)
        about = f"breach:{made}"
        audit.add(tx, "breach_asked", f"official:{asked.official_id}", now, about=about, why=asked.why or "")
        listed = breaches.addresses(tx, people)
        lines = audit.between(tx, scope.since, scope.until)
        read = breaches.readings(tx, scope)
    if to is not None:
        _write(to, listed)
    return {
        "breach": made,
        "affected": len(people),
        "addresses": len(listed),
        "tables": {name: sum(name in tables for tables in people.values()) for name in breaches.TABLES},
        "log": _counted(lines),
        "cases_read": read,
        "notice": _notice(house, scope).words,
    }


def send(store: Store, house: House, breach_id: int, asked: Asked, now: datetime) -> Mapping[str, int]:
    """Tell everybody whom it concerns, once a second person agrees. Begun again it tells nobody twice.

    Raises Mistaken.
    """
    with store.begin() as tx:
        official = entitled(tx, house, asked, now)
        row = breaches.one(tx, breach_id)
        if row is None:
            raise Mistaken(f"no leak has the number {breach_id}")
        if row.confirmed_at is None:
            if not breaches.confirm(tx, breach_id, official, now):
                raise Mistaken("who reported it does not confirm it: a second person's yes is needed")
            about = f"breach:{breach_id}"
            audit.add(tx, "breach_told", f"official:{official}", now, about=about, why=asked.why or "")
        ids = sorted(breaches.affected(tx, row.scope))
    for start in range(0, len(ids), AT_ONCE):
        with store.begin() as tx:
            _tell(tx, house, breach_id, row.scope, ids[start : start + AT_ONCE], now)
    with store.reading() as tx:
        return {"selected": len(ids), **breaches.told(tx, breach_id)}


def listing(store: Store) -> Sequence[Mapping[str, Any]]:
    """Every leak reported, and how far its notices are."""
    with store.reading() as tx:
        rows = [(row, breaches.told(tx, row.id)) for row in breaches.every(tx)]
    return [
        {
            "id": row.id,
            "since": row.since,
            "until": row.until,
            "unit": row.unit or "-",
            "affected": row.affected,
            "by": row.asked_by,
            "at": row.asked_at,
            "confirmed_by": row.confirmed_by,
            "notices": told,
        }
        for row, told in rows
    ]


def _notice(house: House, scope: Scope) -> Any:
    return subject_words.breach(house.city.name, house.today(scope.since), house.today(scope.until))


def _tell(tx: Tx, house: House, breach_id: int, scope: Scope, ids: Sequence[int], now: datetime) -> None:
    messages = []
    for person in citizens.known(tx, ids).values():
        with speaking(person.language):
            body = say_to_json(_notice(house, scope))
        key = f"{breaches.key_of(breach_id)}:{person.id}"
        messages.append(Message("bulk", person.handle.channel, person.id, "notice", body, dedupe_key=key))
    outbox.add(tx, messages, now)


def _counted(lines: Sequence[audit.AuditRow]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for line in lines:
        name = f"{line.kind} by {line.actor}"
        counts[name] = counts.get(name, 0) + 1
    return counts


def _write(to: Path, listed: Sequence[breaches.Address]) -> None:
    with to.open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["channel", "kind", "hash", "tables"])
        writer.writerows([one.channel, one.kind, one.hash.hex(), " ".join(one.tables)] for one in listed)
