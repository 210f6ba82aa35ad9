"""Organisations on the real recorder: who may write for one, who hears of it, and what stands in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.offices.mistaken import Mistaken
from bot.organisations import office
from bot.organisations.seeing import in_conflict
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.events import AgeStated, CaseOpened, OfficialBound
from handlers.organisation_events import (
    OrganisationDecided,
    OrganisationEnded,
    OrganisationLeft,
    OrganisationOffered,
    OrganisationTaken,
)
from handlers.talk import Words
from storage import audit, consents, officials, organisations
from storage.organisations import PURPOSE
from storage.store import Store
from tests.bot.desks import Desks
from tests.bot.organised import asks, newest, registers
from tests.storage.given import NOW

COORDINATOR, CONTACT, SUCCESSOR, HEAD, OFFICER = "200", "101", "102", "400", "401"

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.fixture
def desks(store: Store, settings: Settings) -> Desks:
    sync_units(settings, store)
    desks = Desks(store, build_house(settings), NOW)
    desks.official("coordinator", None, COORDINATOR, "Rina")
    desks.official("head", "disdukcapil", HEAD, "Wati")
    desks.official("officer", "dishub", OFFICER, "Budi")
    return desks


def logged(desks: Desks, organisation: int) -> list[tuple[str, str]]:
    with desks.store.reading() as tx:
        return [(line.kind, line.actor) for line in audit.about(tx, f"organisation:{organisation}")]


def agrees(desks: Desks, citizen: int | None) -> bool:
    with desks.store.reading() as tx:
        return PURPOSE in consents.newest(tx, [citizen or 0])[citizen or 0].agreed


def last(desks: Desks, address: str) -> str:
    return desks.told(address)[-1].words


def test_a_coordinator_hears_of_it_and_whoever_asked_hears_the_yes(desks: Desks) -> None:
    assert desks.records(CONTACT, asks()).done
    row = newest(desks.store)
    assert "Forum Warga" in last(desks, COORDINATOR)
    assert agrees(desks, row.citizen_id)
    assert desks.records(COORDINATOR, OrganisationDecided(row.id, yes=True)).done
    assert "Forum Warga terdaftar" in last(desks, CONTACT)
    by = f"official:{desks.ids[COORDINATOR]}"
    assert logged(desks, row.id) == [("organisation_asked", "citizen"), ("organisation_registered", by)]


def test_a_no_reaches_whoever_asked_with_its_reason_and_their_consent_is_over(desks: Desks) -> None:
    desks.records(CONTACT, asks())
    row = newest(desks.store)
    desks.records(COORDINATOR, OrganisationDecided(row.id, yes=False, why="Topiknya belum jelas"))
    assert "Alasannya: Topiknya belum jelas" in last(desks, CONTACT)
    assert not agrees(desks, row.citizen_id)
    assert desks.records(CONTACT, asks()).done  # and may be asked for again
    again = desks.records(COORDINATOR, OrganisationDecided(row.id, yes=True))
    assert (again.done, again.problem) == (False, "decided")


def test_nobody_but_who_organises_decides(desks: Desks) -> None:
    desks.records(CONTACT, asks())
    row = newest(desks.store)
    for event in (OrganisationDecided(row.id, yes=True), OrganisationEnded(row.id, "tutup")):
        assert desks.records(HEAD, event).problem == "forbidden"
        assert desks.records(CONTACT, event).problem == "forbidden"
    assert newest(desks.store).state == "asked"


def test_without_a_coordinator_the_operator_is_told(store: Store, settings: Settings) -> None:
    sync_units(settings, store)
    desks = Desks(store, build_house(settings), NOW)
    desks.official("operator", None, "500", "Joko")
    desks.records(CONTACT, asks())
    assert "Forum Warga" in last(desks, "500")


def test_the_same_name_is_refused_in_whatever_spelling_and_one_person_writes_for_one(desks: Desks) -> None:
    desks.records(CONTACT, asks("Forum Warga"))
    assert desks.records(SUCCESSOR, asks("FORUM  WARGA!")).problem == "name"
    assert desks.records(CONTACT, asks("Yayasan Lain")).problem == "already"


def test_of_two_with_one_name_that_came_in_the_same_moment_one_is_registered(desks: Desks) -> None:
    with desks.store.begin() as tx:
        for citizen in (1, 2):
            organisations.ask(tx, citizen, "Forum Warga", ("dishub",), "", NOW)
        one, other = organisations.alive(tx)
    assert desks.records(COORDINATOR, OrganisationDecided(one.id, yes=True)).done
    assert desks.records(COORDINATOR, OrganisationDecided(other.id, yes=True)).problem == "name"


@pytest.mark.parametrize(
    ("address", "topics", "problem"),
    [
        (HEAD, ("disdukcapil/ktp_el",), "official"),
        (OFFICER, ("dishub",), "official"),
        (COORDINATOR, ("dishub",), "official"),
        (OFFICER, ("disdukcapil",), ""),
    ],
)
def test_nobody_watches_the_office_at_which_they_work(
    desks: Desks, address: str, topics: tuple[str, ...], problem: str
) -> None:
    assert desks.records(address, asks(topics=topics)).problem == problem


def test_a_child_is_no_contact_person(desks: Desks) -> None:
    desks.records(CONTACT, AgeStated(is_minor=True, guardian_agreed=True))
    assert desks.records(CONTACT, asks()).problem == "minor"


def test_who_takes_office_later_is_shown_as_a_conflict_and_the_overseers_hear_of_it(desks: Desks) -> None:
    desks.official("overseer", None, "600", "Tono")
    row = registers(desks, CONTACT, COORDINATOR)
    for unit in ("dishub", "disdukcapil"):
        with desks.store.begin() as tx:
            officials.invite(tx, "officer", unit, "Sari", unit, NOW + timedelta(days=1), NOW)
        desks.records(CONTACT, OfficialBound(unit))
    assert [say.words for say in desks.told("600") if "baru saja" in say.words] == [last(desks, "600")]
    with desks.store.reading() as tx:
        assert in_conflict(tx, row)
    assert office.listing(desks.store)[0]["conflict"] is True


def test_it_is_handed_over_by_a_link_that_works_once(desks: Desks) -> None:
    row = registers(desks, CONTACT, COORDINATOR)
    made = desks.records(CONTACT, OrganisationOffered())
    assert made.content.endswith(f"l-{made.name}")
    takes = OrganisationTaken(made.name, "2026-11", "x")
    assert desks.records(HEAD, takes).problem == "official"
    assert desks.records(SUCCESSOR, takes).done
    assert "kini punya narahubung lain" in last(desks, CONTACT)
    assert agrees(desks, newest(desks.store).citizen_id)
    assert not agrees(desks, row.citizen_id)
    assert desks.records("103", takes).problem == "link"
    assert logged(desks, row.id)[-1] == ("organisation_passed_on", "citizen")


def test_a_link_expires_and_one_who_writes_for_another_cannot_use_it(desks: Desks) -> None:
    registers(desks, CONTACT, COORDINATOR)
    registers(desks, SUCCESSOR, COORDINATOR, "Yayasan Lain")
    takes = OrganisationTaken(desks.records(CONTACT, OrganisationOffered()).name, "2026-11", "x")
    assert desks.records(SUCCESSOR, takes).problem == "already"
    desks.now += timedelta(days=30)
    assert desks.records("103", takes).problem == "link"


def test_who_has_none_offers_and_leaves_nothing(desks: Desks) -> None:
    assert desks.records(CONTACT, OrganisationOffered()).problem == "gone"
    assert desks.records(CONTACT, OrganisationLeft()).problem == "gone"


def test_what_waits_is_taken_back_and_what_is_registered_ends_with_its_contact_person(desks: Desks) -> None:
    desks.records(CONTACT, asks())
    assert desks.records(CONTACT, OrganisationOffered()).problem == "gone"
    assert desks.records(CONTACT, OrganisationLeft()).done
    with desks.store.reading() as tx:
        assert organisations.listing(tx) == []
    registers(desks, CONTACT, COORDINATOR)
    assert desks.records(CONTACT, OrganisationLeft()).done
    assert newest(desks.store).state == "ended"
    assert "narahubungnya keluar" in last(desks, COORDINATOR)


def test_a_coordinator_ends_it_with_a_reason(desks: Desks) -> None:
    row = registers(desks, CONTACT, COORDINATOR)
    assert desks.records(COORDINATOR, OrganisationEnded(row.id, "Sudah bubar")).done
    assert "Alasannya: Sudah bubar" in last(desks, CONTACT)
    assert desks.records(COORDINATOR, OrganisationEnded(row.id, "Lagi")).problem == "gone"
    assert desks.records(COORDINATOR, OrganisationEnded(99, "Lagi")).problem == "gone"


# --- the command line ---------------------------------------------------------------------------------------


def test_the_command_line_shows_no_person_and_ends_it_with_a_reason(desks: Desks) -> None:
    row = registers(desks, CONTACT, COORDINATOR)
    shown = office.show(desks.store, row.id)
    assert (shown["name"], shown["state"], shown["conflict"]) == ("Forum Warga", "registered", False)
    assert "citizen_id" not in shown
    assert [step["what"] for step in shown["steps"]] == ["organisation_asked", "organisation_registered"]
    office.end(desks.store, row.id, "Sudah bubar", NOW)
    assert "Alasannya: Sudah bubar" in last(desks, CONTACT)
    with pytest.raises(Mistaken, match="nothing to end"):
        office.end(desks.store, row.id, "Lagi")
    with pytest.raises(Mistaken, match="no organisation 77"):
        office.show(desks.store, 77)


def test_one_whose_contact_person_is_gone_is_ended_in_silence(desks: Desks) -> None:
    with desks.store.begin() as tx:
        row = organisations.ask(tx, 1, "Forum Warga", ("dishub",), "", NOW)
        organisations.forget(tx, 2, NOW)
        assert not in_conflict(tx, organisations.OrganisationRow(**{**vars(row), "citizen_id": None}))


# --- a matter on behalf of several people -------------------------------------------------------------------


def opened(known_as: str = "open", **more: object) -> CaseOpened:
    name = {"name": "Sari", "contact": "sari@example.org"} if known_as == "open" else {}
    said = {"known_as": known_as, "organisation": "Forum Warga", "people": 40, **name, **more}
    return CaseOpened("complaint", "disdukcapil", "slow", "service", Words("Antre lama"), **said)  # type: ignore[arg-type]  # real fields


def test_its_case_says_for_how_many_and_an_open_one_for_whom(desks: Desks) -> None:
    registers(desks, CONTACT, COORDINATOR)
    number = desks.records(CONTACT, opened()).number
    assert desks.row(number).people == 40
    assert "Atas nama 40 orang (Forum Warga)" in desks.told(HEAD, number)[0].words


def test_a_confidential_one_hides_the_organisations_name(desks: Desks) -> None:
    registers(desks, CONTACT, COORDINATOR)
    number = desks.records(CONTACT, opened("confidential")).number
    notice = desks.told(HEAD, number)[0].words
    assert "Atas nama 40 orang (sebuah lembaga, dirahasiakan)" in notice
    assert "Forum Warga" not in notice


def test_who_writes_for_nobody_by_then_speaks_for_themselves(desks: Desks) -> None:
    registers(desks, CONTACT, COORDINATOR)
    for address, more in ((CONTACT, {"organisation": "Yayasan Lain"}), (SUCCESSOR, {})):
        row = desks.row(desks.records(address, opened(**more)).number)
        assert (row.people, row.details.get("organisation")) == (1, None)
