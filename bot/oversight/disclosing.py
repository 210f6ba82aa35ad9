"""Who a confidential reporter is: asked with a motive, granted by somebody else, shown once, told to them.

Three people and one log: nobody both asks and grants, nobody of the unit concerned does either, and each step
stands in the log before its answer leaves.
"""

from __future__ import annotations

from datetime import timedelta

from bot.desk.entitled import NotDone, entrusted, offices_of
from bot.oversight.telling import notice, person, tell_overseers
from bot.recording import Recording
from handlers import oversight_words
from handlers.oversight import NO, YES
from handlers.oversight_events import LEAST, DisclosureAsked, DisclosureDecided, DisclosureOpened
from handlers.rights import barred, overseen
from handlers.talk import Recorded, speaking
from handlers.talk.stored import say_to_json
from storage import audit, cases, disclosures, handles, officials
from storage.cases import CaseRow
from storage.disclosures import DisclosureRow
from storage.officials import OfficialRow
from storage.outbox import Message

GOOD_FOR = timedelta(days=3)  # a question, and then a yes


def asked(event: DisclosureAsked, here: Recording) -> Recorded:
    """Put before the overseers. Raises NotDone: no_reason; forbidden at the unit concerned; no_second."""
    row, official = entrusted(here, event.number, "disclose")
    motive = event.words.text.strip()
    if len(motive) < LEAST:
        raise NotDone("no_reason")
    if row.unit in official.person.units:
        raise NotDone("forbidden")
    seconds = [one for one in officials.overseers(here.tx) if _can_decide(one, official, row)]
    if not seconds:
        raise NotDone("no_second")
    number = disclosures.ask(here.tx, row.id, official.id, motive, here.now)
    _log(here, "disclosure_asked", official, row, motive)
    who, out = person(here.house, official), {one.id for one in officials.overseers(here.tx)}
    tell_overseers(
        here.tx,
        here.tell,
        row,
        lambda: oversight_words.disclosure_asked(number, row.number, who, motive),
        f"disclosure:{number}",
        besides=out - {one.id for one in seconds},
    )
    return Recorded(number=row.number)


def decided(event: DisclosureDecided, here: Recording) -> Recorded:
    """A second person's yes or no. Raises NotDone: gone (none for them), same, head, stale, expired."""
    found, row = _found(here, event.disclosure)
    mine = [one for one in _offices(here) if one.role == "overseer" and not barred(one, row)]
    if not mine:
        raise NotDone("gone")
    second, first = mine[0], _official(here, found.asked_by)
    if found.asked_by in second.person.offices | {second.id}:
        raise NotDone("same")
    if row.unit in second.person.units:
        raise NotDone("head")
    if found.granted is not None:
        raise NotDone("stale")
    if here.now > found.asked_at + GOOD_FOR or first is None:
        raise NotDone("expired")
    disclosures.decide(here.tx, found.id, second.id, here.now, granted=event.granted)
    _log(here, "disclosure_granted" if event.granted else "disclosure_refused", second, row)
    who = person(here.house, second)
    here.tell(
        notice(
            first,
            lambda: oversight_words.disclosure_decided(found.id, row.number, who, granted=event.granted),
            f"disclosure_decided:{found.id}",
        )
    )
    return Recorded(number=row.number, name=YES if event.granted else NO)


def opened(event: DisclosureOpened, here: Recording) -> Recorded:
    """Shown once to whoever asked; its reporter hears of it. Raises NotDone: gone, expired, shown."""
    found, row = _found(here, event.disclosure)
    mine = next((one for one in _offices(here) if one.id == found.asked_by), None)
    second = officials.names(here.tx, [found.decided_by or 0])
    if (
        mine is None
        or not found.granted
        or found.decided_at is None
        or not second
        or _closed(here, mine, row)
    ):
        raise NotDone("gone")
    if found.shown_at is not None:
        raise NotDone("shown")
    if here.now > found.decided_at + GOOD_FOR:
        raise NotDone("expired")
    who = identity(here, row)
    disclosures.shown(here.tx, found.id, here.now)
    _log(here, "disclosure_shown", mine, row)
    _tell_reporter(here, row, mine.role, found.id)
    return Recorded(number=row.number, content=who)


def identity(here: Recording, row: CaseRow) -> str:
    """Name and contact as far as they were given, and where the chat is reached; a line each."""
    told = [str(row.details.get(key) or "") for key in ("name", "contact", "organisation")]
    reached = handles.addresses_on(here.tx, [row.citizen_id] if row.citizen_id is not None else [])
    chats = [f"{channel.capitalize()}: {handle.value}" for (_, channel), handle in sorted(reached.items())]
    return "\n".join(line for line in (*told, *chats) if line) or "–"


def _found(here: Recording, disclosure: int) -> tuple[DisclosureRow, CaseRow]:
    found = disclosures.by_id(here.tx, disclosure)
    row = cases.by_id(here.tx, found.case_id) if found else None
    if found is None or row is None:
        raise NotDone("gone")
    return found, row


def _offices(here: Recording) -> list[OfficialRow]:
    return offices_of(here.tx, here.person.id, here.house.today(here.now))


def _official(here: Recording, official_id: int) -> OfficialRow | None:
    return next(iter(officials.among(here.tx, [official_id])), None)


def _can_decide(one: OfficialRow, asker: OfficialRow, row: CaseRow) -> bool:
    """Somebody else, to whom the case is open, and who does not serve at the unit concerned."""
    same = asker.id in one.person.offices or one.citizen_id == asker.citizen_id
    return not (same or barred(one, row) or row.unit in one.person.units)


def _closed(here: Recording, one: OfficialRow, row: CaseRow) -> bool:
    """Whether it has been closed to them since they asked, as it went past them or they stepped out."""
    coordinates = one.role == "coordinator" and row.route == "overseers"
    return barred(one, row) or (coordinates and overseen(officials.overseers(here.tx), row))


def _log(here: Recording, kind: str, official: OfficialRow, row: CaseRow, why: str = "") -> None:
    audit.add(here.tx, kind, f"official:{official.id}", here.now, about=f"case:{row.number}", why=why)


def _tell_reporter(here: Recording, row: CaseRow, asked_by: str, disclosure: int) -> None:
    """Afterwards, and in their language; who was forgotten meanwhile was shown as nobody."""
    if row.citizen_id is None:
        return
    with speaking(row.language):
        body = say_to_json(oversight_words.identity_opened(row.number, asked_by, "overseer"))
    key = f"identity_opened:{disclosure}"
    here.tell(
        Message("bulk", row.channel, row.citizen_id, "answer", body, dedupe_key=key, case_number=row.number)
    )
