"""Who sees to a case says so with a tap; who is further up reminds those who have it."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.desk_events import OwnersReminded, ReminderTapped
from handlers.talk import Input
from tests.bot.days import COORDINATOR, HEAD, OFFICER, REPORTER, TUESDAY, Days, city, staffed, taken

__all__ = ["city", "staffed"]  # fixtures


# --- who may tap ---


def test_a_forwarded_tap_of_another_office_holds_nothing(staffed: Days) -> None:
    staffed.official("officer", "dishub", "3001")
    number = taken(staffed)
    staffed.runs_until(date(2026, 11, 30))
    for stranger in ("3001", REPORTER, "9999"):
        recorded = staffed.records(stranger, ReminderTapped(number, "answer", 1))
        assert (recorded.done, recorded.problem) == (False, "forbidden")
    staffed.runs_until(date(2026, 12, 2))
    assert staffed.reminders(number)[-1] == ("02 Dec", "head", "answer.2")


def test_whoever_stands_lower_cannot_hold_the_heads_reminder(staffed: Days) -> None:
    number = taken(staffed)
    staffed.runs_until(date(2026, 12, 2))
    assert not staffed.records(OFFICER, ReminderTapped(number, "answer", 2)).done
    assert staffed.records(COORDINATOR, ReminderTapped(number, "answer", 2)).done


def test_a_tap_for_a_case_that_is_not_there_is_refused(staffed: Days) -> None:
    assert staffed.records(HEAD, ReminderTapped("KS-2611-XXXX", "answer", 1)).problem == "forbidden"


# --- reminded by a colleague ---


def test_owners_of_late_cases_are_reminded_once_a_day_and_case(staffed: Days) -> None:
    number = taken(staffed)
    staffed.now = TUESDAY + timedelta(days=9)
    assert staffed.records(HEAD, OwnersReminded()).name == "1"
    assert staffed.records(COORDINATOR, OwnersReminded("dpupr")).name == "0"
    assert staffed.records(COORDINATOR, OwnersReminded("dishub")).name == "0"
    assert staffed.records(OFFICER, OwnersReminded()).name == "0"
    staffed.passes(1)
    assert staffed.records(COORDINATOR, OwnersReminded()).name == "1"
    told = [say.words for say in staffed.told(OFFICER, number) if say.words.startswith("🔔")]
    assert len(told) == 2
    assert "Kepala Dinas" in told[0]
    assert "Koordinator" in told[1]


# --- in the chat itself ---


def test_the_button_under_a_reminder_and_the_one_that_explains_the_date_work_in_the_chat(
    staffed: Days,
) -> None:
    number = taken(staffed)
    staffed.runs_until(date(2026, 11, 30))
    [reminder] = [say for say in staffed.told(OFFICER, number) if say.words.startswith("⏰")]
    chat = staffed.chat(OFFICER)
    chat.says.append(reminder)
    assert "tidak bertanya ke yang lain sebelum Jumat, 4 Desember 2026" in chat.taps("Saya urus").words
    chat.does(chat.incoming(Input(tap=f"go.cloc:{number}")))
    explained = chat.says[-1].words
    assert "Hari kerja sampai jawaban pertama: 5" in explained
    assert "Tenggat Selasa, 1 Desember 2026" in explained
    assert "Akan dihitung:" not in explained  # it is the first of December already


def test_a_stranger_is_told_nothing_about_the_date_of_a_case(staffed: Days) -> None:
    number = taken(staffed)
    chat = staffed.chat("9999")
    chat.does(chat.incoming(Input(tap=f"go.cloc:{number}")))
    assert "tidak ada di meja Anda" in chat.says[-1].words
    assert number not in chat.says[-1].words
