"""Case numbers: their shape, their month, and how people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from storage import case_numbers

NEW_YEAR_IN_SERANG = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)


def test_a_number_is_prefix_month_and_four_crockford_characters() -> None:
    number = next(case_numbers.candidates("KS", datetime(2026, 11, 24, tzinfo=UTC)))
    assert re.fullmatch(r"KS-2611-[0-9A-HJKMNP-TV-Z]{4}", number)


def test_the_month_is_the_one_where_the_clock_hangs() -> None:
    local = NEW_YEAR_IN_SERANG.astimezone(ZoneInfo("Asia/Jakarta"))
    assert next(case_numbers.candidates("KS", local)).startswith("KS-2701-")
    assert next(case_numbers.candidates("KS", NEW_YEAR_IN_SERANG)).startswith("KS-2612-")


def test_numbers_grow_when_the_short_ones_keep_being_taken() -> None:
    lengths = [len(number.split("-")[2]) for number in case_numbers.candidates("KS", NEW_YEAR_IN_SERANG)]
    assert lengths == sorted(lengths)
    assert (lengths[0], lengths[-1]) == (case_numbers.SHORTEST, case_numbers.LONGEST)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("KS-2611-7F3K", "KS-2611-7F3K"),
        (" ks-2611-7f3k ", "KS-2611-7F3K"),
        ("ks-2611-OiL3", "KS-2611-0113"),
        ("BOGOR-2611-7F3K", "BOGOR-2611-7F3K"),
        ("", ""),
    ],
)
def test_a_number_is_understood_however_it_was_typed(typed: str, number: str) -> None:
    assert case_numbers.normal(typed) == number
