"""What looks steered, as overseers read it: why, both figures, and that nothing was deleted."""

from typing import Any

import pytest

from handlers import steering_words, summaries
from handlers.steering_words import Reason, Steered
from handlers.talk import speaking
from tests.handlers.test_summaries import rated, week_of

NAMES = {"dishub": "Dishub", "dinsos": "Dinsos"}


def reason(kind: str, **changes: Any) -> Reason:
    plain = {
        "kind": kind,
        "ratings": 20,
        "of": 21,
        "p": 0.0001,
        "expected": 1.5,
        "score": 4,
        "usual_share": 0.45,
        "since": "2026-11-19T09:30",
        "hours": 1,
        "after_digest": False,
    }
    return {**plain, **changes}  # type: ignore[typeddict-item] # as it comes out of JSON


def steered(*reasons: Reason, unit: str = "dishub", score: float = 4.0, **changes: Any) -> Steered:
    plain = {
        "unit": unit,
        "raw": {"n": 50, "mean": 3.4, "distribution": [2, 6, 12, 30]},
        "second": {"n": 30, "mean": 3.0, "distribution": [2, 6, 12, 10]},
        "repeated": 0,
        "own_unit": 0,
        "score": score,
        "reasons": list(reasons),
    }
    return {**plain, **changes}  # type: ignore[typeddict-item] # as it comes out of JSON


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (
            reason("burst"),
            "21 penilaian pada 19 November pukul 09:30–10:30, biasanya 1,50: 20 memberi 😀 4, "
            "yang biasanya diberikan 45 % orang",
        ),
        (
            reason("flood", hours=24, after_digest=True, score=1),
            "21 penilaian dalam sehari setelah ringkasan dikirim, biasanya 1,50: 20 memberi 😞 1",
        ),
        (reason("flood", hours=24), "21 penilaian pada 19 November, biasanya 1,50:"),
        (reason("flood", hours=168), "21 penilaian dalam sepekan, biasanya 1,50:"),
        (reason("night", hours=168), "21 penilaian pada malam hari, biasanya 1,50:"),
        (reason("one_voice"), "20 penilaian datang dari ponsel yang menilai berulang kali"),
        (reason("copies"), "20 penilaian memakai kata-kata yang sama"),
        (reason("own_unit", ratings=3, p=None), "3 penilaian datang dari petugas kantor itu sendiri"),
    ],
)
def test_every_reason_is_said_with_its_numbers(why: Reason, said: str) -> None:
    text = steering_words.for_digest([steered(why)], NAMES)
    assert said in text


def test_the_report_gives_every_reason_and_both_figures_in_full() -> None:
    text = steering_words.report([steered(reason("burst"), repeated=2, own_unit=1)], NAMES)
    assert text.splitlines() == [
        "• Dishub (kekuatan tanda 4,0 dari 10)",
        "  – 21 penilaian pada 19 November pukul 09:30–10:30, biasanya 1,50: 20 memberi 😀 4, yang biasanya "
        "diberikan 45 % orang",
        "  Semua penilaian: 3,40 dari 4, dari 50 penilaian (😀 30 · 🙂 12 · 😕 6 · 😞 2)",
        "  Tanpa yang ditandai: 3,00 dari 4, dari 30 penilaian (😀 10 · 🙂 12 · 😕 6 · 😞 2)",
        "  Di antaranya: 2 diberikan lagi pada hari yang sama, 1 dari petugas kantor itu sendiri",
        "Tidak ada yang dihapus. Tanda bukan bukti: tanyakan dulu sebelum menyalahkan siapa pun.",
    ]


def test_overseers_read_why_both_means_and_that_nothing_was_deleted() -> None:
    nothing = {"n": 0, "mean": None, "distribution": [0, 0, 0, 0]}
    many = [reason("copies"), reason("one_voice"), reason("own_unit")]
    text = steering_words.for_digest([steered(*many, second=nothing)], NAMES)
    assert text.splitlines() == [
        "🧭 Penilaian yang tampak diarahkan:",
        "• Dishub (kekuatan tanda 4,0 dari 10)",
        "  – 20 penilaian memakai kata-kata yang sama",
        "  – 20 penilaian datang dari ponsel yang menilai berulang kali",
        "  Semua: 3,40 dari 50. Tanpa yang ditandai: tidak ada.",
        "Tidak ada yang dihapus. Tanda bukan bukti: tanyakan dulu sebelum menyalahkan siapa pun.",
    ]


def test_the_strongest_come_first_the_next_are_named_and_the_rest_is_counted() -> None:
    many = [steered(reason("copies"), unit=f"kel_{n}", score=float(n)) for n in range(8)]
    lines = steering_words.for_digest([*many, steered()], NAMES).splitlines()
    assert lines[1].startswith("• kel_7 ")
    assert lines[-3:-1] == ["• kel_4, kel_3, kel_2", "dan 2 lagi"]
    assert steering_words.for_digest(many[:2], NAMES, most=0).splitlines()[1] == "• kel_1, kel_0"


def test_where_nothing_is_steered_the_digest_says_nothing() -> None:
    assert steering_words.for_digest([], NAMES) == steering_words.for_digest([steered()], NAMES) == ""


def test_the_report_tells_of_every_unit_also_of_those_with_nothing_left() -> None:
    nothing = {"n": 0, "mean": None, "distribution": [0, 0, 0, 0]}
    quiet = steered(unit="dinsos", score=0.0, second={"n": 50, "mean": 3.4, "distribution": [2, 6, 12, 30]})
    text = steering_words.report([quiet, steered(reason("one_voice"), second=nothing)], NAMES)
    assert text.index("Dishub") < text.index("Dinsos (tidak ada yang janggal)")
    assert "Tanpa yang ditandai: tidak ada" in text
    assert text.count("Tanpa yang ditandai") == 1
    assert "Tidak ada yang dihapus" in text
    assert "Tidak ada yang dihapus" not in steering_words.report([quiet], NAMES)
    assert steering_words.report([], NAMES) == "Tidak ada penilaian pada pekan itu."


def test_the_city_reads_nothing_of_it() -> None:
    numbers = week_of(rated("Dishub", 2, 6, 12, 30))
    numbers["city"]["steering"] = [steered(reason("burst"))]
    assert "kekuatan tanda" not in summaries.city_digest(numbers, "Kota Serang", {})


def test_it_is_said_in_english_too() -> None:
    with speaking("en"):
        text = steering_words.for_digest([steered(reason("burst"))], NAMES)
    assert "21 ratings on 19 November between 09:30 and 10:30, 1.50 are usual: 20 gave 😀 4" in text
