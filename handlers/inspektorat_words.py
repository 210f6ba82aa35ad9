"""Complaints as the Inspektorat reads them in a table, with the articles of PP 94/2021 for their category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.complaint_words import ABOUT
from handlers.lapor_words import ENDS, NUMBER, STATES, WORDS
from handlers.letter_words import article
from handlers.talk import _

RULES = "Aturan Disiplin (PP 94/2021)"
NOTE = "Catatan"
COLUMNS = (
    NUMBER,
    "Tanggal Laporan",
    "Unit Kerja",
    "Kategori",
    RULES,
    "Mengenai",
    "Melewati Unit",
    "Status",
    "Keterangan",
    "Batas Tindak Lanjut",
    "Tanggal Jawaban Pertama",
    "Tanggal Selesai",
    "Dibuka Kembali",
    *WORDS,
    NOTE,
)
# It stands in every row, as rows are copied out of tables.
PRESUMED = "Dugaan menurut pelapor; siapa pun yang disebut belum tentu bersalah."
NO_RULE = "Tidak dikaitkan dengan pasal tertentu"


@dataclass(frozen=True)
class Breach:
    """One complaint; days in ISO 8601, empty where there is none."""

    number: str
    opened: str
    unit: str
    category: str
    rules: tuple[str, ...]
    about: str
    bypasses: bool
    state: str
    due: str
    answered: str
    closed: str
    reopened: int
    told: Mapping[str, str]  # words, where, when


def row(breach: Breach) -> dict[str, str]:
    """One row by COLUMNS; to be called while Indonesian is spoken."""
    values = (
        breach.number,
        breach.opened,
        breach.unit,
        breach.category,
        "; ".join(article(rule) for rule in breach.rules) or NO_RULE,
        _(ABOUT[breach.about]) if breach.about in ABOUT else "",
        "Ya" if breach.bypasses else "Tidak",
        STATES[breach.state],
        ENDS.get(breach.state, ""),
        breach.due,
        breach.answered,
        breach.closed,
        str(breach.reopened),
        *(breach.told.get(key, "") for key in ("words", "where", "when")),
        PRESUMED,
    )
    return dict(zip(COLUMNS, values, strict=True))
