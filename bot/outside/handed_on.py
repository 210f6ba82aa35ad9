"""A case as a document for Inspektorat or Ombudsman: what its reporter agreed to, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.house import House
from bot.outside import reading
from bot.outside.handover import unit_name
from bot.settings import Settings
from handlers import handover_words, letter_words
from handlers.letter_words import Deadline, Matter, Step
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import audit, case_events, handover, media, outbox
from storage.case_events import CaseEventRow
from storage.cases import CaseRow
from storage.outbox import Message
from storage.store import Store, Tx

LANGUAGE = "id"  # in which offices write to each other


@dataclass(frozen=True)
class Wanted:
    """Which case, to whom (inspektorat or ombudsman), and into which .docx file."""

    number: str
    to: str
    out: Path


def hand_over(
    store: Store,
    settings: Settings,
    house: House,
    letter: Wanted,
    official_id: int,
    why: str,
    now: datetime,
) -> None:
    """Write the document, note who handed it over and why, tell the reporter and the oversight team.

    Raises Mistaken, BadSheet, OSError; then nothing is noted and nobody is told.
    """
    from analytics.letters import write_letter

    with store.begin() as tx:
        row = reading.found(tx, letter.number, lock=True)
        who = reading.reader(tx, house, official_id, why, now)
        reading.allowed(who, "export", row)
        matter = matter_of(tx, settings, house, row, now)
        reading.note(tx, who, [row], now)
        audit.add(
            tx, "handed_over", f"official:{who.official.id}", now, about=f"case:{row.number}", why=who.why
        )
        handover.was_handed_over(tx, row.id, letter.to, who.official.id, who.why, now)
        _tell_reporter(tx, row, letter.to, matter, now)
        with speaking(LANGUAGE):
            page = letter_words.letter(matter, letter.to, settings.city.name, house.today(now), who.why)
        # Written before the commit: what could not be written was not handed over.
        write_letter(page, letter.out)


def matter_of(tx: Tx, settings: Settings, house: House, row: CaseRow, now: datetime) -> Matter:
    """What leaves the house: no name unless its reporter is open, no note, no name of an official."""
    told = reading.told(row)
    category = next((one for one in settings.categories if one.key == row.category), None)
    events = case_events.events(tx, row.id)
    return Matter(
        number=row.number,
        kind=row.kind,
        state=row.state,
        outcome=row.outcome,
        unit=unit_name(house, row),
        category=category.name.get(LANGUAGE, category.key) if category else "",
        about=row.about,
        rules=category.rules if category else (),
        words=told["words"],
        where=told["where"],
        when=told["when"],
        name=told.get("name", ""),
        contact=told.get("contact", ""),
        organisation=told.get("organisation", ""),
        people=row.people,
        lapor_id=row.lapor_id or "",
        opened=house.today(row.opened_at),
        reopened=row.reopened,
        attachments=len(media.of(tx, "case", row.id)),
        steps=_steps(tx, house, events),
        deadlines=_deadlines(house, row, events, now),
    )


def _steps(tx: Tx, house: House, events: Sequence[CaseEventRow]) -> tuple[Step, ...]:
    ids = {event.actor: _official(event.actor) for event in events}
    roles = handover.roles(tx, [official for official in ids.values() if official is not None])
    return tuple(
        Step(
            at=event.at.astimezone(house.zone),
            kind=event.kind,
            role=roles.get(ids[event.actor] or 0, event.actor),
            words=event.words,
        )
        for event in events
    )


def _official(actor: str) -> int | None:
    kind, _, official = actor.partition(":")
    return int(official) if kind == "official" else None


def _deadlines(
    house: House, row: CaseRow, events: Sequence[CaseEventRow], now: datetime
) -> tuple[Deadline, ...]:
    """Whether what was promised was kept: looked at, answered, and put before its reporter or archived."""
    looked = [event.at for event in events if event.state not in ("", "received")]
    over = [event.at for event in events if event.state in ("proposed", "archived")]
    stands = over if row.state == "proposed" or row.closed_at else []
    days = [
        ("verify", row.verify_due, looked[0] if looked else None),
        ("answer", row.answer_due, row.answered_at),
        ("outer", row.outer_due, stands[-1] if stands else None),
    ]
    today = house.today(now)
    return tuple(_deadline(name, due, house.today(met) if met else None, today) for name, due, met in days)


def _deadline(name: str, due: date, met: date | None, today: date) -> Deadline:
    if met is not None:
        return Deadline(name, due, met, "kept" if met <= due else "late")
    return Deadline(name, due, None, "missed" if due < today else "open")


def _tell_reporter(tx: Tx, row: CaseRow, to: str, matter: Matter, now: datetime) -> None:
    """In plain words: where it went and what went with it. Who was forgotten hears nothing."""
    if row.citizen_id is None:
        return
    with speaking(row.language):
        say = handover_words.handed_over(row.number, to, with_name=bool(matter.name or matter.contact))
    key = f"handed_over:{row.number}:{to}:{now.isoformat()}"
    body = say_to_json(say)
    message = Message(
        "bulk", row.channel, row.citizen_id, "answer", body, dedupe_key=key, case_number=row.number
    )
    outbox.add(tx, [message], now)
