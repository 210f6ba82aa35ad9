"""PINs of cases: whoever has lost their chat shows with one that a case is theirs."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete, String, cast, delete, func, insert, literal, select, update

from storage.case_events import happened
from storage.case_rows import CaseRow
from storage.models import Case, Outbox, PinTry
from storage.outbox_claims import PENDING
from storage.store import Tx

DIGITS = 6
# Of a million PINs. A chat that guesses is soon through, and so are many chats that guess at one case.
WRONG_AN_HOUR, WRONG_A_DAY = 5, 20
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def pin_of(tx: Tx, number: str) -> str:
    """The PIN of a case: made of its number and our key, so that it stands nowhere."""
    return _digits(tx.vault.hash("case.pin", number))


def _digits(hashed: bytes) -> str:
    return f"{int.from_bytes(hashed[:8], 'big') % 10**DIGITS:0{DIGITS}}"


def _is_of(tx: Tx, case: CaseRow, pin: str) -> bool:
    """Whether it was told when the case was opened: by the key of that time, however often it changed."""
    told = [_digits(each) for each in tx.vault.hashes_at("case.pin", case.number, case.opened_at)]
    return sum(hmac.compare_digest(pin.encode(), one.encode()) for one in told) > 0  # stops nowhere early


def is_right(tx: Tx, case: CaseRow | None, pin: str, chat: str, now: datetime) -> bool:
    """Whether this is the PIN of the case, which may not exist; a wrong one is counted.

    `chat`: the address it comes from. After some wrong ones of a chat, or for a case, nothing is right any
    more for a while. A chat is counted by a hash, so that it cannot begin anew by having itself forgotten.
    """
    hashed = tx.vault.hashes("pin.chat", chat)
    case_id = case.id if case else None
    if _wrong(tx, PinTry.chat.in_(hashed), now - _HOUR) >= WRONG_AN_HOUR:
        return False
    if case_id is not None and _wrong(tx, PinTry.case_id == case_id, now - _DAY) >= WRONG_A_DAY:
        return False
    if case is not None and _is_of(tx, case, pin):
        return True
    tx.connection.execute(insert(PinTry).values(chat=hashed[0], case_id=case_id, at=now))
    return False


def _wrong(tx: Tx, whose: ColumnElement[bool], since: datetime) -> int:
    found = select(func.count()).select_from(PinTry).where(whose, PinTry.at > since)
    return tx.connection.execute(found).scalar_one()


def hand_over(tx: Tx, case: CaseRow, citizen_id: int, channel: str, language: str, now: datetime) -> None:
    """From now on the case is this person's, and they hear of it in this chat. The case is locked."""
    taken = select(Case.talk).where(Case.citizen_id == citizen_id)
    doubled = (Case.id == case.id) & Case.talk.in_(taken)
    # Serials are drawn by lot for each person: the same one twice is rare, and must lose nothing.
    renamed = Case.talk + literal(".") + cast(Case.id, String)
    tx.connection.execute(update(Case).where(doubled).values(talk=renamed))
    theirs = {"citizen_id": citizen_id, "channel": channel, "language": language}
    tx.connection.execute(update(Case).where(Case.id == case.id).values(**theirs, version=Case.version + 1))
    happened(tx, [case.id], "followed", "citizen", "", now)
    _waiting_goes_along(tx, case, citizen_id, channel, now)


def _waiting_goes_along(tx: Tx, case: CaseRow, citizen_id: int, channel: str, now: datetime) -> None:
    """What was not said of it yet is said in the new chat; what is on its way just now goes to the old."""
    of_case = (Outbox.citizen_id == case.citizen_id) & (Outbox.case_number == case.number)
    idle = Outbox.claimed_until.is_(None) | (Outbox.claimed_until <= now)
    waiting = update(Outbox).where(of_case, idle, PENDING, Outbox.lane == "bulk")
    along = {"citizen_id": citizen_id, "channel": channel, "due_at": now, "reason": "", "claimed_until": None}
    tx.connection.execute(waiting.values(**along))


def old(before: datetime) -> Delete:
    """Wrong ones of long ago."""
    return delete(PinTry).where(PinTry.at < before)
