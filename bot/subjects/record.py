"""What people decide about their own data becomes rows, and stands in the register of requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.desk import casework
from bot.offices import owning
from bot.recording import Recording
from handlers.events import CaseSupplemented, ConsentGiven, DataDeleted, DataExported
from handlers.subject_events import DataCorrected, DataRestricted, DeletionHeld, RestrictionLifted
from handlers.talk import Recorded
from storage import citizens, holds, restrictions, subjects, surveys


def exported(event: DataExported, here: Recording) -> Recorded:
    """A copy of everything, at once."""
    copy = citizens.export(here.tx, here.person.id)
    _register(here, "access", "copied")
    return Recorded(content=json.dumps(copy, ensure_ascii=False, indent=2, default=str))


def deleted(event: DataDeleted, here: Recording) -> Recorded:
    """Forgotten at once, but for reports that a legal hold keeps."""
    if holds.holds_citizen(here.tx, here.person.id):  # since the question was asked
        return held(DeletionHeld(), here)
    kept = holds.held_cases(here.tx, here.person.id)
    _register(here, "deletion", "deleted_but_held_cases" if kept else "deleted")
    citizens.forget(here.tx, here.person.id, here.now)
    owning.own_strays(here.tx, here.house, here.now, here.tell)  # an official's chat may be gone with it
    return Recorded()


def held(event: DeletionHeld, here: Recording) -> Recorded:
    """Noted, and done once the hold is lifted; until then nothing is pushed and nothing is counted."""
    _register(here, "deletion", "", state=subjects.HELD)
    citizens.set_stopped(here.tx, here.person.id, True, here.now)
    restrictions.restrict(here.tx, here.person.id, None, here.now)
    return Recorded()


def corrected(event: DataCorrected, here: Recording) -> Recorded:
    """What can be done at once is; what needs a person waits for one, and is due. Raises NotDone."""
    if event.about == "profile":
        surveys.drop_profile(here.tx, here.person.id)
        _register(here, "correction", "profile_out_of_use")
    elif event.about == "report":
        casework.supplemented(CaseSupplemented(event.number, event.words), here)
        _register(here, "correction", "added_to_case")
    else:
        _register(here, "correction", "", words=event.words.text, state=subjects.OPEN)
    return Recorded(number=event.number)


def restricted(event: DataRestricted, here: Recording) -> Recorded:
    """It rests from now on."""
    until = here.now + timedelta(days=event.days) if event.days else None
    restrictions.restrict(here.tx, here.person.id, until, here.now)
    _register(here, "restriction", "restricted")
    return Recorded()


def lifted(event: RestrictionLifted, here: Recording) -> Recorded:
    """It is used again."""
    restrictions.lift(here.tx, here.person.id)
    _register(here, "restriction", "lifted")
    return Recorded()


def withdrawn(event: ConsentGiven, here: Recording) -> None:
    """A yes that is taken back: what rested on it is used no more."""
    if event.given or event.purpose not in here.person.agreed:
        return
    if event.purpose == "profile":
        surveys.drop_profile(here.tx, here.person.id)
    _register(here, "withdrawal", f"{event.purpose}_withdrawn")


def _register(here: Recording, kind: str, did: str, *, words: str = "", state: str = subjects.DONE) -> None:
    channel = here.incoming.channel
    subjects.asked(here.tx, here.person.id, kind, channel, here.now, words=words, did=did, state=state)


STEPS: Mapping[type, Callable[[Any, Recording], Recorded]] = {
    DataExported: exported,
    DataDeleted: deleted,
    DeletionHeld: held,
    DataCorrected: corrected,
    DataRestricted: restricted,
    RestrictionLifted: lifted,
}
