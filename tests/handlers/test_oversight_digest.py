"""The overseers' week in words: whole, in a quiet week, and when there is far too much to tell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handlers import oversight_digest, oversight_log
from handlers.oversight_digest import KINDS, LONGEST, Seen, overseers_digest
from handlers.oversight_log import LOG, LogLine
from handlers.steering_words import Steered
from handlers.talk import speaking

UNITS = {"dpupr": "DPUPR", "dlh": "DLH"}
OFFICIALS = {"official:7": "Rina", "official:4": "Dewi"}
PLAY = Path(__file__).parents[1] / "bot" / "plays" / "oversight-digest.txt"
NOTHING: Seen = {"new": 0, "units": [], "silent": [], "paces": [], "pasted": [], "log": []}
STEERED: Steered = {
    "unit": "dlh",
    "raw": {"n": 60, "mean": 3.5, "distribution": [2, 6, 12, 40]},
    "second": {"n": 40, "mean": 3.1, "distribution": [2, 6, 12, 20]},
    "repeated": 4,
    "own_unit": 1,
    "score": 8.0,
    "reasons": [
        {
            "kind": "copies",
            "ratings": 12,
            "of": 40,
            "p": 0.0001,
            "expected": 1.0,
            "score": None,
            "usual_share": None,
            "since": None,
            "hours": None,
            "after_digest": False,
        }
    ],
}


def full(times: int = 1) -> Seen:
    return {
        "new": 2,
        "units": [
            {"unit": "dpupr", "counts": {"escalated": 2, "reopened": 1}},
            {"unit": "", "counts": {"archived": 3}},
        ]
        * times,
        "silent": [{"actor": "official:7", "unit": "dpupr", "late": 3}] * times,
        "paces": [
            {"unit": "dpupr", "answers": 12, "answer_days": 3.5, "fixes": 6, "fix_days": 9.0},
            {"unit": "dlh", "answers": 5, "answer_days": 2.0, "fixes": 1, "fix_days": None},
            {"unit": "gone", "answers": 0, "answer_days": None, "fixes": 5, "fix_days": 4.0},
        ]
        * times,
        "pasted": [
            {
                "unit": "dlh",
                "cases": 7,
                "sample": "Sudah kami tindak lanjuti.",
                "officials": ["official:7", "official:4"],
            },
            {
                "unit": "dlh",
                "cases": 5,
                "sample": "kata " * 40,
                "officials": [f"official:{n}" for n in range(4, 9)],
            },
        ]
        * times,
        "log": [
            {"kind": "export", "actor": "operator", "about": "export:lapor", "count": 2},
            {"kind": "read", "actor": "official:4", "about": "case:KS-2611-AAAA", "count": 1},
            {"kind": "key_rotated", "actor": "operator", "about": "", "count": 1},
            {"kind": "invited", "actor": "operator", "about": "official:7", "count": 1},
            {"kind": "broadcast_paused", "actor": "operator", "about": "broadcast:3", "count": 1},
        ]
        * times,
    }


def test_a_week_reads_as_it_is_written() -> None:
    text = overseers_digest(full(), "2026-W47", UNITS, OFFICIALS, [STEERED])
    assert text + "\n" == PLAY.read_text(encoding="utf-8")


def test_a_quiet_week_says_so() -> None:
    assert overseers_digest(NOTHING, "2026-W47", UNITS, {}).splitlines()[-1] == (
        "Selain itu tidak ada yang perlu Anda ketahui."
    )


def test_too_much_is_shortened_list_by_list_and_still_counted() -> None:
    text = overseers_digest(full(40), "2026-W47", UNITS, OFFICIALS, [STEERED] * 9)
    assert len(text) <= LONGEST
    assert "🔏 Dalam catatan" in text
    assert "• isi laporan dibaca lewat baris perintah · KS-2611-AAAA · Dewi ×40" in text
    assert "lagi" in text
    assert not text.endswith("…")


def test_what_fits_in_no_way_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oversight_digest, "LONGEST", 120)
    text = overseers_digest(full(), "2026-W47", UNITS, OFFICIALS)
    assert len(text) == 120
    assert text.endswith("…")


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_has_its_words_in_both_languages(language: str) -> None:
    seen: Seen = {
        **NOTHING,
        "units": [{"unit": "dlh", "counts": dict.fromkeys(KINDS, 1)}],
        "log": [{"kind": kind, "actor": "official:99", "about": "x", "count": 1} for kind in LOG],
    }
    with speaking(language):
        text = overseers_digest(seen, "2026-W47", UNITS, OFFICIALS)
    assert "_" not in text
    assert len(set(LOG.values())) == len(LOG)


# --- the log: nothing is left out of it --------------------------------------------------------------------


def log_line(kind: str, actor: str = "operator", about: str = "", count: int = 1) -> LogLine:
    return {"kind": kind, "actor": actor, "about": about, "count": count}


def log_told(lines: list[LogLine], most: int) -> list[str]:
    with speaking("en"):
        return oversight_log.told(lines, most, OFFICIALS, UNITS)


def test_what_is_gravest_comes_first_whenever_it_was_done() -> None:
    looks = [log_line("looked", "official:7", f"case:KS-2611-{n:04d}") for n in range(3)]
    told = log_told([*looks, log_line("export", about="export:lapor")], 12)
    assert told[0] == "• tables taken out · lapor · the command line"
    assert told[1:] == [f"• opened by an overseer · KS-2611-{n:04d} · Rina" for n in range(3)]


def test_an_export_does_not_get_lost_behind_many_looks() -> None:
    looks = [log_line("looked", f"official:{4 + n % 2 * 3}", f"case:{n}") for n in range(40)]
    exports = [log_line("export", about="export:lapor"), log_line("export", about="export:all", count=2)]
    assert log_told([*looks, *exports], 12) == [
        "• tables taken out · the command line ×3",
        "• opened by an overseer · Dewi ×20",
        "• opened by an overseer · Rina ×20",
    ]
    assert log_told([*looks, *exports], 2) == ["• tables taken out ×3", "• opened by an overseer ×40"]
    assert log_told([*looks, *exports], 1) == ["• tables taken out ×3, opened by an overseer ×40"]


@pytest.mark.parametrize("most", [1, 2, 3, 5, 8, 12])
def test_however_little_fits_every_line_is_counted(most: int) -> None:
    kinds = [*LOG, "odd", *LOG]
    lines = [log_line(kind, f"official:{n % 5}", f"case:{n}", n + 1) for n, kind in enumerate(kinds)]
    told = log_told(lines, most)
    parts = [part for line in told[:-1] for part in line.split(", ")]
    counted = [int((re.search(r"×(\d+)", part) or ["", "1"])[1]) for part in parts]
    assert sum(counted) + len(LOG) + 1 == sum(one["count"] for one in lines)
    assert told[-1] == f"• {len(LOG) + 1} other lines"


def test_whose_words_were_read_is_said_in_words() -> None:
    (told,) = log_told([log_line("read", "official:4", "words:requests")], 12)
    assert told == "• words read at the command line · what citizens wrote about their own data · Dewi"
    assert log_told([log_line("read", "official:4", "words:odd")], 12)[0].endswith("· odd · Dewi")
    assert log_told([log_line("held", "official:4", "unit:dlh")], 12)[0].endswith("· DLH · Dewi")
