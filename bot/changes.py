"""What an event changes about the person who decided it, so that nobody need be read again for it."""

from __future__ import annotations

from dataclasses import replace

from handlers.events import AgeStated, ConsentGiven, LanguageChosen, NoticeShown, PushesStopped
from storage.citizens import PURPOSES, CitizenRow


def changed(person: CitizenRow, event: object) -> CitizenRow:
    """The person as they are once the event is recorded."""
    match event:
        case LanguageChosen():
            return replace(person, language=event.language)
        case NoticeShown():
            return replace(person, noticed_version=event.version)
        case AgeStated():
            return replace(person, is_minor=event.is_minor, guardian_agreed=event.guardian_agreed)
        case PushesStopped():
            return replace(person, stopped=event.stopped)
        case ConsentGiven():
            return _asked(person, event)
    return person


def _asked(person: CitizenRow, event: ConsentGiven) -> CitizenRow:
    purpose = frozenset({event.purpose}) & PURPOSES
    agreed = person.agreed | purpose if event.given else person.agreed - purpose
    return replace(person, agreed=agreed, answered=person.answered | purpose)
