"""Praise reaches those who are praised, in the words in which it was given."""

from __future__ import annotations

from tests.bot.days import COORDINATOR, HEAD, OFFICER, OVERSEER, REPORTER, Days, city, staffed

__all__ = ["city", "staffed"]  # fixtures

WORDS = "Bu Rina di loket tiga sabar sekali menjelaskan syaratnya"


def test_officer_and_head_of_the_office_read_it_and_nobody_else(staffed: Days) -> None:
    number = staffed.opens(REPORTER, WORDS, kind="praise", category="")
    for address in (OFFICER, HEAD):
        (told,) = staffed.told(address, number)
        assert WORDS in told.words
        assert told.words.startswith("📨 Apresiasi baru")
    for address in (COORDINATOR, OVERSEER):
        assert staffed.told(address, number) == []
