"""Days that were given to reporters: silence closes once, a promise is told when it comes."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.desk_events import ClosingApproved, ClosingJudged, ClosingProposed, DataAsked, PromiseKept
from handlers.events import DataDeleted
from handlers.talk import Words
from tests.bot.days import HEAD, OFFICER, REPORTER, TUESDAY, Days, city, staffed, taken

__all__ = ["city", "staffed"]  # fixtures


# --- silence ---


def proposed(city: Days) -> str:
    number = taken(city)
    city.records(
        OFFICER, ClosingProposed(number, city.version(number), "answered", Words("Lampu sudah menyala."))
    )
    return number


def test_ten_days_of_silence_close_a_case_once_also_after_days_off(staffed: Days) -> None:
    number = proposed(staffed)
    assert staffed.row(number).reply_due == date(2026, 12, 4)
    staffed.runs_until(date(2026, 12, 4))
    assert staffed.row(number).state == "proposed"
    staffed.now += timedelta(days=4)
    before = len(staffed.told(REPORTER, number))
    staffed.ticks(50)
    assert (staffed.row(number).state, staffed.row(number).closed_by) == ("silent", "silence")
    assert [kind for kind, _ in staffed.happened(number)].count("silent") == 1
    assert len(staffed.told(REPORTER, number)) - before == 1


def test_a_case_that_waits_for_data_in_silence_closes_as_well(staffed: Days) -> None:
    number = taken(staffed)
    staffed.records(OFFICER, DataAsked(number, staffed.version(number), Words("Di mana persisnya?")))
    staffed.runs_until(date(2026, 12, 5))
    assert staffed.row(number).state == "silent"


def test_who_says_not_yet_keeps_number_and_clock(staffed: Days) -> None:
    number = proposed(staffed)
    staffed.now = TUESDAY + timedelta(days=6)  # Monday: Wednesday to Monday the clock stood still
    assert staffed.records(REPORTER, ClosingJudged(number, settled=False, words=Words("Masih gelap."))).done
    row = staffed.row(number)
    assert (row.state, row.next_step, row.reply_due) == ("reopened", "answer", None)
    # Of fourteen working days none had counted: proposed on the day it was opened, reopened on Monday.
    assert row.answer_due == date(2026, 12, 7)
    assert row.outer_due == date(2026, 12, 18)
    assert row.next_at in (row.answer_due, row.outer_due)


# --- a promised day ---


def promised(city: Days, due: date) -> str:
    """A case that cannot be settled yet, with a promised day; head and reporter have agreed."""
    number = taken(city)
    cannot = ClosingProposed(
        number, city.version(number), "cannot", Words("Tiangnya baru ada tahun depan."), "budget", due
    )
    city.records(OFFICER, cannot)
    city.records(HEAD, ClosingApproved(number, city.version(number), approved=True))
    city.records(REPORTER, ClosingJudged(number, settled=True))
    return number


def of_promises(city: Days, address: str, number: str) -> list[str]:
    return [say.words for say in city.told(address, number) if say.words.startswith("📌")]


def test_a_promise_that_is_kept_late_is_told_when_its_day_comes_and_when_it_is_kept(staffed: Days) -> None:
    number = promised(staffed, date(2026, 12, 14))
    assert (staffed.row(number).state, staffed.row(number).outcome) == ("unfixed", "cannot")
    staffed.runs_until(date(2026, 12, 10))
    assert of_promises(staffed, OFFICER, number) == []
    staffed.runs_until(date(2026, 12, 13))
    assert of_promises(staffed, OFFICER, number) == [
        f"📌 {number}: pelapornya dijanjikan Senin, 14 Desember 2026. Kalau sudah dikerjakan, mohon tandai di"
        " laporannya."
    ]
    assert of_promises(staffed, REPORTER, number) == []
    staffed.runs_until(date(2026, 12, 20))
    assert of_promises(staffed, REPORTER, number) == [
        "📌 Dinas Pekerjaan Umum dan Penataan Ruang berjanji kepada Anda: "
        f"{number} dikerjakan paling lambat Senin, 14 Desember 2026.\n\n"
        "Sejauh yang saya tahu, belum dikerjakan. Begitu mereka bilang sudah, Anda saya kabari."
    ]
    before = len(staffed.told(REPORTER, number))
    staffed.records(OFFICER, PromiseKept(number, staffed.version(number), Words("Lampunya sudah menyala.")))
    assert len(staffed.told(REPORTER, number)) == before + 1
    staffed.runs_until(date(2027, 1, 5))
    assert len(staffed.told(REPORTER, number)) == before + 1
    assert [kind for kind, _ in staffed.happened(number)][-1] == "promise_kept"


def test_a_promise_that_was_kept_in_time_is_not_asked_after(staffed: Days) -> None:
    number = promised(staffed, date(2026, 12, 14))
    staffed.records(OFFICER, PromiseKept(number, staffed.version(number), Words("Sudah menyala.")))
    staffed.runs_until(date(2026, 12, 20))
    assert of_promises(staffed, OFFICER, number) == of_promises(staffed, REPORTER, number) == []


def test_a_promised_day_on_which_nothing_ran_is_told_once_afterwards(staffed: Days) -> None:
    number = promised(staffed, date(2026, 12, 14))
    staffed.now = TUESDAY + timedelta(days=27)
    staffed.ticks(50)
    assert len(of_promises(staffed, REPORTER, number)) == 1


def test_somebody_whose_data_was_deleted_hears_of_no_promise(staffed: Days) -> None:
    number = promised(staffed, date(2026, 12, 14))
    staffed.records(REPORTER, DataDeleted())
    staffed.runs_until(date(2026, 12, 20))
    assert staffed.row(number).citizen_id is None
    assert len(of_promises(staffed, OFFICER, number)) == 1
