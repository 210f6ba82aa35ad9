"""The overseers' digest out of a week that a city lived: counted, sent once, and nothing closed in it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import digests
from bot.oversight import digest
from bot.oversight.counting import log_lines, oversight_json
from bot.settings import Settings
from bot.wiring import Engine, build_engine, build_house, open_store, sync_units
from handlers.desk_events import CaseArchived, CasePassed, CaseTaken
from handlers.events import CaseOpened
from handlers.oversight_digest import Seen
from handlers.oversight_events import CasePulled, SteppedOut
from handlers.talk import Input, Words
from storage import audit, schema
from storage.audit import AuditRow
from tests.bot.days import COORDINATOR, HEAD, OFFICER, OVERSEER, REPORTER, Days
from tests.bot.overseeing import MOTIVE, SECOND

WEEK, TODAY = "2026-W47", date(2026, 11, 23)
TUESDAY = datetime(2026, 11, 17, 3, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def days(settings: Settings) -> Days:
    """A city in a file that a child process can read; the second overseer serves at an office too."""
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    city = Days(store, build_house(settings), TUESDAY)
    city.official("officer", "dpupr", OFFICER, "Petugas Rina")
    city.official("head", "dpupr", HEAD, "Kepala Dinas")
    city.official("coordinator", None, COORDINATOR, "Koordinator")
    city.official("overseer", None, OVERSEER, "Pengawas")
    city.official("officer", "dishub", SECOND, "Pengawas Dua")
    city.official("overseer", None, SECOND, "Pengawas Dua")
    return city


def lived(days: Days) -> tuple[str, str]:
    """Steps of a week; the number of a case that is closed to the second overseer, and of one that is not."""
    said = CaseOpened("complaint", "dishub", "slow", "head", Words("Kepala dinasnya jarang ada"))
    closed = days.records(REPORTER, said).number
    pulled, out, archived, up = (days.opens(f"{1100 + n}") for n in range(4))
    days.records(OVERSEER, CasePulled(pulled, days.version(pulled), Words(MOTIVE)))
    days.records(OFFICER, CaseTaken(out, days.version(out)))
    days.records(OFFICER, SteppedOut(out))
    days.records(COORDINATOR, CaseArchived(archived, days.version(archived), "no_report", Words()))
    days.records(HEAD, CasePassed(up, days.version(up), official=days.ids[OVERSEER]))
    days.chat(OVERSEER).does(days.chat(OVERSEER).incoming(Input(tap=f"go.work:{closed}")))
    with days.store.begin() as tx:
        audit.add(tx, "export", "operator", TUESDAY, about="export:lapor")
        audit.add(tx, "read", f"official:{days.ids[OVERSEER]}", TUESDAY, about="cases:12", why="Audit")
    return closed, pulled


def test_each_overseer_is_counted_what_is_open_to_them(days: Days, settings: Settings) -> None:
    closed, pulled = lived(days)
    days.store.dispose()
    found = json.loads(oversight_json(settings, WEEK, TODAY))
    whole, less = found[str(days.ids[OVERSEER])], found[str(days.ids[SECOND])]
    assert (whole["new"], less["new"]) == (3, 2)
    assert {"unit": "dpupr", "counts": {"escalated": 2, "archived": 1, "stepped_out": 1}} in whole["units"]
    assert whole["units"] == less["units"]
    logged = {(line["kind"], line["about"]) for line in whole["log"]}
    assert {("looked", f"case:{closed}"), ("pulled", f"case:{pulled}"), ("export", "export:lapor")} <= logged
    assert ("read", "cases:12") in logged
    assert ("read", "") in {(line["kind"], line["about"]) for line in less["log"]}
    assert closed in json.dumps(whole)
    assert closed not in json.dumps(less)


def test_the_digest_is_put_into_the_outbox_once_for_each(settings: Settings, days: Days) -> None:
    lived(days)
    days.store.dispose()

    async def monday() -> tuple[int, int, list[str]]:
        engine: Engine = build_engine(settings)
        try:
            first = await digests.post(engine, WEEK, MONDAY)
            again = await digests.post(engine, WEEK, MONDAY)
            told = Days(engine.store, engine.house, MONDAY).told(OVERSEER)
            return first, again, [say.words for say in told if "Pengawasan, pekan" in say.words]
        finally:
            engine.writer.close()
            engine.store.dispose()

    first, again, told = asyncio.run(monday())
    assert (first, again) == (8, 0)  # six offices, and what two overseers watch
    (text,) = told
    assert "3 laporan baru untuk Anda" in text
    assert "DPUPR: 2 naik ke atas, 1 diarsipkan, 1 ada yang mengundurkan diri" in text
    assert "tabel diambil keluar · lapor · operator" in text
    assert "Pengawas" in text


def test_an_overseer_who_came_since_it_was_counted_waits_for_the_next(days: Days) -> None:
    seen: Seen = {"new": 0, "units": [], "silent": [], "paces": [], "pasted": [], "log": []}
    with days.store.begin() as tx:
        put = digest.put(tx, days.house, {days.ids[OVERSEER]: seen}, WEEK, [], MONDAY)
        assert put == 1
        assert [one.id for one in digest.readers(tx, WEEK)] == [days.ids[SECOND]]
    days.store.dispose()


def test_lines_of_the_log_are_counted_and_none_tells_of_what_is_closed() -> None:
    def line(number: int, kind: str, about: str) -> AuditRow:
        return AuditRow(number, kind, "operator", about, "", TUESDAY + timedelta(minutes=number))

    log = [line(1, "export", "export:lapor"), line(2, "export", "export:lapor"), line(3, "looked", "case:A")]
    log += [line(4, "report_made", "unit:x"), line(5, "read", "cases:3")]
    told = log_lines(log, frozenset({"A"}))
    assert [(one["kind"], one["about"], one["count"]) for one in told] == [
        ("export", "export:lapor", 2),
        ("read", "", 1),
    ]
    assert [one["about"] for one in log_lines(log, frozenset())] == ["export:lapor", "case:A", "cases:3"]
