"""The register and the legal holds as officials see to them on the command line, each step in the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.house import House
from bot.offices.office import Mistaken
from bot.outside import in_name, looking, reading
from bot.outside.looking import Asked
from handlers import subject_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import audit, cases, citizens, holds, outbox, subjects
from storage.cases import CaseRow
from storage.outbox import Message
from storage.store import Store, Tx
from storage.subjects import RequestRow

ROLES = frozenset({"coordinator", "overseer"})
Table = Sequence[Mapping[str, Any]]


def listing(store: Store, *, only_open: bool) -> Table:
    """Numbers, dates and what was done; nothing that anybody wrote."""
    with store.reading() as tx:
        rows = subjects.every(tx, [subjects.OPEN, subjects.HELD] if only_open else ())
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "asked": row.asked_at,
            "due": row.due_at,
            "state": row.state,
            "did": row.did or "-",
            "done": row.done_at,
            "by": row.done_by or "-",
        }
        for row in rows
    ]


def show(store: Store, house: House, request_id: int, asked: Asked, now: datetime) -> Mapping[str, Any]:
    """One request with what was written. Raises Mistaken."""
    with store.begin() as tx:
        entitled(tx, house, asked, now)
    looking.may_look(store, house, asked, "requests", now)
    with store.reading() as tx:
        row = _found(tx, request_id)
        return {**vars(row), "citizen_id": None, "words": subjects.words_of(tx, request_id)}


def answer(store: Store, house: House, request_id: int, asked: Asked, words: str, now: datetime) -> None:
    """Tell the citizen what was done; the request is done with it. Raises Mistaken."""
    with store.begin() as tx:
        official = entitled(tx, house, asked, now)
        row = _found(tx, request_id)
        if row.citizen_id is None or row.state != subjects.OPEN:
            raise Mistaken(f"request {request_id} is {row.state}: there is nobody to answer")
        subjects.done(tx, request_id, "answered", f"official:{official}", now)
        audit.add(
            tx, "corrected", f"official:{official}", now, about=f"request:{request_id}", why=asked.why or ""
        )
        _tell(tx, row, words, now)


def hold(store: Store, house: House, number: str, asked: Asked, now: datetime, *, reporter: bool) -> int:
    """On the case with this number, or on everything of its reporter; the id. Raises Mistaken.

    By somebody who may see the case: nobody has a hand in a report about themselves, also not in this way.
    """
    with store.begin() as tx:
        official = entitled(tx, house, asked, now)
        case = cases.by_number(tx, number, lock=True)
        if case is None or (reporter and case.citizen_id is None):
            raise Mistaken(
                f"no case has the number {number}" if case is None else f"nobody is known behind {number}"
            )
        _may_see(tx, house, asked, case, now)
        on = {"citizen_id": case.citizen_id} if reporter else {"case_id": case.id}
        made = holds.add(tx, asked.why or "", official, now, **on)
        about = f"hold:{made}" if reporter else f"case:{number}"
        audit.add(tx, "held", f"official:{official}", now, about=about, why=asked.why or "")
        return made


def lift(store: Store, house: House, hold_id: int, asked: Asked, now: datetime) -> int:
    """What it held may go, and what waited for that goes now: how many deletions. Raises Mistaken."""
    with store.begin() as tx:
        official = entitled(tx, house, asked, now)
        row = holds.lift(tx, hold_id, official, now)
        if row is None:
            raise Mistaken(f"no hold {hold_id} holds anything")
        about = f"case:{row.case}" if row.case else f"hold:{hold_id}"
        if row.case and (case := cases.by_number(tx, row.case)):
            _may_see(tx, house, asked, case, now)
        audit.add(tx, "hold_lifted", f"official:{official}", now, about=about, why=asked.why or "")
        return _catch_up(tx, row, now)


def held(store: Store) -> Table:
    """Every hold there is: on what, since when, by whom."""
    with store.reading() as tx:
        rows = holds.every(tx)
    return [
        {"id": row.id, "on": row.case or "a reporter", "since": row.added_at, "by": row.added_by}
        for row in rows
    ]


def _catch_up(tx: Tx, row: holds.HoldRow, now: datetime) -> int:
    if row.citizen_id is not None:
        return _delete_now(tx, row.citizen_id, now)
    case = cases.by_number(tx, row.case)
    if case is not None and case.citizen_id is not None and not citizens.known(tx, [case.citizen_id]):
        cases.cut(tx, case.citizen_id, now)  # its reporter went while it was held
        return 1
    return 0


def _delete_now(tx: Tx, citizen_id: int, now: datetime) -> int:
    waiting = subjects.waiting_for_lift(tx, citizen_id)
    if not waiting or holds.holds_citizen(tx, citizen_id):
        return 0
    for row in waiting:
        subjects.done(tx, row.id, "deleted", "system", now)
    citizens.forget(tx, citizen_id, now)
    return 1


def entitled(tx: Tx, house: House, asked: Asked, now: datetime) -> int:
    if asked.official_id is None:
        raise Mistaken("an official answers for it: give --as ID and --why TEXT")
    official = reading.reader(tx, house, asked.official_id, asked.why or "", now).official
    if official.role not in ROLES:
        raise Mistaken(f"official {official.id} ({official.role}) may not: a coordinator or an overseer may")
    in_name.tell_named(tx, official, (asked.why or "").strip(), now)
    return official.id


def _may_see(tx: Tx, house: House, asked: Asked, case: CaseRow, now: datetime) -> None:
    who = reading.reader(tx, house, asked.official_id or 0, asked.why or "", now)
    reading.allowed(who, "see", case)


def _found(tx: Tx, request_id: int) -> RequestRow:
    row = subjects.one(tx, request_id)
    if row is None:
        raise Mistaken(f"no request has the number {request_id}")
    return row


def _tell(tx: Tx, row: RequestRow, words: str, now: datetime) -> None:
    person = citizens.known(tx, [row.citizen_id or 0]).get(row.citizen_id or 0)
    if person is None:
        raise Mistaken(f"request {row.id}: this citizen has no address any more")
    with speaking(person.language):
        body = say_to_json(subject_words.answered(words))
    key = f"request:{row.id}"
    message = Message("bulk", person.handle.channel, person.id, "answer", body, dedupe_key=key)
    outbox.add(tx, [message], now)
