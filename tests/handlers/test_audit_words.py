"""What overseers are told of the log: short, with the code on a line of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

from handlers.audit_words import day_closed, restored
from handlers.talk import speaking

CODE = "SH-12-7F3K9-QWMXA-00BCD-EFGH1-J2KM3"


def test_a_day_that_is_closed_tells_its_code_on_a_line_of_its_own() -> None:
    with speaking("id"):
        say = day_closed(date(2026, 11, 24), CODE, 1234)
    lines = say.words.split("\n\n")
    assert lines[1] == CODE
    assert "24 November 2026" in lines[0]
    assert "Sudah" in lines[0]
    assert "Simpan pesan ini" in lines[2]


def test_an_old_copy_that_was_put_back_says_of_when_it_is_and_to_keep_the_codes() -> None:
    with speaking("id"):
        say = restored(datetime(2026, 11, 24, 9, 30, tzinfo=UTC))
    assert "24 November 2026" in say.words
    assert "Simpan terus" in say.words
    assert "baris perintah" in say.words
