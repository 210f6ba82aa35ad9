"""A case in the terms of SP4N-LAPOR!: columns, kinds and states as the national system calls them."""

from __future__ import annotations

from collections.abc import Mapping

# Praise is no kind of the national system, so it stays with us.
KINDS: Mapping[str, str] = {
    "complaint": "Pengaduan",
    "suggestion": "Aspirasi",
    "question": "Permintaan Informasi",
}

# Several of our states are one there: our own finer ones stay ours.
STATES: Mapping[str, str] = {
    "received": "Belum Terverifikasi",
    "verified": "Terverifikasi",
    "needs_data": "Ditunda",
    "archived": "Diarsipkan",
    "not_ours": "Bukan Wewenang",
    "assigned": "Terdisposisi",
    "in_progress": "Proses",
    "proposed": "Proses",
    "reopened": "Proses",
    "fixed": "Selesai",
    "silent": "Selesai",
    "unfixed": "Selesai",
}

# "Selesai" alone would hide who said so.
ENDS: Mapping[str, str] = {
    "fixed": "Dinyatakan selesai oleh pelapor",
    "silent": "Ditutup karena pelapor tidak menanggapi",
    "unfixed": "Belum bisa diselesaikan",
}

NUMBER = "Nomor Laporan"
TRACKING_ID = "Tracking ID LAPOR!"
COLUMNS = (
    NUMBER,
    TRACKING_ID,
    "Klasifikasi",
    "Kategori",
    "Instansi Terkait",
    "Status",
    "Keterangan",
    "Anonim",
    "Rahasia",
    "Tanggal Laporan",
    "Batas Tindak Lanjut",
    "Tanggal Jawaban Pertama",
    "Tanggal Selesai",
)
WORDS = ("Isi Laporan", "Lokasi Kejadian", "Waktu Kejadian")
YES, NO = "Ya", "Tidak"


def anonymous(known_as: str) -> str:
    """Whether the reporter is hidden from whom they report, and from the public."""
    return NO if known_as == "open" else YES


def secret() -> str:
    """Whether the content is hidden from the public: nobody was asked whether it may be shown."""
    return YES


def row(
    number: str,
    tracking_id: str,
    kind: str,
    category: str,
    unit: str,
    state: str,
    known_as: str,
    dates: Mapping[str, str],
) -> dict[str, str]:
    """One report as a row; `dates`: opened, due, answered and closed as ISO days, empty where none is."""
    days = [dates[name] for name in ("opened", "due", "answered", "closed")]
    ends = ENDS.get(state, "")
    said = [KINDS[kind], category, unit, STATES[state], ends, anonymous(known_as), secret(), *days]
    return dict(zip(COLUMNS, (number, tracking_id, *said), strict=True))


def represented(people: int, organisation: str) -> str:
    """For how many people an organisation speaks; nothing for somebody who speaks for themselves.

    `organisation`: empty where its name is confidential.
    """
    if people < 2:
        return ""
    return f"{people} orang ({organisation or 'lembaga yang namanya dirahasiakan'})"


def words(told: str, where: str, when: str, represents: str = "") -> dict[str, str]:
    """What the reporter wrote, for those who may read it; empty for the rest.

    `represents`: for whom they speak.
    """
    said = f"Mewakili {represents}.\n{told}" if represents else told
    return dict(zip(WORDS, (said, where, when), strict=True))
