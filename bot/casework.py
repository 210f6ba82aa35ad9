"""Cases as rows and notices: opened, added to, answered; and who is told of each."""

from __future__ import annotations

from bot.house import House
from bot.recording import Recording, keep_media
from handlers import case, complaint
from handlers.events import CaseOpened
from handlers.talk import Recorded, Say, Words, speaking
from handlers.talk.stored import say_to_json
from storage import cases, officials
from storage.cases import CaseRow, NewCase
from storage.officials import OfficialRow
from storage.outbox import Message


def open_case(event: CaseOpened, here: Recording) -> Recorded:
    """A case with its number and dates; everybody who may read it gets a notice at once."""
    # The number names the month it is in the city.
    local = here.now.astimezone(here.house.zone)
    opened = cases.open_case(here.tx, _new_case(event, here), local, here.house.case_prefix)
    sent_along = (*event.words.media, *event.where.media)
    keep_media(here, "case", opened.id, sent_along)
    told = officials.readers(here.tx, opened.unit, opened.route)
    seen = case_seen(opened, here.house, len(sent_along))
    for official in told:
        tell_official(here, official, opened, _notice(seen, official), "opened")
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
        outer_due=here.house.due(here.now, here.house.city.answer_days),
        next_step="verify",
        next_at=here.house.due(here.now, here.house.city.verify_days),
    )


def _reader(route: str, told: list[OfficialRow]) -> str:
    """Who really reads it: the coordinator, where nobody nearer is bound."""
    return "coordinator" if all(official.role == "coordinator" for official in told) else route


def _notice(seen: case.CaseSeen, official: OfficialRow) -> Say:
    with speaking(official.language):
        return case.notice(seen, to=official.role)


def case_seen(row: CaseRow, house: House, attachments: int = 0) -> case.CaseSeen:
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
        attachments=attachments,
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
