"""What an official may look at: a desk under each filter, a case in full, and nothing that is not theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.desk import facts as desk_facts
from bot.desk import work_facts
from bot.desk.entitled import offices_of
from bot.desk.facts import Looking
from bot.desk.filter import Wanted, wanted
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import (
    CannedKept,
    CasePassed,
    CasesMerged,
    CaseTaken,
    ClosingJudged,
    ClosingProposed,
    DataAsked,
    NoteAdded,
)
from handlers.desk_views import PAGE, Closing, Desk, Work
from handlers.talk import Media, Words
from storage import citizens
from storage.citizens import Handle
from storage.models import Case
from storage.store import Store, Tx
from tests.bot.desks import Desks
from tests.storage.plans import many_times

REPORTER, OFFICER, HEAD, COORDINATOR, OVERSEER, OTHER = "4711", "9001", "9002", "9004", "9003", "9010"
JAKARTA = ZoneInfo("Asia/Jakarta")
PHOTO = Media("photo", "AgAC-photo", "u1", "image/jpeg", 1234)


@pytest.fixture
def desks(settings: Settings, store: Store, now: datetime) -> Desks:
    sync_units(settings, store)
    desks = Desks(store, build_house(settings), now)
    desks.official("officer", "dpupr", OFFICER, "Budi")
    desks.official("head", "dpupr", HEAD, "Ratna")
    desks.official("coordinator", None, COORDINATOR, "Tuti")
    desks.official("overseer", None, OVERSEER, "Wati")
    desks.official("head", "dlh", OTHER, "Sari")
    return desks


class Eyes:
    """One person's look at what the database holds."""

    def __init__(self, desks: Desks, address: str) -> None:
        self.desks, self.address = desks, address

    def desk(self, text: str = "") -> Desk | None:
        with self.desks.store.begin() as tx:
            return desk_facts.desk(self._look(tx), text)

    def work(self, number: str) -> Work | None:
        with self.desks.store.begin() as tx:
            return work_facts.work(self._look(tx), number)

    def closing(self, number: str) -> Closing | None:
        with self.desks.store.begin() as tx:
            return desk_facts.closing(self._look(tx), number)

    def numbers(self, text: str = "") -> list[str]:
        desk = self.desk(text)
        assert desk is not None
        return [line.number for line in desk.lines]

    def _look(self, tx: Tx) -> Looking:
        house, now = self.desks.house, self.desks.now
        handle = Handle("telegram", "chat", self.address)
        person = citizens.lock(tx, {handle: "id"}, now)[handle]
        offices = offices_of(tx, person.id, house.today(now))
        return Looking(tx, house, now, person.id, offices, "id", "telegram")


def test_a_desk_holds_what_its_official_may_see_and_a_citizen_has_none(desks: Desks) -> None:
    road, waste = desks.opens(REPORTER), desks.opens(REPORTER, unit="dlh")
    bribe = desks.opens(REPORTER, category="pungli")
    somewhere = desks.opens(REPORTER, unit="")
    assert Eyes(desks, OFFICER).numbers() == [road]
    assert Eyes(desks, OTHER).numbers() == [waste]
    assert set(Eyes(desks, COORDINATOR).numbers()) == {road, waste, somewhere}
    assert set(Eyes(desks, OVERSEER).numbers()) == {road, waste, bribe, somewhere}
    assert Eyes(desks, REPORTER).desk() is None
    assert Eyes(desks, REPORTER).work(road) is None


def test_each_filter_shows_what_it_says_and_the_counts_stay(desks: Desks) -> None:
    old = desks.opens(REPORTER)
    desks.passes(9)
    mine, waits = desks.opens(REPORTER), desks.opens("4712")
    desks.records(OFFICER, CaseTaken(mine, 0))
    desks.records(HEAD, DataAsked(waits, 0, Words("Di mana?")))
    eyes = Eyes(desks, OFFICER)
    assert eyes.numbers() == [old, mine, waits]
    assert eyes.numbers("late") == [old]
    assert eyes.numbers("mine") == [mine]
    assert eyes.numbers("waiting") == [waits]
    assert eyes.numbers("needs_data") == [waits]
    assert eyes.numbers(f"{desks.house.today(desks.now)}") == [mine, waits]
    assert eyes.numbers("2026-11") == [old]
    assert eyes.numbers(mine) == [mine]
    assert eyes.numbers("dlh") == []
    seen = eyes.desk("mine")
    assert seen is not None
    assert (seen.open, seen.late, seen.mine, seen.units, seen.may_remind) == (3, 1, 1, {}, False)
    line = seen.lines[0]
    assert (line.owner, line.mine, line.overdue, line.due) == (
        "Budi",
        True,
        False,
        desks.row(mine).answer_due,
    )


def test_a_desk_of_a_thousand_is_counted_whole_and_leafed_through(desks: Desks) -> None:
    old = desks.opens(REPORTER)
    desks.passes(9)
    mine = desks.opens(REPORTER)
    desks.records(OFFICER, CaseTaken(mine, 0))
    with desks.store.begin() as tx:
        for number, name in ((old, "LATE"), (mine, "MINE")):
            copies = {"number": f"{name}-{{:04d}}".format, "talk": f"{name}.{{}}".format}
            many_times(tx, Case, desks.row(number).id, 500, **copies)
    eyes = Eyes(desks, OFFICER)
    for text, found in (("", 1002), ("late", 501), ("mine", 501), ("waiting", 0), ("LATE-04", 100)):
        seen = eyes.desk(text)
        assert seen is not None
        assert (seen.found, seen.open, seen.late, seen.mine) == (found, 1002, 501, 501)
        assert len(seen.lines) == min(found, PAGE)
    last = eyes.desk("mine.83")
    assert last is not None
    assert (last.filter, last.page, len(last.lines)) == ("mine", 83, 501 - 83 * PAGE)
    assert {line.mine for line in last.lines} == {True}
    assert set(eyes.numbers("late.1")).isdisjoint(eyes.numbers("late"))


@pytest.mark.parametrize("text", ["late.99", "late.²", "late.-1", "late." + "9" * 5000])
def test_a_page_that_is_not_there_is_the_first(desks: Desks, text: str) -> None:
    old = desks.opens(REPORTER)
    desks.passes(9)
    seen = Eyes(desks, OFFICER).desk(text)
    assert seen is not None
    assert (seen.page, [line.number for line in seen.lines]) == (0, [old])


def test_who_sees_several_offices_filters_by_them_and_reminds(desks: Desks) -> None:
    road, waste = desks.opens(REPORTER), desks.opens(REPORTER, unit="dlh")
    seen = Eyes(desks, COORDINATOR).desk("dlh")
    assert seen is not None
    assert [line.number for line in seen.lines] == [waste]
    assert set(seen.units) == {"dlh", "dpupr"}
    assert seen.may_remind
    assert road not in [line.number for line in seen.lines]


def test_two_offices_in_one_chat_share_a_desk(desks: Desks) -> None:
    desks.official("head", "dlh", OFFICER, "Budi juga")
    road, waste = desks.opens(REPORTER), desks.opens(REPORTER, unit="dlh")
    assert Eyes(desks, OFFICER).numbers() == [road, waste]


def test_a_case_in_full_names_who_did_what_and_what_may_be_done(desks: Desks) -> None:
    number = desks.opens(REPORTER, known_as="open", name="Sari", contact="0812", photos=(PHOTO,))
    desks.records(OFFICER, CaseTaken(number, 0))
    desks.records(OFFICER, NoteAdded(number, desks.version(number), Words("Cek gudang")))
    desks.records(OFFICER, CasePassed(number, desks.version(number), official=desks.ids[HEAD]))
    desks.records(OFFICER, CannedKept("Jadwal", Words("Rabu")))
    seen = Eyes(desks, HEAD).work(number)
    assert seen is not None
    assert (seen.owner, seen.mine, seen.reader, seen.reporter) == ("Ratna", True, "head", "Sari, 0812")
    assert [m.ref for m in seen.photos] == ["AgAC-photo"]
    assert ("noted", "Budi", "Cek gudang") in [(s.kind, s.who, s.words) for s in seen.steps]
    assert ("passed", "Ratna") in [(s.kind, s.target) for s in seen.steps]
    assert seen.steps[0].who == "citizen"
    assert {"take", "answer", "ask", "note", "pass", "merge", "propose", "remind"} <= seen.may
    assert not seen.may & {"archive", "approve", "export"}
    assert set(seen.colleagues.values()) == {"Budi", "Tuti", "Wati"}
    assert [words for _, words in seen.canned.values()] == ["Rabu"]
    assert seen.clock is not None
    assert seen.clock.due == desks.row(number).answer_due


def test_a_confidential_reporter_stays_unknown_and_alike_cases_are_shown(desks: Desks) -> None:
    number, other = desks.opens(REPORTER), desks.opens("4712")
    third = desks.opens("4713")
    desks.records(OFFICER, CasesMerged(other, 0, number))
    main, follower = (Eyes(desks, HEAD).work(one) for one in (number, other))
    assert main is not None
    assert follower is not None
    assert (main.reporter, main.reports, main.merged_into) == ("", 2, "")
    assert [line.number for line in main.alike] == [third]
    assert follower.merged_into == number
    assert "propose" not in follower.may


def test_only_its_reporter_is_asked_to_judge_and_only_what_was_proposed(desks: Desks) -> None:
    number = desks.opens(REPORTER)
    eyes = Eyes(desks, REPORTER)
    assert eyes.closing(number) is None
    desks.records(OFFICER, ClosingProposed(number, 0, "fixed", Words("Beres")))
    seen = eyes.closing(number.lower())
    assert seen is not None
    assert (seen.number, seen.state, seen.outcome, seen.handling) == (number, "proposed", "fixed", None)
    assert Eyes(desks, OFFICER).closing(number) is None
    assert eyes.closing("KS-2611-AAAA") is None
    desks.records(REPORTER, ClosingJudged(number, settled=True))
    judged = eyes.closing(number)
    assert judged is not None
    assert judged.state == "fixed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Wanted()),
        ("late", Wanted(only="late")),
        ("dlh", Wanted(unit="dlh")),
        ("reopened", Wanted(state="reopened")),
        ("KS-2611", Wanted(number="KS-2611")),
        ("2026-13", Wanted(number="2026-13")),
        ("2026-02-30", Wanted(number="2026-02-30")),
        (
            "2026-12",
            Wanted(
                since=datetime(2026, 12, 1, tzinfo=JAKARTA).astimezone(UTC),
                until=datetime(2027, 1, 1, tzinfo=JAKARTA).astimezone(UTC),
            ),
        ),
    ],
)
def test_one_word_is_read_as_a_filter(text: str, expected: Wanted) -> None:
    assert wanted(text, {"dlh"}, JAKARTA) == expected
