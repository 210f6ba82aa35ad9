"""A case changes hands: its reporter reads the office or role, whoever has it now reads a list."""

import pytest

from handlers import owner_words


@pytest.mark.parametrize(
    ("role", "holder"),
    [
        ("officer", "petugas lain di Dishub"),
        ("head", "petugas lain di Dishub"),
        ("coordinator", "koordinator kota"),
        ("overseer", "tim pengawas"),
    ],
)
def test_a_reporter_reads_who_has_it_now_and_that_nothing_else_changes(role: str, holder: str) -> None:
    say = owner_words.now_with("KS-2611-7F3K", role, "Dishub")
    assert say.words == (
        f"🔁 Laporan KS-2611-7F3K sekarang ditangani {holder}.\n\n"
        "Anda tidak perlu berbuat apa-apa: nomor dan tanggalnya tetap sama."
    )
    assert say.case == "KS-2611-7F3K"


def test_a_closed_office_is_named_as_the_reason() -> None:
    say = owner_words.now_with("KS-2611-7F3K", "officer", "Dishub", closed_unit="Dinas Lama")
    assert "sekarang ditangani Dishub." in say.words
    assert "Dinas Lama sudah tidak menangani laporan lagi." in say.words


def test_a_new_owner_reads_number_state_and_office_of_each() -> None:
    say = owner_words.yours_now([("KS-2611-7F3K", "received", "Dishub"), ("KS-2611-AAAA", "reopened", "")])
    assert say.words.startswith("📥 2 laporan sekarang Anda tangani")
    assert "KS-2611-7F3K · " in say.words
    assert say.words.splitlines()[1].endswith(" · Dishub")
    assert [choice.id for choice in say.choices] == ["go.desk:mine"]


def test_a_long_list_is_cut_and_says_so() -> None:
    assert owner_words.yours_now([("KS-1", "received", "")] * 23).words.endswith("dan 3 lagi")
