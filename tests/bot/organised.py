"""Organisations for tests: registered with their contact person's consent, on the real recorder."""

from __future__ import annotations

from handlers.organisation_events import OrganisationAsked, OrganisationDecided
from storage import organisations
from storage.organisations import PURPOSE, OrganisationRow
from storage.store import Store, Tx
from tests.bot.desks import Desks
from tests.storage import given
from tests.storage.given import NOW

TOPICS = ("disdukcapil",)


def asks(name: str = "Forum Warga", topics: tuple[str, ...] = TOPICS) -> OrganisationAsked:
    return OrganisationAsked(name, topics, "", "2026-11", "x")


def registers(
    desks: Desks, address: str, coordinator: str, name: str = "Forum Warga", topics: tuple[str, ...] = TOPICS
) -> OrganisationRow:
    """Asked for from this chat, and accepted by that coordinator."""
    assert desks.records(address, asks(name, topics)).done
    waits = newest(desks.store)
    assert desks.records(coordinator, OrganisationDecided(waits.id, yes=True)).done
    return newest(desks.store)


def newest(store: Store) -> OrganisationRow:
    with store.reading() as tx:
        return organisations.listing(tx)[-1]


def registered(tx: Tx, contact: int, name: str = "Forum Warga", topics: tuple[str, ...] = TOPICS) -> int:
    """As rows alone."""
    given.consent(tx, contact, given=True, purpose=PURPOSE)
    row = organisations.ask(tx, contact, name, topics, "", NOW)
    organisations.decide(tx, row.id, "registered", "official:1", NOW)
    return row.id
