"""Cases as their reporters make them: opened and added to, and who is told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.days.retiming import outer_days
from bot.desk.entitled import NotDone
from bot.desk.messages import tell_officials
from bot.desk.photos import photos_among
from bot.desk.steps import NOT_TAKEN, Working, go, settled, stands_alone
from bot.house import House
from bot.offices.bypassing import OVERSEERS, gone_past
from bot.offices.owning import Whose, choose_owner, readers_of
from bot.organisations.seeing import spoken_for
from bot.recording import Recording, keep_media
from handlers import case, complaint
from handlers.case_states import WAITING
from handlers.events import CaseOpened, CaseSupplemented
from handlers.menu import FIRST_LANGUAGE
from handlers.talk import Recorded, Words
from storage import case_moves, cases, officials, pins, proofs
from storage.cases import CaseRow, NewCase
from storage.officials import OfficialRow
from storage.store import Tx


@dataclass(frozen=True)
class Reporter:
    """Who a case is from; of one who is untraceable nothing is known, not even the network."""

    citizen_id: int | None = None
    talk: str = ""
    channel: str = ""
    language: str = FIRST_LANGUAGE


def open_case(event: CaseOpened, here: Recording) -> Recorded:
    """A case with its number and dates; everybody who may read it gets a notice at once."""
    # The number names the month it is in the city.
    local = here.now.astimezone(here.house.zone)
    who = Reporter(here.person.id, here.talk, here.incoming.channel, here.person.language)
    event = spoken_for(event, here)
    new = new_case(event, who, here.tx, here.house, here.now)
    opened = cases.open_case(here.tx, new, local, here.house.case_prefix)
    sent_along = (*event.words.media, *event.where.media)
    kept = keep_media(here, "case", opened.id, sent_along)
    proofs.expect(here.tx, opened.id, photos_among(kept, sent_along), proofs.COMPLAINT)
    told = tell_readers(here, opened, len(sent_along))
    return Recorded(
        number=opened.number,
        due=opened.answer_due,
        verify_due=opened.verify_due,
        reader=_reader(opened.route, told),
        pin=pins.pin_of(here.tx, opened.number),
    )


def tell_readers(here: Working, opened: CaseRow, attachments: int) -> list[OfficialRow]:
    """Everybody who may read a new case hears of it; who that is."""
    told = readers_of(here.tx, opened, here.house.today(here.now))
    tell_officials(
        here,
        opened,
        told,
        lambda seen, official: case.notice(replace(seen, attachments=attachments), to=official.role),
    )
    return told


def new_case(event: CaseOpened, who: Reporter, tx: Tx, house: House, now: datetime) -> NewCase:
    """What the event says, where it goes, whose it is and by when; `now`: when it was handed in."""
    place = event.where.place
    route = complaint.route(event.kind, event.category, event.about, house.city)
    unit = event.unit or None
    past = gone_past(tx, unit, event.about) if route == OVERSEERS else frozenset()
    whose = Whose(unit, route, citizen_id=who.citizen_id, bypassed=past)
    owner = choose_owner(tx, whose, today=house.today(now))
    return NewCase(
        citizen_id=who.citizen_id,
        talk=who.talk,
        kind=event.kind,
        unit=unit,
        category=event.category,
        about=event.about,
        route=route,
        known_as=event.known_as,
        details={
            "words": event.words.text,
            "where": event.where.text,
            "place": [place.latitude, place.longitude] if place else None,
            "when": event.when,
            "name": event.name,
            "contact": event.contact,
            "guardian_agreed": event.guardian_agreed,
            **({"organisation": event.organisation} if event.organisation else {}),
        },
        channel=who.channel,
        language=who.language,
        verify_due=house.due(now, house.city.verify_days),
        answer_due=house.due(now, house.city.answer_days),
        outer_due=house.due(now, outer_days(event.kind, route, house)),
        next_step="verify",
        next_at=house.due(now, house.city.verify_days),
        owner_id=owner.id if owner else None,
        bypassed=past,
        people=event.people,
    )


def _reader(route: str, told: list[OfficialRow]) -> str:
    """Who really reads it: the coordinator, where nobody nearer is bound."""
    return "coordinator" if all(official.role == "coordinator" for official in told) else route


def supplemented(event: CaseSupplemented, here: Recording) -> Recorded:
    """Raises NotDone: gone (not theirs), closed."""
    row = cases.by_number(here.tx, event.number, lock=True)
    if row is None or row.citizen_id != here.person.id:
        raise NotDone("gone")
    if row.closed_at is not None:
        raise NotDone("closed")
    supplement(here, row, event.words)
    return Recorded(number=row.number)


def supplement(here: Recording, row: CaseRow, words: Words) -> None:
    """The reporter added something: it joins the case, and whoever works on it is told.

    Where something was asked, this is the answer: the case is worked on again, and the clock runs on.
    """
    keep_media(here, "case", row.id, words.media)
    taken_up(here, row, words)


def taken_up(here: Working, row: CaseRow, words: Words) -> None:
    """The same for words whose photos are kept already."""
    if row.state == "needs_data":
        after = go(here, row, "in_progress", "supplemented", actor="citizen", words=words.text)
    else:
        after = case_moves.happen(
            here.tx, row, "supplemented", actor="citizen", words=words.text, now=here.now
        )
    after = settled(here, after)
    _stand_up(here, after)
    told = officials.among(here.tx, [row.owner_id]) if row.owner_id and row.state not in NOT_TAKEN else []
    tell_officials(
        here,
        after,
        told or readers_of(here.tx, row, here.house.today(here.now)),
        lambda seen, _: case.supplement_to_official(seen, words),
    )


def _stand_up(here: Working, row: CaseRow) -> None:
    """What it followed is closed: a case that is worked on again is worked on by itself."""
    main = cases.by_id(here.tx, row.merged_into) if row.merged_into else None
    if main is not None and main.closed_at is not None and row.state not in WAITING:
        stands_alone(here, row)
