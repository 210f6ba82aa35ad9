"""The desk: what an official sees first, how it is filtered and searched, and who sees none."""

from __future__ import annotations

import pytest

from handlers.desk import FILTERS, searched
from handlers.desk_views import PAGE
from tests.handlers.city import TODAY, facts
from tests.handlers.desks import OTHER, desk_of, late, line, official
from tests.handlers.talker import NUMBER, Talker

NOTHING = "Tidak ada yang menumpuk di sini. Kerja bagus."


def ids(talker: Talker) -> list[str]:
    return [choice.id for choice in talker.says_so_far[-1].choices]


def test_a_citizen_is_told_kindly_where_their_own_reports_are() -> None:
    talker = Talker(facts()).says("/meja")
    assert "untuk petugas" in talker.screen
    assert "/status" in talker.screen
    assert talker.labels == ["☰ Menu"]


@pytest.mark.parametrize("command", ["/meja", "/desk"])
def test_the_desk_counts_and_shows_each_case_in_three_lines(command: str) -> None:
    desk = desk_of(late(days=3), line(mine=True, owner="Budi"))
    words = Talker(official(desk)).says(command).screen
    assert words.startswith("🗂 Meja Anda\n2 terbuka · 1 terlambat · 1 milik Anda")
    assert f"{OTHER}\nLampu jalan\nTindak lanjut · ⚠️ terlambat 3 hari · " in words
    assert words.index(OTHER) < words.index(NUMBER)


def test_each_line_says_whose_it_is_and_by_when() -> None:
    desk = desk_of(
        line("KS-2611-AAAA", mine=True),
        line("KS-2611-BBBB", owner="Ratna"),
        line("KS-2611-CCCC", owner="", state="received"),
        line("KS-2611-DDDD", due=None, state="needs_data"),
    )
    mine, hers, nobodys, waiting = Talker(official(desk)).says("/meja").screen.split("\n\n")[1:]
    assert mine.endswith("\nTindak lanjut · paling lambat 1 Desember · dipegang Anda")
    assert hers.endswith("· dipegang Ratna")
    assert nobodys.endswith("\nDiterima · paling lambat 1 Desember · belum ada yang menangani")
    assert waiting.endswith("\nPerlu data · dipegang Ratna")


def test_doubles_and_offices_are_shown_where_there_are_some() -> None:
    words = Talker(official(desk_of(line(reports=37, unit="Dishub")))).says("/meja").screen
    assert f"{NUMBER} · 👥 37 orang" in words
    assert "Lampu jalan · Dishub" in words


def test_a_case_without_a_category_is_called_by_its_kind() -> None:
    talker = Talker(official(desk_of(line(category="", kind="question")))).says("/meja")
    assert "\nPertanyaan\n" in talker.screen
    assert f"{NUMBER} · Pertanyaan" in talker.labels


def test_every_case_has_a_button_and_late_ones_a_mark() -> None:
    talker = Talker(official(desk_of(late(), line()))).says("/meja")
    assert talker.labels[:2] == [f"⚠️ {OTHER} · Lampu jalan", f"{NUMBER} · Lampu jalan"]
    assert ids(talker)[:2] == [f"go.work:{OTHER}", f"go.work:{NUMBER}"]


def test_an_empty_desk_says_so() -> None:
    words = Talker(official()).says("/meja").screen
    assert words == "🗂 Meja Anda\n0 terbuka · 0 terlambat · 0 milik Anda\n\n" + NOTHING


# --- filters ---


@pytest.mark.parametrize("wanted", [key for key in FILTERS if key])
def test_a_filter_names_itself_and_offers_the_others(wanted: str) -> None:
    talker = Talker(official(desk_of(line()))).presses(f"go.desk:{wanted}")
    others = {"go.desk", *(f"go.desk:{key}" for key in FILTERS if key)} - {f"go.desk:{wanted}"}
    assert others <= set(ids(talker))
    assert f"go.desk:{wanted}" not in ids(talker)


def test_a_state_a_unit_or_a_number_is_named_in_the_heading() -> None:
    desk = desk_of(line(), units={"dishub": "Dishub", "dlh": "DLH"})
    assert "Menunggu tanggapan pelapor" in Talker(official(desk)).presses("go.desk:proposed").screen
    assert Talker(official(desk)).presses("go.desk:needs_data").screen.startswith("🗂 Perlu data")
    assert Talker(official(desk)).presses("go.desk:dishub").screen.startswith("🗂 Dishub")
    assert Talker(official(desk)).presses("go.desk:KS-2611").screen.startswith("🗂 KS-2611")


def page(number: int, found: int) -> Talker:
    """One page of a longer desk, as it is read for it."""
    first, last = PAGE * number, min(PAGE * (number + 1), found)
    lines = [line(f"KS-2611-AA{n:02d}") for n in range(first, last)]
    return Talker(official(desk_of(*lines, found=found, page=number))).presses(f"go.desk:late.{number}")


def test_many_cases_come_in_pages_that_say_where_they_are() -> None:
    found = 2 * PAGE + 1
    first, middle, last = (page(number, found) for number in range(3))
    assert {button for button in ids(first) if "late" in button} == {"go.desk:late.1"}
    assert {button for button in ids(middle) if "late" in button} == {"go.desk:late.0", "go.desk:late.2"}
    assert {button for button in ids(last) if "late" in button} == {"go.desk:late.1"}
    assert f"{PAGE + 1}–{2 * PAGE}" in middle.screen
    assert f"{found}–{found}" in last.screen
    assert "KS-2611-AA06" in middle.screen


def test_a_desk_of_one_page_does_not_count_its_pages() -> None:
    alone = page(0, PAGE)
    assert not [button for button in ids(alone) if "late." in button]
    assert "–" not in alone.screen


def test_an_office_is_asked_for_only_where_there_are_several() -> None:
    assert "go.desk:units" not in ids(Talker(official(desk_of(line()))).says("/meja"))
    desk = desk_of(line(), units={"dishub": "Dishub", "dlh": "DLH"})
    talker = Talker(official(desk)).says("/meja")
    assert "go.desk:units" in ids(talker)
    talker.presses("go.desk:units").says("DLH")
    assert talker.screen.startswith("🗂 DLH")


def test_an_old_button_for_offices_leads_back_to_everything() -> None:
    talker = Talker(official(desk_of(line()))).presses("go.desk:units").taps("📋 Semua")
    assert talker.screen.startswith("🗂 Meja Anda")


def test_a_state_is_chosen_from_all_of_them() -> None:
    talker = Talker(official(desk_of(line()))).presses("go.desk:states").says("Perlu data")
    assert talker.screen.startswith("🗂 Perlu data")
    assert talker.turns == 2


def test_whoever_may_remind_is_offered_it_while_something_is_late() -> None:
    assert "go.sumr:remind" in ids(Talker(official(desk_of(late(), may_remind=True))).says("/meja"))
    assert "go.sumr:remind" not in ids(Talker(official(desk_of(line(), may_remind=True))).says("/meja"))
    assert "go.sumr:remind" not in ids(Talker(official(desk_of(late()))).says("/meja"))


def test_the_menu_of_an_official_begins_with_the_desk() -> None:
    assert Talker(official()).says("/menu").labels[0] == "🗂 Meja saya"
    assert "🗂 Meja saya" not in Talker(facts()).says("/menu").labels


# --- search ---


def test_a_search_is_asked_for_and_leads_to_what_was_found() -> None:
    talker = Talker(official(desk_of(line()))).presses("go.desk:find").says("ks 2611 7f3k")
    assert talker.screen.startswith(f"🗂 {NUMBER}")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("24/11", "2026-11-24"),
        ("24 November", "2026-11-24"),
        ("november", "2026-11"),
        ("ks-2611-7f3k", NUMBER),
        ("KS 2611", "KS-2611"),
        ("'; DROP TABLE cases; --", "-DROP-TABLE-CASES---"),
        ("<b>x</b>", "BXB"),
        ("?!", "-"),
        ("x" * 90, "X" * 40),
        ("late.3", "LATE3"),
    ],
)
def test_words_become_a_filter_that_is_only_letters_digits_and_dashes(typed: str, wanted: str) -> None:
    assert searched(typed, TODAY) == wanted
