"""What tells who somebody is goes; prices, dates and short numbers stay."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.masking import KINDS, BadMask, Mask, looks_personal, mask

LABELS = {
    "number": "[nomor]",
    "phone": "[telepon]",
    "email": "[surel]",
    "link": "[tautan]",
    "username": "[akun]",
    "name": "[nama lengkap]",
}
WORDS = Mask(
    LABELS,
    titles=("Pak", "Bu", "Bapak", "Ibu", "Sdr", "Dr"),
    plain=("saya", "tolong", "sudah", "yang"),
    hints=("rt", "rw", "jl", "gang"),
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("NIK 3604010101900001.", "NIK [nomor]."),
        ("NIK3604010101900001ya", "NIK[nomor]ya"),
        ("3604 0101 0190 0001", "[nomor]"),
        ("3604-0101-0190-0001", "[nomor]"),
        ("36.04.01.010190.0001", "[nomor]"),
        ("36 04 01 01 01 90 00 01", "[nomor]"),
        ("usia 7 3604 0101 0190 0001", "usia 7 [nomor]"),
        ("NPWP 01.234.567.8-901.000", "NPWP [nomor]"),
        ("NPWP 0012 3456 7890 1000", "NPWP [nomor]"),
        ("NIP 19850312 201001 1 005", "NIP [nomor]"),
        ("nip 198503122010011005", "nip [nomor]"),
        ("BPJS 0001234567890", "BPJS [nomor]"),
        ("BPJS 0001-2345-67890", "BPJS [nomor]"),
        ("salah ketik 36040101019000011", "salah ketik [nomor]"),
        ("3604\u200b0101\u200d0190\ufeff0001", "[nomor]"),
        ("\uff13\uff16\uff10\uff14010101900001", "[nomor]"),
        ("٣٦٠٤٠١٠١٠١٩٠٠٠٠١", "[nomor]"),
        ("3604010101900001 08123456789", "[nomor] [telepon]"),
        ("wa 081234567890 3 kali", "wa [telepon] 3 kali"),
        ("0812-3456-7890", "[telepon]"),
        ("0812 3456 7890", "[telepon]"),
        ("0812.3456.7890", "[telepon]"),
        ("08 12 34 56 78 90", "[telepon]"),
        ("+62 812-3456-7890", "[telepon]"),
        ("\uff0b62812 3456 7890", "[telepon]"),
        ("+6281234567890", "[telepon]"),
        ("6281234567890", "[telepon]"),
        ("81234567890", "[telepon]"),
        ("0\u200b8123\u20604567\u00ad890", "[telepon]"),
        ("0️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣", "[telepon]"),
        ("kirim ke siti.a+x@mail.co.id ya", "kirim ke [surel] ya"),
        ("siti @ mail.com", "[surel]"),
        ("siti\uff20mail.com", "[surel]"),
        ("lihat https://s.id/abc?x=1 dan www.contoh.id", "lihat [tautan] dan [tautan]"),
        ("wa.me/6281234567890", "[tautan]"),
        ("bit.ly/abc atau T.ME/siti", "[tautan] atau [tautan]"),
        ("cek @siti_99 dan @ani.k.", "cek [akun] dan [akun]."),
        ("Pak Budi marah", "[nama lengkap] marah"),
        ("dilayani bu Siti Aminah tadi", "dilayani [nama lengkap] tadi"),
        ("Bapak/Ibu Rahmat", "[nama lengkap]"),
        ("Sdr. H. Ahmad Fauzi. Lama", "[nama lengkap]. Lama"),
        ("dr.Ratna Sari, Sp.A", "[nama lengkap], Sp.A"),
        ("Ibu Dr. Ratna", "[nama lengkap]"),
        ("PAK BUDI TIDAK", "[nama lengkap]"),
        ("Terima kasih Pak\nSaya tunggu", "Terima kasih Pak\nSaya tunggu"),
    ],
)
def test_what_is_personal_is_replaced(text: str, masked: str) -> None:
    assert mask(text, WORDS) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Rp 1.500.000 dan Rp150.000,00",
        "150.000.000 - 200.000.000",
        "Rp 1.200.000.000.000",
        "tanggal 12-10-2024 13/11/2024",
        "2024-10-12 2024-10-13",
        "08-12-2024 09.00",
        "jam 08.00-16.00 24 loket",
        "buka 08.00 - 12.00 13.00 - 15.00",
        "tahun 2021 2022 2023 2024",
        "ktp belum jadi 3 bulan, 5 kali datang",
        "antrean A012 loket 3, nomor 112",
        "beli @5000 dapat 2",
        "bapak petugas ramah, pak saya tunggu",
        "Pak Tolong diperbaiki",
        "Bupati dan Ibukota",
        "sudah.selesai ya",
        "keluarga 👨\u200d👩\u200d👧 senang",
        "",
    ],
)
def test_what_is_ordinary_stays(text: str) -> None:
    assert mask(text, WORDS) == text


def test_people_who_are_known_are_masked_without_a_title_too() -> None:
    assert mask("SITI  aminah lama, Siti cepat", WORDS, ["Siti", "Siti Aminah", " "]) == (
        "[nama lengkap] lama, [nama lengkap] cepat"
    )


def test_a_person_who_is_called_what_a_label_says_does_no_harm() -> None:
    assert mask("Pak Budi dan Nama", WORDS, ["nama", "lengkap"]) == "[nama lengkap] dan [nama lengkap]"


def test_without_titles_only_patterns_are_masked() -> None:
    assert mask("Pak Budi 081234567890", Mask(LABELS)) == "Pak Budi [telepon]"
    assert mask("Pak Saya", Mask(LABELS, titles=("Pak",))) == "[nama lengkap]"


def test_a_long_text_is_masked_in_no_time() -> None:
    for unit in ("a", "a.", "1 ", "0 8 ", "Pak ", "@a", "08.00-", "\u200b"):
        text = unit * (10_000 // len(unit))
        began = time.perf_counter()
        looks_personal(mask(text, WORDS), WORDS)
        # Measured at some 10 ms; a pattern that backtracks costs seconds.
        assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("telepon 0254-200123", True),
        ("rekening 1234567890", True),
        ("mobil A 1234 BC ngebut", True),
        ("rumah di RT 3", True),
        ("gang mawar", True),
        ("pak budi galak", True),
        ("bu, tolong cepat", False),
        ("pak tolong cepat", False),
        ("surat ke siti@kantor", True),
        ("jam 08.00-16.00 tanggal 12-10-2024", False),
        ("bayar Rp 1.500.000 di loket 3", False),
        ("[nama lengkap] galak dan [nomor]", False),
        ("antrean lama sekali", False),
    ],
)
def test_what_may_still_be_personal_is_noticed(text: str, personal: bool) -> None:
    assert looks_personal(text, WORDS) is personal


def test_without_words_only_digits_signs_and_plates_are_noticed() -> None:
    assert not looks_personal("pak budi di rt tiga", Mask(LABELS))
    assert looks_personal("pak budi", Mask(LABELS, titles=("pak",)))
    assert looks_personal("di rt tiga", Mask(LABELS, hints=("rt",)))


@pytest.mark.parametrize("label", ["nomor", "[]", "[08123456789]", "[a[b]", "[Pak. Budi]", ""])
def test_a_label_that_could_be_masked_itself_is_refused(label: str) -> None:
    with pytest.raises(BadMask, match="'phone'"):
        Mask({**LABELS, "phone": label})


def test_every_kind_needs_a_label() -> None:
    for kind in KINDS:
        with pytest.raises(BadMask, match=kind):
            Mask({key: label for key, label in LABELS.items() if key != kind})


PIECES = [
    *LABELS.values(),
    *(
        "Pak",
        "bu ",
        "Dr.",
        "Budi",
        "B.",
        "saya",
        "0812",
        "3456",
        "08",
        "62",
        "+",
        "@",
        ".",
        "-",
        " ",
        "/",
        "\n",
    ),
    *(
        "12-10-2024",
        "08.00",
        "2024",
        "1.500.000",
        "3604010101900001",
        "https://",
        "www.",
        "a",
        ".com",
        "[",
        "]",
    ),
    *("\u200b", "\ufe0f", "\uff10", "\u0661", "_", "nama", "lengkap", "é", "\ud800", "\x00"),
]
texts = st.text() | st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@given(texts, st.lists(st.sampled_from(["nama", "lengkap", "Budi", "a", "["]), max_size=3))
@example("[nama lengkap" + "Pak Budi]", ["nama"])
@example("Pak Budi Budi Budi Budi Budi", [])
def test_masking_twice_is_masking_once(text: str, names: list[str]) -> None:
    masked = mask(text, WORDS, names)
    assert mask(masked, WORDS, names) == masked


@given(texts)
def test_no_long_solid_number_survives(text: str) -> None:
    digits = "".join(sign if sign.isdecimal() else " " for sign in WORDS.bare(mask(text, WORDS)))
    assert all(len(run) < 13 for run in digits.split())


@given(st.from_regex(r"08[1-9](?:[ .-]?[0-9]){8}", fullmatch=True), st.sampled_from(["", "wa ", "hub:"]))
def test_a_mobile_number_never_survives_whatever_parts_it(number: str, before: str) -> None:
    masked = mask(before + number, WORDS)
    assert masked.startswith(before + "[telepon]")
    assert sum(sign.isdigit() for sign in masked) <= 1
