"""Who reads a case outside the chat: only an official with the right and a reason, noted and told at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from bot.house import House
from bot.offices.office import Mistaken
from bot.outside import in_name
from handlers import handover_words, rights
from handlers.talk import Say, speaking
from handlers.talk.stored import say_to_json
from storage import audit, cases, handover, officials, outbox
from storage.case_events import CaseEventRow, events
from storage.cases import CaseRow
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Store, Tx


@dataclass(frozen=True)
class Reader:
    """An official, why they read, and who oversees."""

    official: OfficialRow
    why: str
    overseers: Sequence[OfficialRow]

    def may(self, action: str, row: CaseRow) -> bool:
        overseen = rights.overseen(self.overseers, row)
        return rights.may(self.official, action, row, overseer_bound=overseen)


def named(tx: Tx, house: House, official_id: int | None, why: str | None, now: datetime) -> Reader | None:
    """Who reads; None: nobody is named, so no words are shown. Raises Mistaken."""
    if official_id is None and why is None:
        return None
    if official_id is None or not (why or "").strip():
        raise Mistaken("words are shown only to an official with a reason: give both --as ID and --why TEXT")
    return reader(tx, house, official_id, why or "", now)


def reader(tx: Tx, house: House, official_id: int, why: str, now: datetime) -> Reader:
    """The official, who must hold the office today, with their reason. Raises Mistaken."""
    if not why.strip():
        raise Mistaken("a reason is needed: --why TEXT")
    found = [one for one in officials.among(tx, [official_id]) if one.bound and one.serves(house.today(now))]
    if not found:
        raise Mistaken(f"no official with id {official_id} who has joined: see `suara official list`")
    return Reader(found[0], why.strip(), officials.overseers(tx))


def found(tx: Tx, number: str, *, lock: bool = False) -> CaseRow:
    """The case with this number. Raises Mistaken."""
    row = cases.by_number(tx, number, lock=lock)
    if row is None:
        raise Mistaken(f"no case has the number {number}")
    return row


def allowed(who: Reader, action: str, row: CaseRow) -> None:
    """Raises Mistaken when this official may not."""
    if not who.may(action, row):
        raise Mistaken(f"official {who.official.id} ({who.official.role}) may not {action} {row.number}")


def note(tx: Tx, who: Reader, rows: Sequence[CaseRow], now: datetime) -> None:
    """It stands in each case's history and in the log who read it and why; they and overseers are told."""
    if not rows:
        return
    about = f"case:{rows[0].number}" if len(rows) == 1 else f"cases:{len(rows)}"
    audit.add(tx, "read", f"official:{who.official.id}", now, about=about, why=who.why)
    in_name.tell_named(tx, who.official, who.why, now)
    handover.was_read(tx, [row.id for row in rows], who.official.id, who.why, now)
    key = f"read:{who.official.id}:{now.isoformat()}"
    told: dict[int, list[str]] = {}
    overseers, coordinators = (officials.readers(tx, None, route) for route in ("overseers", "coordinator"))
    for row in rows:
        open_to = [[one for one in some if not rights.barred(one, row)] for some in (overseers, coordinators)]
        for one in open_to[0] or open_to[1]:  # what is closed to all who oversee is the coordinators'
            told.setdefault(one.id, []).append(row.number)
    heard = {one.id: one for one in (*overseers, *coordinators)}
    outbox.add(
        tx,
        [_message(heard[one], partial(_was_read, who, numbers), key) for one, numbers in told.items()],
        now,
    )


def _was_read(who: Reader, numbers: Sequence[str]) -> Say:
    return handover_words.was_read(who.official.name, who.official.role, numbers, who.why)


def _message(official: OfficialRow, say: Callable[[], Say], key: str) -> Message:
    with speaking(official.language):
        body = say_to_json(say())
    dedupe = f"{key}:{official.id}"
    return Message("bulk", official.channel, official.citizen_id or 0, "notice", body, dedupe_key=dedupe)


def read_case(
    store: Store, house: House, number: str, official_id: int | None, why: str | None, now: datetime
) -> dict[str, Any]:
    """The words of a case and of what happened to it; empty when nobody is named. Raises Mistaken."""
    with store.begin() as tx:
        who = named(tx, house, official_id, why, now)
        if who is None:
            return {}
        row = found(tx, number)
        allowed(who, "see", row)
        note(tx, who, [row], now)
        many = {"people": row.people} if row.people > 1 else {}
        return {**told(row), **many, "said": [_said(event) for event in events(tx, row.id) if event.words]}


def told(row: CaseRow) -> dict[str, str]:
    """What its reporter wrote; name, contact and organisation only of those who agreed to be known."""
    named = ("organisation",) if row.details.get("organisation") else ()
    identity = ("name", "contact", *named) if row.known_as == "open" else ()
    return {key: str(row.details.get(key) or "") for key in ("words", "where", "when", *identity)}


def _said(event: CaseEventRow) -> dict[str, Any]:
    return {"at": event.at, "what": event.kind, "who": event.actor, "words": event.words}
