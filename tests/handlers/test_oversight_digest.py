"""The overseers' week in words: whole, in a quiet week, and when there is far too much to tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import oversight_digest
from handlers.oversight_digest import KINDS, LOG, LONGEST, Seen, overseers_digest
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
            {"unit": "dlh", "cases": 7, "sample": "Sudah kami tindak lanjuti."},
            {"unit": "dlh", "cases": 5, "sample": "kata " * 40},
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
