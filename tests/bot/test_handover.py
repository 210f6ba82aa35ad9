"""Cases out to SP4N-LAPOR! and their ids back: nothing leaves that may not, a round trip changes nothing."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from analytics.sheets import BadSheet
from bot.house import House
from bot.offices.office import Mistaken
from bot.outside.handed_back import BadHandover, Imported, import_ids, set_id
from bot.outside.handover import Exported, Wanted, export
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.case_states import STATES
from handlers.lapor_words import COLUMNS, NUMBER, TRACKING_ID, WORDS
from handlers.lapor_words import STATES as THEIRS
from storage import case_events
from storage.store import Store
from tests.bot.citizens import pushed
from tests.bot.desks import Desks

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
REPORTER, COORDINATOR, OVERSEER, HEAD = "100", "200", "300", "400"
EVERYTHING = Wanted()


@pytest.fixture
def house(settings: Settings) -> House:
    return build_house(settings)


@pytest.fixture
def desks(store: Store, house: House, settings: Settings) -> Desks:
    sync_units(settings, store)
    desks = Desks(store, house, NOW)
    desks.official("coordinator", None, COORDINATOR, "Rina")
    desks.official("overseer", None, OVERSEER, "Tono")
    desks.official("head", "dpupr", HEAD, "Wati")
    return desks


def exported(
    desks: Desks,
    settings: Settings,
    to: Path,
    wanted: Wanted = EVERYTHING,
    who: str = "",
    why: str | None = None,
) -> Exported:
    official = desks.ids[who] if who else None
    now = desks.now + timedelta(hours=1)
    return export(desks.store, settings, desks.house, to, wanted, official, why, now)


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def written(file: Path, *rows: tuple[str, str]) -> Path:
    with file.open("w", newline="") as stream:
        csv.writer(stream).writerows([(NUMBER, TRACKING_ID), *rows])
    return file


def test_a_case_leaves_in_the_terms_of_the_national_system_without_a_word(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    number = desks.opens(REPORTER, known_as="open", name="Sari", contact="0812")
    desks.opens(REPORTER, kind="suggestion", category="")
    desks.opens(REPORTER, kind="question", category="")
    desks.opens(REPORTER, kind="praise", category="")
    assert exported(desks, settings, tmp_path / "out.csv") == Exported(3, 0, 0)
    first, second, third = read(tmp_path / "out.csv")
    assert tuple(first) == COLUMNS
    assert (first[NUMBER], first[TRACKING_ID]) == (number, "")
    assert [row["Klasifikasi"] for row in (first, second, third)] == [
        "Pengaduan",
        "Aspirasi",
        "Permintaan Informasi",
    ]
    assert (first["Status"], first["Kategori"]) == ("Belum Terverifikasi", "Lambat atau ditunda-tunda")
    assert (first["Anonim"], second["Anonim"], first["Rahasia"]) == ("Tidak", "Ya", "Ya")
    assert (first["Tanggal Laporan"], first["Tanggal Selesai"]) == ("2026-11-24", "")
    text = (tmp_path / "out.csv").read_text()
    assert not any(word in text for word in ("Lampu", "Sari", "0812"))


def test_every_state_of_ours_has_one_of_theirs() -> None:
    assert THEIRS.keys() == STATES.keys()


def test_words_leave_only_with_an_official_and_a_reason_and_never_a_name(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    number = desks.opens(REPORTER, "Lampu mati di Ciceri", known_as="open", name="Sari", contact="0812")
    pushed(desks.store, NOW)
    done = exported(desks, settings, tmp_path / "out.csv", who=COORDINATOR, why="Diminta kementerian")
    assert done == Exported(1, 1, 0)
    (row,) = read(tmp_path / "out.csv")
    assert row[WORDS[0]] == "Lampu mati di Ciceri"
    assert not any(word in (tmp_path / "out.csv").read_text() for word in ("Sari", "0812"))
    with desks.store.reading() as tx:
        last = case_events.events(tx, desks.row(number).id)[-1]
    assert (last.kind, last.actor, last.words) == (
        "read",
        f"official:{desks.ids[COORDINATOR]}",
        "Diminta kementerian",
    )
    (notice,) = pushed(desks.store, NOW + timedelta(days=1), OVERSEER)
    assert all(word in notice.words for word in ("Rina", "Diminta kementerian", number))


def test_what_bypasses_the_units_leaves_only_with_an_overseer(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    secret, plain = desks.opens(REPORTER, "Diminta uang", category="pungli"), desks.opens(REPORTER)
    out = tmp_path / "out.xlsx"
    assert exported(desks, settings, out).bypassing == 1
    assert exported(desks, settings, out, who=COORDINATOR, why="x") == Exported(1, 1, 1)
    assert exported(desks, settings, out, who=OVERSEER, why="x") == Exported(2, 2, 0)
    cells = [row[0] for row in load_workbook(out).active.iter_rows(values_only=True)]  # type: ignore[union-attr]
    assert cells == [NUMBER, secret, plain]


@pytest.mark.parametrize(("who", "why"), [(HEAD, "x"), ("", "x"), (COORDINATOR, None), (COORDINATOR, "  ")])
def test_who_may_not_or_says_no_reason_gets_nothing(
    desks: Desks, settings: Settings, tmp_path: Path, who: str, why: str | None
) -> None:
    number = desks.opens(REPORTER)
    with pytest.raises(Mistaken):
        exported(desks, settings, tmp_path / "out.csv", who=who, why=why)
    assert not (tmp_path / "out.csv").exists()
    with desks.store.reading() as tx:
        assert [event.kind for event in case_events.events(tx, desks.row(number).id)].count("read") == 0


def test_what_could_not_be_written_was_not_read(desks: Desks, settings: Settings, tmp_path: Path) -> None:
    number = desks.opens(REPORTER)
    for file, problem in ((tmp_path / "out.pdf", BadSheet), (tmp_path / "no" / "out.csv", OSError)):
        with pytest.raises(problem):
            exported(desks, settings, file, who=COORDINATOR, why="x")
    with desks.store.reading() as tx:
        assert all(event.kind != "read" for event in case_events.events(tx, desks.row(number).id))


def test_where_there_is_nothing_to_read_nobody_is_told(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    assert exported(desks, settings, tmp_path / "out.csv", who=COORDINATOR, why="x") == Exported(0, 0, 0)
    assert read(tmp_path / "out.csv") == []
    assert pushed(desks.store, NOW + timedelta(days=1)) == []


def test_days_and_units_choose_what_leaves(desks: Desks, settings: Settings, tmp_path: Path) -> None:
    desks.opens(REPORTER)
    desks.now += timedelta(days=2)
    later = desks.opens(REPORTER, unit="dishub")
    chosen = {
        Wanted(since=datetime(2026, 11, 25)): [later],  # noqa: DTZ001 - a day of the city, as it is typed
        Wanted(until=datetime(2026, 11, 25), unit="dishub"): [],  # noqa: DTZ001
        Wanted(until=datetime(2026, 11, 26), unit="dishub"): [later],  # noqa: DTZ001
    }
    for wanted, numbers in chosen.items():
        exported(desks, settings, tmp_path / "out.csv", wanted)
        assert [row[NUMBER] for row in read(tmp_path / "out.csv")] == numbers
    with pytest.raises(Mistaken, match="dinas_sihir"):
        exported(desks, settings, tmp_path / "out.csv", Wanted(unit="dinas_sihir"))


def test_what_a_reporter_wrote_is_never_run_by_a_spreadsheet(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    desks.opens(REPORTER, '=HYPERLINK("http://x";"y")')
    exported(desks, settings, tmp_path / "out.csv", who=COORDINATOR, why="x")
    assert read(tmp_path / "out.csv")[0][WORDS[0]].startswith("'=")


# --- and back ---


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_round_trip_changes_nothing(desks: Desks, settings: Settings, tmp_path: Path, ending: str) -> None:
    numbers = [desks.opens(REPORTER) for _ in range(3)]
    set_id(desks.store, numbers[0], "0012345", NOW)
    set_id(desks.store, numbers[2], "7654321", NOW)
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    exported(desks, settings, first)
    before = [desks.row(number) for number in numbers]
    assert import_ids(desks.store, first, NOW) == Imported(0, 2)
    exported(desks, settings, second)
    assert [desks.row(number) for number in numbers] == before
    assert table(first) == table(second)
    assert table(first)[1][1] == "0012345"


def table(file: Path) -> list[list[object]]:
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return [list(row) for row in csv.reader(stream)]
    return [list(row) for row in load_workbook(file).active.iter_rows(values_only=True)]  # type: ignore[union-attr]


def test_ids_entered_in_the_exported_file_come_back(desks: Desks, settings: Settings, tmp_path: Path) -> None:
    numbers = [desks.opens(REPORTER) for _ in range(2)]
    exported(desks, settings, tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    book.active["B2"] = 1234567  # type: ignore[index]  # as a spreadsheet keeps what is typed
    book.active["B3"] = 7654321.0  # type: ignore[index]
    book.save(tmp_path / "in.xlsx")
    assert import_ids(desks.store, tmp_path / "in.xlsx", NOW) == Imported(2, 0)
    assert [desks.row(number).lapor_id for number in numbers] == ["1234567", "7654321"]
    with desks.store.reading() as tx:
        last = case_events.events(tx, desks.row(numbers[0]).id)[-1]
    assert (last.kind, last.actor, last.target) == ("handed_over", "system", "lapor")
    assert last.words == "1234567"
    assert import_ids(desks.store, tmp_path / "in.xlsx", NOW) == Imported(0, 2)


def test_one_wrong_row_and_the_whole_file_is_left_with_every_wrong_row_named(
    desks: Desks, tmp_path: Path
) -> None:
    good, taken, praise = desks.opens(REPORTER), desks.opens(REPORTER), desks.opens(REPORTER, kind="praise")
    set_id(desks.store, taken, "5555555", NOW)
    file = written(
        tmp_path / "in.csv",
        (good.lower(), "1111111"),
        ("KS-2611-ZZZZ", "2222222"),
        (good, "333333"),
        (good, "1111111"),
        (taken, "4444444"),
        (praise, "6666666"),
        ("", "7777777"),
        ("KS-2611-YYYY", ""),
        (good, "5555555"),
        (good, "1234567x"),
    )
    with pytest.raises(BadHandover) as caught:
        import_ids(desks.store, file, NOW)
    said = str(caught.value)
    for part in (
        "nothing was changed",
        "row 3: no case has the number KS-2611-ZZZZ",
        "row 4: 333333 is no tracking id, which has 7 digits (a spreadsheet drops leading zeros",
        f"row 4: {good} stands in row 2 already",
        "row 5: 1111111 stands in row 2 already",
        f"row 6: {taken} has 5555555",
        f"row 7: {praise} is praise",
        "row 8: no case has the number (empty)",
        f"row 10: this tracking id belongs to {taken}",
        "row 11: 1234567x is no tracking id, which has 7 digits\n",
    ):
        assert part in said + "\n"
    assert "row 9" not in said
    assert desks.row(good).lapor_id is None


def test_a_file_that_is_wrong_all_over_is_not_read_out_in_full(desks: Desks, tmp_path: Path) -> None:
    file = written(tmp_path / "in.csv", *((f"KS-2611-{n:04d}", f"{n:07d}") for n in range(80)))
    with pytest.raises(BadHandover, match="and 30 more"):
        import_ids(desks.store, file, NOW)


def test_a_title_above_the_table_and_short_rows_do_no_harm(desks: Desks, tmp_path: Path) -> None:
    number, book = desks.opens(REPORTER), Workbook()
    for row in (["Rekap LAPOR"], [], ["x", TRACKING_ID.upper(), NUMBER], ["", "1234567", number], ["only"]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "in.xlsx")
    assert import_ids(desks.store, tmp_path / "in.xlsx", NOW) == Imported(1, 0)


def test_a_file_without_the_two_columns_is_refused(desks: Desks, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadSheet, match=NUMBER):
        import_ids(desks.store, tmp_path / "in.csv", NOW)


def test_a_single_id_is_given_corrected_and_checked(desks: Desks) -> None:
    number, other = desks.opens(REPORTER), desks.opens(REPORTER)
    praise = desks.opens(REPORTER, kind="praise")
    set_id(desks.store, number, "1234567", NOW)
    set_id(desks.store, number, "1234568", NOW)
    assert desks.row(number).lapor_id == "1234568"
    for whose, tracking_id, says in (
        (other, "1234568", f"belongs to {number}"),
        (other, "12345678", "7 digits"),
        (other, "١٢٣٤٥٦٧", "7 digits"),
        (praise, "1111111", "praise"),
        ("KS-2611-ZZZZ", "1111111", "no case"),
    ):
        with pytest.raises((BadHandover, Mistaken), match=says):
            set_id(desks.store, whose, tracking_id, NOW)
    set_id(desks.store, number, "1234568", NOW)
    with desks.store.reading() as tx:
        kinds = [event.kind for event in case_events.events(tx, desks.row(number).id)]
    assert kinds.count("handed_over") == 2


def test_no_count_tells_somebody_that_there_is_something_about_them(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    coordinator = desks.ids[COORDINATOR]
    desks.official("head", "dishub", COORDINATOR)
    desks.ids[COORDINATOR] = coordinator  # the same chat leads an office as well
    desks.opens(REPORTER)
    desks.opens(REPORTER, category="pungli", unit="dishub")
    elsewhere = exported(desks, settings, tmp_path / "one.csv", who=COORDINATOR, why="Diminta kementerian")
    assert elsewhere == Exported(1, 1, 0)
    desks.opens(REPORTER, category="pungli")
    told = exported(desks, settings, tmp_path / "two.csv", who=COORDINATOR, why="Diminta kementerian")
    assert told == Exported(1, 1, 1)
