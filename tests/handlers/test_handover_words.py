"""What is said when a case leaves the house, in both languages."""

from __future__ import annotations

from handlers.handover_words import handed_over, was_read
from handlers.talk import speaking


def test_the_reporter_hears_where_it_went_and_whether_their_name_went_with_it() -> None:
    with speaking("id"):
        told = handed_over("KS-2611-7F3K", "inspektorat", with_name=False)
        named = handed_over("KS-2611-7F3K", "ombudsman", with_name=True)
    assert told.case == "KS-2611-7F3K"
    assert "Inspektorat" in told.words
    assert "tidak ikut disampaikan" in told.words
    assert "Ombudsman Republik Indonesia" in named.words
    assert "ikut disampaikan, karena Anda memilih" in named.words


def test_the_oversight_team_reads_who_read_what_and_why() -> None:
    numbers = [f"KS-2611-{n:04d}" for n in range(12)]
    with speaking("en"):
        one = was_read("Rina", "coordinator", numbers[:1], "An audit").words
        many = was_read("Rina", "coordinator", numbers, "An audit").words
    assert "1 report was read outside the chat by Rina (coordinator)." in one
    assert "An audit" in one
    assert numbers[0] in one
    assert "12 reports were read" in many
    assert many.endswith("KS-2611-0009 and 2 more")
    with speaking("id"):
        assert "2 lainnya" in was_read("Rina", "coordinator", numbers, "Audit").words
