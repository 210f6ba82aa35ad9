"""What a conversation decided becomes rows: one function for each event, in the turn's transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from bot.channels.base import Incoming
from bot.house import House
from handlers import case, complaint
from handlers.events import (
    AgeStated,
    CaseOpened,
    ConsentGiven,
    DataDeleted,
    DataExported,
    Event,
    InvitationAnswered,
    LanguageChosen,
    NoticeShown,
    OfficialBound,
    PushesStopped,
    RatingExplained,
    RatingGiven,
    SurveyAnswered,
)
from handlers.talk import Media, Recorded, Say, Words, speaking
from handlers.talk.stored import say_to_json
from storage import cases, citizens, consents, forums, media, officials, ratings, surveys
from storage.cases import CaseRow, NewCase
from storage.citizens import CitizenRow
from storage.media import NewMedia
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Tx


@dataclass(frozen=True)
class Recording:
    """Who decided it, in which talk and transaction, and how others are told."""

    tx: Tx
    house: House
    person: CitizenRow
    incoming: Incoming
    talk: str  # names this run of a conversation among all of the person's
    now: datetime
    tell: Callable[[Message], None]


def record(event: Event, here: Recording) -> Recorded:
    """Store the event; what only storage can know of it comes back."""
    return _record(event, here)


@singledispatch
def _record(event: object, here: Recording) -> Recorded:
    raise NotImplementedError(f"no row for {type(event).__name__}")


# --- ratings and surveys ------------------------------------------------------------------------------


@_record.register
def _(event: RatingGiven, here: Recording) -> Recorded:
    ratings.give(
        here.tx,
        here.person.id,
        here.talk,
        event.unit,
        event.service,
        event.score,
        here.incoming.channel,
        here.now,
    )
    return Recorded()


@_record.register
def _(event: RatingExplained, here: Recording) -> Recorded:
    rating = ratings.explain(here.tx, here.person.id, here.talk, event.words.text, event.service)
    if rating is not None:
        keep_media(here, "rating", rating, event.words.media)
    return Recorded()


@_record.register
def _(event: SurveyAnswered, here: Recording) -> Recorded:
    survey = surveys.answer(
        here.tx,
        here.person.id,
        here.talk,
        event.unit,
        event.service,
        event.elements,
        event.profile,
        event.words.text,
        here.incoming.channel,
        here.now,
    )
    keep_media(here, "survey", survey, event.words.media)
    return Recorded()


# --- cases ----------------------------------------------------------------------------------------------


@_record.register
def _(event: CaseOpened, here: Recording) -> Recorded:
    # The number names the month it is in the city.
    local = here.now.astimezone(here.house.zone)
    opened = cases.open_case(here.tx, _new_case(event, here), local, here.house.case_prefix)
    keep_media(here, "case", opened.id, (*event.words.media, *event.where.media))
    told = officials.readers(here.tx, opened.unit, opened.route)
    for official in told:
        tell_official(here, official, opened, _notice(opened, official, here.house), "opened")
    return Recorded(
        number=opened.number,
        due=opened.answer_due,
        verify_due=opened.verify_due,
        reader=_reader(opened.route, told),
    )


def _new_case(event: CaseOpened, here: Recording) -> NewCase:
    place = event.where.place
    return NewCase(
        citizen_id=here.person.id,
        talk=here.talk,
        kind=event.kind,
        unit=event.unit or None,
        category=event.category,
        about=event.about,
        route=complaint.route(event.kind, event.category, event.about, here.house.city),
        known_as=event.known_as,
        details={
            "words": event.words.text,
            "where": event.where.text,
            "place": [place.latitude, place.longitude] if place else None,
            "when": event.when,
            "name": event.name,
            "contact": event.contact,
            "guardian_agreed": event.guardian_agreed,
        },
        channel=here.incoming.channel,
        language=here.person.language,
        verify_due=here.house.due(here.now, here.house.city.verify_days),
        answer_due=here.house.due(here.now, here.house.city.answer_days),
    )


def _reader(route: str, told: list[OfficialRow]) -> str:
    """Who really reads it: the coordinator, where nobody nearer is bound."""
    return "coordinator" if all(official.role == "coordinator" for official in told) else route


def _notice(opened: CaseRow, official: OfficialRow, house: House) -> Say:
    with speaking(official.language):
        return case.notice(case_seen(opened, house), to=official.role)


def case_seen(row: CaseRow, house: House) -> case.CaseSeen:
    """A case as those who may read it see it; a confidential one without name and contact."""
    is_open = row.known_as == "open"
    unit = house.city.units.get(row.unit or "")
    category = house.city.categories.get(row.category)
    return case.CaseSeen(
        number=row.number,
        kind=row.kind,
        unit=unit.name if unit else "",
        category=category.name if category else {},
        about=row.about,
        words=str(row.details.get("words", "")),
        where=str(row.details.get("where", "")),
        when=str(row.details.get("when", "")),
        name=str(row.details.get("name", "")) if is_open else "",
        contact=str(row.details.get("contact", "")) if is_open else "",
        answer_due=row.answer_due,
    )


def tell_official(here: Recording, official: OfficialRow, about: CaseRow, say: Say, step: str) -> None:
    """A notice to one official's chat; once per step of a case, however often it is recorded."""
    if official.citizen_id is None:
        return
    here.tell(
        Message(
            lane="bulk",
            channel=official.channel,
            citizen_id=official.citizen_id,
            purpose="notice",
            body=say_to_json(say),
            dedupe_key=f"notice:{about.number}:{step}:{official.id}",
            case_number=about.number,
        )
    )


def keep_media(here: Recording, owner: str, owner_id: int, sent: Iterable[Media]) -> None:
    """Rows for what came along; the bytes are fetched after the commit."""
    items = [NewMedia(m.ref, m.kind, m.mime, m.size, m.name) for m in sent]
    if items:
        media.add(here.tx, owner, owner_id, here.incoming.channel, here.incoming.bot, items, here.now)


def supplement(here: Recording, row: CaseRow, words: Words) -> None:
    """The reporter added something: it joins the case, and those who read it are told."""
    cases.supplement(here.tx, row, words.text, here.now)
    keep_media(here, "case", row.id, words.media)
    for official in officials.readers(here.tx, row.unit, row.route):
        with speaking(official.language):
            say = case.supplement_to_official(case_seen(row, here.house), words)
        tell_official(here, official, row, say, f"more:{here.incoming.update_id}")


def answer(here: Recording, row: CaseRow, official: OfficialRow, words: Words) -> None:
    """An official answered by replying: the reporter hears it under the case's number."""
    cases.answer(here.tx, row, official.id, words.text, here.now)
    keep_media(here, "case", row.id, words.media)
    if row.citizen_id is None:
        return
    with speaking(row.language):
        say = case.answer_to_citizen(case_seen(row, here.house), words)
    here.tell(
        Message(
            lane="bulk",
            channel=row.channel,
            citizen_id=row.citizen_id,
            purpose="answer",
            body=say_to_json(say),
            dedupe_key=f"answer:{row.number}:{here.incoming.bot}:{here.incoming.update_id}",
            case_number=row.number,
        )
    )


# --- the person -----------------------------------------------------------------------------------------


@_record.register
def _(event: NoticeShown, here: Recording) -> Recorded:
    channel = here.incoming.channel
    consents.add(
        here.tx, here.person.id, "notice", True, event.version, event.text_hash, channel, here.now
    )
    citizens.set_noticed(here.tx, here.person.id, event.version)
    return Recorded()


@_record.register
def _(event: ConsentGiven, here: Recording) -> Recorded:
    channel = here.incoming.channel
    consents.add(
        here.tx,
        here.person.id,
        event.purpose,
        event.given,
        event.version,
        event.text_hash,
        channel,
        here.now,
    )
    return Recorded()


@_record.register
def _(event: AgeStated, here: Recording) -> Recorded:
    citizens.set_age(here.tx, here.person.id, event.is_minor, event.guardian_agreed)
    return Recorded()


@_record.register
def _(event: LanguageChosen, here: Recording) -> Recorded:
    citizens.set_language(here.tx, here.person.id, event.language)
    return Recorded()


@_record.register
def _(event: PushesStopped, here: Recording) -> Recorded:
    citizens.set_stopped(here.tx, here.person.id, event.stopped, here.now)
    return Recorded()


@_record.register
def _(event: DataExported, here: Recording) -> Recorded:
    copy = citizens.export(here.tx, here.person.id)
    return Recorded(content=json.dumps(copy, ensure_ascii=False, indent=2, default=str))


@_record.register
def _(event: DataDeleted, here: Recording) -> Recorded:
    citizens.forget(here.tx, here.person.id, here.now)
    return Recorded()


# --- forums and officials ---------------------------------------------------------------------------------


@_record.register
def _(event: InvitationAnswered, here: Recording) -> Recorded:
    forum = forums.answer(here.tx, event.forum, here.person.id, event.answer, here.now)
    return Recorded(done=forum is not None, name=forum.topic if forum else "")


@_record.register
def _(event: OfficialBound, here: Recording) -> Recorded:
    official = officials.bind(here.tx, event.code, here.person.id, here.now)
    if official is None:
        return Recorded(done=False)
    unit = here.house.city.units.get(official.unit or "")
    return Recorded(name=unit.name if unit else here.house.city.name, reader=official.role)
