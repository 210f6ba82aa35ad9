"""What is decided about organisations becomes rows, and everybody concerned hears of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.desk.entitled import NotDone
from bot.forums.people import ORGANISERS
from bot.forums.record import step_of
from bot.linking import chat_link
from bot.organisations.seeing import CITY_WIDE, in_conflict, units_of
from bot.oversight.telling import notice
from bot.recording import Recording
from handlers import organisation_words
from handlers.organisation_events import (
    OrganisationAsked,
    OrganisationDecided,
    OrganisationEnded,
    OrganisationLeft,
    OrganisationOffered,
    OrganisationTaken,
)
from handlers.organisation_views import unit_of
from handlers.talk import Recorded, Say, speaking
from handlers.talk.matching import plain
from handlers.talk.stored import say_to_json
from storage import audit, citizens, consents, officials, organisations
from storage.organisations import PURPOSE, REFUSED, REGISTERED, OrganisationRow
from storage.outbox import Message

CODE_LENGTH = 12
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CITIZEN = "citizen"  # in the log: never who


def asked(event: OrganisationAsked, here: Recording) -> Recorded:
    """It waits for a coordinator; all of them are told. Raises NotDone."""
    if organisations.of_citizen(here.tx, here.person.id) is not None:
        raise NotDone("already")
    _entitled(here, event.topics)
    _free(here, event.name)
    row = organisations.ask(here.tx, here.person.id, event.name, event.topics, event.registered_as, here.now)
    _agreed(here, event.version, event.text_hash)
    _log(here, "asked", row)
    _tell_deciders(here, lambda: organisation_words.wanted(row.id, row.name), f"organisation:{row.id}:asked")
    return Recorded(name=row.name)


def decided(event: OrganisationDecided, here: Recording) -> Recorded:
    """Yes or no, once; whoever asked hears it. Raises NotDone."""
    actor = step_of(here, ORGANISERS).actor
    every = organisations.alive(here.tx, lock=True)
    row = next((one for one in every if one.id == event.organisation), None)
    if row is None or row.state != organisations.ASKED:
        raise NotDone("decided")
    if event.yes:
        _free(here, row.name, among=[one for one in every if one.state == REGISTERED])
    organisations.decide(here.tx, row.id, REGISTERED if event.yes else REFUSED, actor, here.now)
    _log(here, "registered" if event.yes else "refused", row, actor, event.why)
    if not event.yes:
        _disagreed(here, row)
    _tell_contact(here, row, lambda: _answer(row, event), "decided")
    return Recorded(name=row.name)


def ended(event: OrganisationEnded, here: Recording) -> Recorded:
    """A coordinator ends it; its contact person hears why. Raises NotDone."""
    actor = step_of(here, ORGANISERS).actor
    row = organisations.by_id(here.tx, event.organisation, lock=True)
    if row is None or not organisations.end(here.tx, row.id, here.now):
        raise NotDone("gone")
    _log(here, "ended", row, actor, event.why)
    _disagreed(here, row)
    _tell_contact(here, row, lambda: organisation_words.ended(row.name, event.why), "ended")
    return Recorded(name=row.name)


def offered(event: OrganisationOffered, here: Recording) -> Recorded:
    """A one-time link for who comes after; an earlier one is good no more. Raises NotDone."""
    row = organisations.of_citizen(here.tx, here.person.id)
    if row is None or row.state != REGISTERED or here.house.settings is None:
        raise NotDone("gone")
    code = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))
    hours = here.house.settings.timetable.invite_hours
    organisations.offer(here.tx, row.id, code, here.now + timedelta(hours=hours))
    link = chat_link(here.house, here.incoming.channel, f"l-{code}", f"/lembaga {code}")
    return Recorded(name=code, content=link)


def taken(event: OrganisationTaken, here: Recording) -> Recorded:
    """Whoever holds the link writes for it from now on, and who did before hears it. Raises NotDone."""
    row = organisations.offered(here.tx, event.code, here.now, lock=True)
    if row is None:
        raise NotDone("link")
    if organisations.of_citizen(here.tx, here.person.id) is not None:
        raise NotDone("already")
    _entitled(here, row.topics)
    organisations.pass_on(here.tx, row.id, here.person.id)
    _disagreed(here, row)
    _agreed(here, event.version, event.text_hash)
    _log(here, "passed_on", row)
    _tell_contact(
        here, row, lambda: organisation_words.passed_on(row.name), f"passed_on:{here.now.isoformat()}"
    )
    return Recorded(name=row.name)


def left(event: OrganisationLeft, here: Recording) -> Recorded:
    """With its contact person it is one no more; who decides hears it, if it was registered."""
    row = organisations.of_citizen(here.tx, here.person.id)
    if row is None:
        raise NotDone("gone")
    if row.state == organisations.ASKED:
        organisations.withdraw(here.tx, row.id)
    else:
        organisations.end(here.tx, row.id, here.now)
        _tell_deciders(here, lambda: organisation_words.left(row.name), f"organisation:{row.id}:left")
    _disagreed(here, row)
    _log(here, "left", row)
    return Recorded(name=row.name)


def in_office(here: Recording) -> None:
    """Somebody took office: where their organisation watches it, the overseers are told."""
    row = organisations.of_citizen(here.tx, here.person.id)
    if row is None or not in_conflict(here.tx, row):
        return
    key = f"organisation:{row.id}:conflict:{here.now.isoformat()}"
    for one in officials.overseers(here.tx):
        here.tell(notice(one, lambda: organisation_words.conflict(row.name), key))


# --- whether it may be --------------------------------------------------------------------------------------


def _entitled(here: Recording, topics: tuple[str, ...]) -> None:
    """Nobody watches the office at which they work, and nobody a city in whose name they decide."""
    if here.person.is_minor:
        raise NotDone("minor")
    held = units_of(officials.of_citizen(here.tx, here.person.id))
    if held & {CITY_WIDE, *map(unit_of, topics)}:
        raise NotDone("official")


def _free(here: Recording, name: str, among: list[OrganisationRow] | None = None) -> None:
    others = organisations.alive(here.tx) if among is None else among
    if plain(name) in {plain(one.name) for one in others}:
        raise NotDone("name")


# --- what is kept and told beside it ------------------------------------------------------------------------


def _agreed(here: Recording, version: str, text_hash: str) -> None:
    channel = here.incoming.channel
    consents.add(here.tx, here.person.id, PURPOSE, True, version, text_hash, channel, here.now)


def _disagreed(here: Recording, row: OrganisationRow) -> None:
    """What its contact person agreed to is over; in whatever way, no text was shown for that."""
    if row.citizen_id is not None:
        channel = here.incoming.channel if row.citizen_id == here.person.id else ""
        consents.add(here.tx, row.citizen_id, PURPOSE, False, "", "", channel, here.now)


def _log(here: Recording, what: str, row: OrganisationRow, actor: str = CITIZEN, why: str = "") -> None:
    audit.add(here.tx, f"organisation_{what}", actor, here.now, about=f"organisation:{row.id}", why=why)


def _tell_deciders(here: Recording, say: Callable[[], Say], key: str) -> None:
    """All coordinators; where there is none, who runs it."""
    there = [one for one in officials.all_active(here.tx) if one.citizen_id is not None]
    told = [one for one in there if one.role == "coordinator"] or [
        one for one in there if one.role in ORGANISERS
    ]
    for one in told:
        with speaking(one.language):
            body = say_to_json(say())
        chat = one.citizen_id or 0
        here.tell(Message("bulk", one.channel, chat, "notice", body, dedupe_key=f"{key}:{one.id}"))


def _tell_contact(here: Recording, row: OrganisationRow, say: Callable[[], Say], what: str) -> None:
    """Who was its contact person when this began, if they can still be told."""
    for person in citizens.reach(here.tx, [row.citizen_id] if row.citizen_id is not None else []):
        with speaking(person.language):
            body = say_to_json(say())
        key = f"organisation:{row.id}:{what}"
        here.tell(Message("bulk", person.channel, person.id, "notice", body, dedupe_key=key))


def _answer(row: OrganisationRow, event: OrganisationDecided) -> Say:
    if event.yes:
        return organisation_words.accepted(row.name)
    return organisation_words.refused(row.name, event.why)


STEPS: Mapping[type[Any], Callable[[Any, Recording], Recorded]] = {
    OrganisationAsked: asked,
    OrganisationDecided: decided,
    OrganisationEnded: ended,
    OrganisationOffered: offered,
    OrganisationTaken: taken,
    OrganisationLeft: left,
}
