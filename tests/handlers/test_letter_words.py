"""What a body outside reads of a case: what its reporter agreed to, without a note or a name too many."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from handlers import letter_words
from handlers.case_states import STATES
from handlers.lapor_words import row, words
from handlers.letter_words import Deadline, Letter, Matter, Section, Step, article
from handlers.talk import speaking

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
MATTER = Matter(
    number="KS-2611-7F3K",
    kind="complaint",
    state="in_progress",
    outcome="",
    unit="Dinas Perhubungan",
    category="Diminta uang (pungli)",
    about="staff",
    rules=("5g", "lain"),
    words="Diminta uang.\n\nDi loket dua.",
    where="loket 2",
    when="2026-11-23",
    name="",
    contact="",
    lapor_id="",
    opened=date(2026, 11, 24),
    reopened=0,
    attachments=0,
    steps=(
        Step(AT, "opened", "citizen"),
        Step(AT, "noted", "head", "jangan dibaca orang luar"),
        Step(AT, "read", "overseer", "diperiksa"),
        Step(AT, "answered", "officer", "Sedang kami cek."),
        Step(AT, "asked", "gone"),
    ),
    deadlines=(
        Deadline("verify", date(2026, 11, 27), date(2026, 11, 25), "kept"),
        Deadline("answer", date(2026, 12, 1), None, "open"),
    ),
)


def letter(matter: Matter = MATTER, to: str = "inspektorat") -> Letter:
    with speaking("id"):
        return letter_words.letter(matter, to, "Kota Serang", date(2026, 12, 2), "Pungli berulang")


def section(heading: str, matter: Matter = MATTER) -> Section:
    return next(one for one in letter(matter).sections if heading in one.heading)


def everything(page: Letter) -> str:
    parts = [page.title, *page.opening]
    for one in page.sections:
        parts += [one.heading, *one.paragraphs, *(cell for row in (*one.facts, *one.table) for cell in row)]
    return "\n".join(parts)


@pytest.mark.parametrize(
    ("to", "who"), [("inspektorat", "Inspektorat Kota Serang"), ("ombudsman", "Ombudsman Republik Indonesia")]
)
def test_it_says_to_whom_when_and_why(to: str, who: str) -> None:
    page = letter(to=to)
    assert page.title == "Penerusan Laporan Warga KS-2611-7F3K"
    assert f"Kepada: {who}" in page.opening
    assert "Alasan diteruskan: Pungli berulang" in page.opening


def test_a_confidential_reporter_is_called_by_a_pseudonym() -> None:
    told = section("Pelapor")
    assert told.facts == (("Disebut", "Pelapor 7F3K"),)
    assert "tidak kami serahkan" in told.paragraphs[0]


def test_an_open_reporter_is_named_as_they_agreed() -> None:
    assert section("Pelapor", replace(MATTER, name="Sari", contact="0812")).facts == (
        ("Nama", "Sari"),
        ("Kontak", "0812"),
    )
    assert ("Kontak", "tidak disebutkan") in section("Pelapor", replace(MATTER, name="Sari")).facts
    assert ("Nama", "tidak disebutkan") in section("Pelapor", replace(MATTER, contact="0812")).facts


def test_the_facts_are_those_that_are_known() -> None:
    facts = dict(section("Isi").facts)
    assert (facts["Jenis"], facts["Waktu kejadian"], facts["Keadaan sekarang"]) == (
        "Pengaduan",
        "Senin, 23 November 2026",
        "Tindak lanjut",
    )
    assert {"Dibuka kembali", "Tracking ID LAPOR!", "Lampiran"}.isdisjoint(facts)
    assert section("Isi").paragraphs == ("Diminta uang.", "Di loket dua.")


def test_what_is_not_known_is_left_out_and_what_came_about_is_told() -> None:
    other = replace(
        MATTER, unit="", about="", when="", words="", reopened=2, lapor_id="1234567", attachments=3
    )
    facts = dict(section("Isi", other).facts)
    assert (facts["Unit"], facts["Dibuka kembali"]) == ("belum diketahui", "2 kali")
    assert (facts["Tracking ID LAPOR!"], facts["Lampiran"][:8]) == ("1234567", "3 berkas")
    assert {"Mengenai", "Waktu kejadian"}.isdisjoint(facts)
    assert section("Isi", other).paragraphs == ("(tanpa teks)",)


def test_what_waits_for_the_reporter_is_said_as_one_would_to_others() -> None:
    facts = dict(section("Isi", replace(MATTER, state="proposed", outcome="cannot")).facts)
    assert facts["Keadaan sekarang"] == "Menunggu tanggapan pelapor (usul: belum bisa)"


def test_the_rules_are_quoted_as_the_regulation_is_and_nobody_is_called_guilty() -> None:
    told = section("Aturan")
    assert told.facts == (("Pasal 5 huruf g", "PP 94/2021"), ("lain", "PP 94/2021"))
    assert "belum tentu bersalah" in told.paragraphs[0]
    assert section("Aturan", replace(MATTER, rules=())).facts == ()
    assert article("4f") == "Pasal 4 huruf f"


def test_deadlines_say_whether_they_were_kept() -> None:
    _, first, second = section("Tenggat").table
    assert (first[0], first[3]) == ("Pemeriksaan awal", "Ditepati")
    assert second[2:] == ("-", "Belum jatuh tempo")


def test_the_history_has_roles_for_names_and_no_note() -> None:
    table = section("Riwayat").table
    assert [row[1:] for row in table[1:]] == [
        ("Laporan masuk", "Pelapor"),
        ("Pelapor dijawab", "Petugas unit"),
        ("Pelapor dimintai data", "gone"),
    ]
    assert "jangan dibaca orang luar" not in everything(letter())
    assert "diperiksa" not in everything(letter())


def test_the_answers_are_told_with_their_day() -> None:
    (said,) = section("Percakapan").paragraphs
    assert said.endswith("jawaban kepada pelapor: Sedang kami cek.")
    assert "24 November 2026" in said
    assert "Belum ada jawaban" in section("Percakapan", replace(MATTER, steps=())).paragraphs[0]


@pytest.mark.parametrize("state", STATES)
def test_a_case_in_any_state_can_be_exported_and_handed_on(state: str) -> None:
    days = {"opened": "2026-11-24", "due": "2026-12-01", "answered": "", "closed": ""}
    line = row("KS-2611-7F3K", "", "complaint", "Lambat", "Dishub", state, "open", days)
    assert line["Status"]
    assert bool(line["Keterangan"]) == (state in ("fixed", "silent", "unfixed"))
    assert "Keadaan sekarang" in dict(section("Isi", replace(MATTER, state=state)).facts)


def test_words_stand_in_columns_of_their_own() -> None:
    assert list(words("a", "b", "c").values()) == ["a", "b", "c"]
