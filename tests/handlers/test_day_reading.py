"""Days as officials type them when they search or promise."""

from datetime import date

import pytest

from handlers.day_reading import read_day, read_month

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24/11", date(2026, 11, 24)),
        ("24-11-2026", date(2026, 11, 24)),
        ("24.11.2025", date(2025, 11, 24)),
        ("24 11", date(2026, 11, 24)),
        ("24 November", date(2026, 11, 24)),
        ("3 nopember 2025", date(2025, 11, 3)),
        ("17 Agustus", date(2026, 8, 17)),
        ("17 August", date(2026, 8, 17)),
        ("1 Mei", date(2026, 5, 1)),
        ("1 May", date(2026, 5, 1)),
        ("25/12", date(2025, 12, 25)),
    ],
)
def test_a_day_that_has_been_is_read_as_people_type_it(typed: str, day: date) -> None:
    assert read_day(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["31/2", "45/1", "11", "", "besok", "KS-2611-7F3K", "November", "12 Foo"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert read_day(typed, TODAY) is None


def test_a_day_to_come_is_looked_for_ahead() -> None:
    assert read_day("25/12", TODAY, ahead=True) == date(2026, 12, 25)
    assert read_day("17 Agustus", TODAY, ahead=True) == date(2027, 8, 17)
    assert read_day("24/11", TODAY, ahead=True) == date(2027, 11, 24)
    assert read_day("17/8/2020", TODAY, ahead=True) == date(2020, 8, 17)  # said with its year, it is meant


def test_a_month_alone_is_the_last_one_there_was() -> None:
    assert read_month("November", TODAY) == "2026-11"
    assert read_month("Desember", TODAY) == "2025-12"
    assert read_month("agustus 2024", TODAY) == "2024-08"
    assert read_month("24 November", TODAY) == ""
    assert read_month("lampu", TODAY) == ""
