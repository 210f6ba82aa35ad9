"""Words are read outside the chat only by an official with a right and a reason, and never in secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.house import House
from bot.offices.office import Mistaken
from bot.outside.reading import read_case
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import CaseAnswered
from handlers.talk import Words
from storage import officials
from storage.store import Store
from tests.bot.citizens import pushed
from tests.bot.desks import Desks

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
REPORTER, COORDINATOR, OVERSEER, HEAD, OPERATOR = "100", "200", "300", "400", "500"


@pytest.fixture
def house(settings: Settings) -> House:
    return build_house(settings)


@pytest.fixture
def desks(store: Store, house: House, settings: Settings) -> Desks:
    sync_units(settings, store)
    desks = Desks(store, house, NOW)
    desks.official("coordinator", None, COORDINATOR, "Rina")
    desks.official("head", "dpupr", HEAD, "Wati")
    desks.official("operator", None, OPERATOR, "Joko")
    return desks


def read(desks: Desks, number: str, who: str, why: str = "Diperiksa") -> dict[str, object]:
    return read_case(desks.store, desks.house, number, desks.ids[who], why, desks.now)


def test_nobody_named_reads_nothing_and_leaves_no_trace(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    assert read_case(desks.store, desks.house, number, None, None, NOW) == {}
    assert ("read", "") not in desks.happened(number)


def test_a_reading_shows_the_words_is_noted_and_told(desks: Desks) -> None:
    desks.official("overseer", None, OVERSEER, "Tono")
    number = desks.opens(REPORTER, "Jalan berlubang")
    desks.records(HEAD, CaseAnswered(number, Words("Kami tambal"), desks.version(number)))
    version = desks.version(number)
    pushed(desks.store, NOW)
    told = read(desks, number, COORDINATOR)
    assert told["words"] == "Jalan berlubang"
    assert "name" not in told
    assert [one["words"] for one in told["said"] if one["what"] == "answered"] == ["Kami tambal"]  # type: ignore[attr-defined]
    assert desks.happened(number)[-1] == ("read", "")
    assert desks.version(number) == version
    (notice,) = pushed(desks.store, LATER, OVERSEER)
    assert all(word in notice.words for word in ("Rina", "Diperiksa", number))


def test_an_open_reporter_is_read_with_their_name(desks: Desks) -> None:
    number = desks.opens(REPORTER, known_as="open", name="Sari", contact="0812")
    told = read(desks, number, HEAD)
    assert (told["name"], told["contact"]) == ("Sari", "0812")


def test_without_an_oversight_team_the_coordinators_are_told(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    pushed(desks.store, NOW)
    read(desks, number, HEAD)
    (notice,) = pushed(desks.store, LATER, COORDINATOR)
    assert "Wati" in notice.words


def test_two_readings_are_two_notices(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    pushed(desks.store, NOW)
    read(desks, number, HEAD)
    desks.now += timedelta(seconds=1)
    read(desks, number, HEAD)
    assert len(pushed(desks.store, LATER, COORDINATOR)) == 2


@pytest.mark.parametrize("who", [OPERATOR, HEAD])
def test_who_may_not_see_a_case_does_not_read_it_here_either(desks: Desks, who: str) -> None:
    number = desks.opens(REPORTER, unit="dishub")
    with pytest.raises(Mistaken, match="may not see"):
        read(desks, number, who)
    assert ("read", "") not in desks.happened(number)


def test_a_case_that_bypasses_its_unit_is_not_read_by_its_head(desks: Desks) -> None:
    desks.official("overseer", None, OVERSEER, "Tono")
    number = desks.opens(REPORTER, category="pungli")
    for who in (HEAD, COORDINATOR):
        with pytest.raises(Mistaken):
            read(desks, number, who)
    assert read(desks, number, OVERSEER)["words"]


def test_a_name_needs_a_reason_and_an_office(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    for official, why in ((desks.ids[HEAD], None), (desks.ids[HEAD], " "), (None, "x"), (999, "x")):
        with pytest.raises(Mistaken):
            read_case(desks.store, desks.house, number, official, why, NOW)
    with pytest.raises(Mistaken, match="no case"):
        read(desks, "KS-2611-ZZZZ", HEAD)


def test_whose_office_has_ended_reads_nothing(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    with desks.store.begin() as tx:
        officials.end(tx, desks.ids[HEAD], NOW)
    with pytest.raises(Mistaken, match="no official"):
        read(desks, number, HEAD)


def test_a_reading_of_what_is_closed_to_every_overseer_is_told_to_the_coordinators(desks: Desks) -> None:
    desks.official("officer", "dpupr", OVERSEER)
    desks.official("overseer", None, OVERSEER, "Tono")
    number = desks.opens(REPORTER, category="pungli")
    pushed(desks.store, NOW)
    read(desks, number, COORDINATOR)
    assert any(number in say.words for say in pushed(desks.store, LATER, COORDINATOR))
    assert not any(number in say.words for say in pushed(desks.store, LATER, OVERSEER))
