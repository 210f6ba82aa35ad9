"""Browsers at the desk: a link is made in the chat, a browser is signed in with it, the chat hears of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.house import House
from bot.recording import Recording
from handlers import browsers
from handlers.events import BrowserAsked, BrowsersSignedOut
from handlers.facts import BrowserView
from handlers.talk import Recorded, speaking
from handlers.talk.stored import say_to_json
from storage import citizens, desk_sessions, outbox
from storage.desk_sessions import SessionRow
from storage.outbox import Message
from storage.store import Tx

PATH = "/desk"
_CODE_BYTES = 16
_LONGEST_DEVICE = 40


@dataclass(frozen=True)
class Signing:
    """A browser that wants in: the code of its link, who opened it, who it will be, what it calls itself."""

    code: str
    opened_by: int
    browser_id: int
    device: str


def asked(event: BrowserAsked, here: Recording) -> Recorded:
    """One link, good for ten minutes; `name` is the link."""
    code = secrets.token_urlsafe(_CODE_BYTES)
    desk_sessions.ask(here.tx, here.person.id, code, here.now)
    return Recorded(name=f"{here.house.pages}{PATH}/{code}")


def signed_out(event: BrowsersSignedOut, here: Recording) -> Recorded:
    """Every browser of this chat's desk, also when a browser itself says so; `name` is how many."""
    lent = desk_sessions.of_browsers(here.tx, [here.person.id]).get(here.person.id)
    holder = lent.citizen_id if lent else here.person.id
    return Recorded(name=str(desk_sessions.sign_out_everywhere(here.tx, holder, here.now)))


def sign_in(tx: Tx, signing: Signing, house: House, now: datetime) -> bool:
    """Let the browser in until midnight, and say so in the chat; false: the link is not good for it."""
    device = signing.device[:_LONGEST_DEVICE]
    session = desk_sessions.sign_in(
        tx, signing.code, signing.opened_by, signing.browser_id, device, now, house.today(now)
    )
    if session is None:
        return False
    outbox.add(tx, [_told(tx, session, house, now)], now)
    return True


def seen(tx: Tx, citizen_id: int, house: House, now: datetime) -> tuple[BrowserView, ...]:
    """The browsers at the desk of this chat, or of the chat that let this browser in."""
    lent = desk_sessions.of_browsers(tx, [citizen_id]).get(citizen_id)
    rows = desk_sessions.open_of(tx, lent.citizen_id if lent else citizen_id, house.today(now))
    return tuple(BrowserView(row.device, row.opened_at.astimezone(house.zone)) for row in rows)


def _told(tx: Tx, session: SessionRow, house: House, now: datetime) -> Message:
    (person,) = citizens.reach(tx, [session.citizen_id])
    local = now.astimezone(house.zone)
    with speaking(person.language):
        say = browsers.opened(session.device, local, local.tzname() or "")
    return Message("bulk", person.channel, person.id, "notice", say_to_json(say))
