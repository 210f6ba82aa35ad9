"""What of organisations a conversation looks at, and for whom a contact person may speak."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.desk.facts import Looking
from bot.forums.people import ORGANISERS
from bot.recording import Recording
from handlers.events import CaseOpened
from handlers.organisation_views import Organisations, OrganisationView, unit_of
from storage import officials, organisations
from storage.officials import OfficialRow
from storage.organisations import OrganisationRow
from storage.store import Tx

CITY_WIDE = ""  # instead of a unit: an office that is of the whole city


def seen(here: Looking, what: str) -> Organisations:
    """One's own, that of a link's code, and all of them for whoever decides; `what`: a button's argument."""
    mine = organisations.of_citizen(here.tx, here.citizen_id)
    offered = organisations.offered(here.tx, what.lower(), here.now) if what else None
    may_decide = any(one.role in ORGANISERS for one in here.offices)
    return Organisations(
        _view(here, mine) if mine else None,
        _view(here, offered) if offered else None,
        units_of(here.offices),
        may_decide,
        _every(here) if may_decide else (),
    )


def units_of(offices: Collection[OfficialRow]) -> frozenset[str]:
    """The units of these offices, and CITY_WIDE where one is of none."""
    return frozenset(one.unit or CITY_WIDE for one in offices)


def in_conflict(tx: Tx, row: OrganisationRow) -> bool:
    """Whether its contact person holds an office at one of its topics, or one of the whole city."""
    if row.citizen_id is None:
        return False
    held = units_of(officials.of_citizen(tx, row.citizen_id))
    return bool(held & {CITY_WIDE, *map(unit_of, row.topics)})


def spoken_for(event: CaseOpened, here: Recording) -> CaseOpened:
    """The case as it may be handed in: who does not write for that organisation now speaks for themselves."""
    if not event.organisation:
        return event
    mine = organisations.of_citizens(here.tx, [here.person.id]).get(here.person.id)
    if mine is not None and mine.name == event.organisation:
        return event
    return replace(event, organisation="", people=1)


def _every(here: Looking) -> tuple[OrganisationView, ...]:
    """Those that wait first."""
    rows = sorted(organisations.alive(here.tx), key=lambda row: (row.state != organisations.ASKED, row.id))
    return tuple(_view(here, row) for row in rows)


def _view(here: Looking, row: OrganisationRow) -> OrganisationView:
    return OrganisationView(
        row.id,
        row.name,
        row.topics,
        row.state,
        here.house.today(row.asked_at),
        row.registered_as,
        in_conflict(here.tx, row),
    )
