"""What every plain bot asks and stores: words, buttons, and a rating's row that is on the disk."""

from __future__ import annotations

import os
import sqlite3
import time

PORT = int(os.environ.get("BENCH_PORT", "0"))
API_BASE = os.environ.get("BENCH_API_BASE", "")
TOKEN = os.environ.get("BENCH_TOKEN", "")
DATABASE = os.environ.get("BENCH_DATABASE", "")
DELAY = float(os.environ.get("BENCH_COMMIT_DELAY", "0"))

SERVICES = ("ktp_el", "kk", "kia", "akta_lahir", "akta_mati", "pindah", "kawin", "legalisir")
HOW = (
    "Bagaimana pelayanan di Disdukcapil?\n\n🔒 Kami hanya menyimpan yang perlu, dan bisa Anda hapus. /privasi"
)
WHAT = "Tercatat, terima kasih! Anda datang untuk apa?"
WHY = "Senang mendengarnya! Apa yang baik, atau apa yang masih bisa lebih baik? Satu kalimat cukup."
THANKS = "Terima kasih! Penilaian Anda untuk Disdukcapil masuk dalam laporan minggu ini kepada kantornya."
SCORES = (
    ("4 😀 Sangat baik", "score:4"),
    ("3 🙂 Baik", "score:3"),
    ("2 😕 Kurang baik", "score:2"),
    ("1 😞 Buruk", "score:1"),
)
SERVICE_BUTTONS = (*((key.replace("_", " "), f"service:{key}") for key in SERVICES), ("Lewati", "service:-"))
WHY_BUTTONS = (("Lewati", "why:-"),)
NEXT = (("Isi survei", "go:survey"), ("Menu", "go:menu"))


class Ratings:
    """One table; every write is on the disk before it returns."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(DATABASE, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = wal")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS ratings"
            " (id INTEGER PRIMARY KEY, chat INTEGER, unit TEXT, service TEXT, score INTEGER, given_at REAL)"
        )

    def give(self, chat: int, score: int) -> int:
        """A new rating; its id."""
        new = "INSERT INTO ratings (chat, unit, service, score, given_at) VALUES (?, 'disdukcapil', '', ?, ?)"
        return int(self._write(new, chat, score, time.time()).lastrowid or 0)

    def explain(self, rating: int, service: str) -> None:
        self._write("UPDATE ratings SET service = ? WHERE id = ?", service, rating)

    def _write(self, sql: str, *values: object) -> sqlite3.Cursor:
        done = self._db.execute(sql, values)  # without a transaction of its own each is one
        if DELAY:
            time.sleep(DELAY)  # a slower disk
        return done
