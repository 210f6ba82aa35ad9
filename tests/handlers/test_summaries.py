"""The digest for a busy week, a tiny one and an empty one, and honest words where numbers say little."""

from typing import Any

import pytest

from handlers import summaries, week_cases
from handlers.talk import speaking
from handlers.week_lines import CityLine, Line, Week

THEMES = {"queue": {"id": "Antrean", "en": "Queue"}, "speed": {"id": "Kecepatan", "en": "Speed"}}
NO_INDEX = {"n": 0, "ikm": None, "grade": None, "weight": "exact"}


def standing(n: int, low: float | None = None, high: float | None = None, grades: str = "") -> dict[str, Any]:
    return {"n": n, "low": low, "high": high, "grades": grades, "needed": None, "publish": True}


def line(**changes: Any) -> Line:
    empty: dict[str, Any] = {
        "unit": "dishub",
        "name": "Dishub",
        "n": 0,
        "mean": None,
        "distribution": [0, 0, 0, 0],
        "previous_n": 0,
        "previous_mean": None,
        "change": None,
        "change_word": "too_few",
        "peers_mean": None,
        "peers_n": 0,
        "skm": NO_INDEX,
        "standing": standing(0),
        "cases_new": 0,
        "cases_answered": 0,
        "cases_overdue": 0,
        "cases_open": 0,
        "praise": 0,
        "cases_fixed": 0,
        "cases_silent": 0,
        "cases_unfixed": 0,
        "cases_waiting": 0,
        "cases_reopened": 0,
        "judged": 0,
        "reopen_rate": None,
        "fixes": 0,
        "fix_days": None,
        "themes": [],
        "quotes": [],
    }
    return {**empty, **changes}  # type: ignore[typeddict-item] # as it comes out of JSON


def rated(name: str, *distribution: int, **changes: Any) -> Line:
    n = sum(distribution)
    mean = sum(score * count for score, count in enumerate(distribution, 1)) / n
    return line(name=name, unit=name.lower(), n=n, mean=mean, distribution=list(distribution), **changes)


def busy() -> Line:
    return rated(
        "Dishub",
        *(2, 3, 12, 25),
        previous_n=38,
        previous_mean=3.3,
        change_word="up",
        skm={"n": 40, "ikm": 87.28, "grade": "B", "weight": "exact"},
        standing=standing(40, 84.1, 89.6, "AB"),
        cases_new=3,
        cases_answered=2,
        cases_overdue=1,
        cases_open=4,
        themes=[["queue", 8], ["speed", 5], ["gone", 1]],
        quotes=["Petugasnya sabar", "Antre lama", "Bersih", "Yang keempat tidak tampil"],
    )


def week_of(*units: Line, **city: Any) -> Week:
    whole: CityLine = {
        **line(name="city", **city),
        "oversight_new": 0,
        "watched": [],
        "touched": [],
        "steering": [],
    }
    return {"week": "2026-W47", "units": list(units), "city": whole, "pasted": [], "growing": []}


# --- one unit ---


def test_a_busy_week_tells_everything_in_its_order() -> None:
    text = summaries.unit_digest(busy(), "Dinas Perhubungan", "2026-W47", THEMES, ["KS-2611-AAAA"])
    parts = [
        "📊 Ringkasan pekan 16 – 22 November 2026\nDinas Perhubungan",
        "⭐ 42 penilaian, rata-rata 3,43 dari 4\n"
        "😀 25 · 🙂 12 · 😕 3 · 😞 2\n"
        "Lebih baik dari pekan sebelumnya (3,30 dari 38).",
        "📝 Indeks kepuasan (IKM) 87,28, mutu B: baik, dari 40 survei lengkap (bobot 1/9)\n"
        "Dengan keyakinan 95% antara 84,10 dan 89,60: mutu A juga masih mungkin.",
        "📣 Laporan: 3 baru, 2 dijawab, 1 lewat waktu, 4 belum selesai",
        "💬 Yang dibicarakan: Antrean (8), Kecepatan (5), gone (1)",
        "🗣 Kata warga:\n“Petugasnya sabar”\n“Antre lama”\n“Bersih”",
        "🙏 Pekan ini:\n• Mohon jawab yang lewat waktu: KS-2611-AAAA.",
    ]
    assert text == "\n\n".join(parts)


def test_two_ratings_are_not_made_more_of_than_they_are() -> None:
    text = summaries.unit_digest(rated("Dishub", 0, 0, 1, 1), "Dishub", "2026-W47", THEMES)
    assert "⭐ 2 penilaian, rata-rata 3,50 dari 4\nTerlalu sedikit untuk menyimpulkan apa pun." in text
    assert "😀" not in text
    assert "Tidak ada laporan pekan ini" in text
    assert "Tidak ada yang lewat waktu" in text


def test_an_empty_week_has_no_zero_and_asks_for_the_qr_code() -> None:
    for nothing in (line(), None):
        text = summaries.unit_digest(nothing, "Dishub", "2026-W47", THEMES)
        assert "belum ada penilaian" in text
        assert "kode QR" in text
        assert "0" not in text.replace("2026", "")


def test_an_empty_week_still_names_what_is_overdue() -> None:
    text = summaries.unit_digest(None, "Dishub", "2026-W47", THEMES, ["KS-2611-AAAA"])
    assert "KS-2611-AAAA" in text


def test_many_overdue_numbers_are_counted_after_the_first_twenty() -> None:
    numbers = [f"KS-2611-{n:04d}" for n in range(25)]
    text = summaries.unit_digest(line(), "Dishub", "2026-W47", THEMES, numbers)
    assert "KS-2611-0019 dan 5 lagi." in text


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("up", "Lebih baik dari pekan sebelumnya"),
        ("down", "Lebih rendah dari pekan sebelumnya"),
        ("unclear", "tidak ada beda yang jelas"),
        ("too_few", "masih terlalu sedikit"),
        ("sideways", "tidak ada beda yang jelas"),
    ],
)
def test_a_change_is_said_as_far_as_it_is_one(word: str, said: str) -> None:
    text = summaries.unit_digest(
        rated("D", 1, 1, 4, 4, previous_n=9, previous_mean=3.0, change_word=word), "D", "2026-W47", THEMES
    )
    assert said in text


def test_a_first_week_has_nothing_to_compare_with() -> None:
    text = summaries.unit_digest(rated("D", 1, 1, 4, 4), "D", "2026-W47", THEMES)
    assert "belum ada penilaian untuk dibandingkan" in text


@pytest.mark.parametrize(
    ("grade", "meaning"), [("A", "sangat baik"), ("B", "baik"), ("C", "kurang baik"), ("D", "tidak baik")]
)
def test_an_index_names_grade_forms_and_weight_and_is_a_hint_when_few(grade: str, meaning: str) -> None:
    skm = {"n": 5, "ikm": 76.59, "grade": grade, "weight": "0.111"}
    text = summaries.unit_digest(line(skm=skm, standing=standing(5)), "D", "2026-W47", THEMES)
    assert f"mutu {grade}: {meaning}, dari 5 survei lengkap (bobot 0,111)" in text
    assert "baru petunjuk" in text


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        (standing(40, 84.1, 89.6, "AB"), "antara 84,10 dan 89,60: mutu A juga masih mungkin."),
        (standing(400, 86.1, 88.1, "B"), "antara 86,10 dan 88,10."),
        (standing(40), "Belum cukup: semua menjawab sama"),
        (standing(29), "Belum cukup: dengan jawaban sesedikit ini"),
    ],
)
def test_an_index_says_how_sure_it_is(stands: dict[str, Any], said: str) -> None:
    skm = {"n": stands["n"], "ikm": 87.28, "grade": "B", "weight": "exact"}
    assert said in summaries.unit_digest(line(skm=skm, standing=stands), "D", "2026-W47", THEMES)


def test_a_unit_reads_what_its_peers_got_where_these_are_enough() -> None:
    own = rated("D", 1, 1, 4, 4, peers_mean=3.213, peers_n=30)
    assert "Kantor lain yang sejenis: rata-rata 3,21, dari 30 penilaian." in digest(own)
    assert "sejenis" not in digest({**own, "peers_n": 29})


def test_what_is_spoken_of_more_than_usual_is_named() -> None:
    growing: list[Any] = [
        {
            "unit": "d",
            "theme": "queue",
            "now": 12,
            "texts": 40,
            "before": 9,
            "texts_before": 300,
            "new": False,
        },
        {"unit": "d", "theme": "gone", "now": 6, "texts": 40, "before": 0, "texts_before": 300, "new": True},
    ]
    text = summaries.unit_digest(line(), "D", "2026-W47", THEMES, growing=growing)
    assert "📈 Lebih sering dari biasanya: Antrean (12 dari 40), gone (baru)" in text


def digest(one: Line) -> str:
    return summaries.unit_digest(one, "D", "2026-W47", THEMES)


def test_no_digest_is_longer_than_a_message_may_be() -> None:
    quotes = ["kata " * 200] * 3
    themes = [[f"tema{n} " + "x" * 80, n] for n in range(5)]
    long = {**busy(), "quotes": quotes, "themes": themes}
    text = summaries.unit_digest(long, "D" * 100, "2026-W47", THEMES, ["KS-2611-AAAA"] * 100)  # type: ignore[arg-type]
    assert len(text) <= summaries.LONGEST
    assert "kata kata" in text
    huge = {**long, "themes": [["x" * 1000, n] for n in range(5)]}
    assert len(summaries.unit_digest(huge, "D", "2026-W47", THEMES)) <= summaries.LONGEST  # type: ignore[arg-type]


def test_an_english_reader_gets_english_with_points() -> None:
    with speaking("en"):
        text = summaries.unit_digest(busy(), "Dishub", "2026-W47", THEMES)
    assert "⭐ 42 ratings, 3.43 of 4 on average" in text
    assert "Queue (8)" in text


# --- the city ---


def test_offices_are_compared_where_the_difference_is_more_than_chance() -> None:
    best, middle, worst = (
        rated("Dishub", 0, 0, 10, 90),
        rated("DLH", 5, 20, 50, 25),
        rated("RSUD", 40, 30, 20, 10),
    )
    text = summaries.city_digest(week_of(middle, worst, best), "Kota Serang", THEMES)
    assert "Tertinggi: Dishub 3,90 (dari 100)" in text
    assert "Terendah: RSUD 2,00 (dari 100)" in text


def test_a_difference_that_may_be_chance_makes_no_ranking() -> None:
    text = summaries.city_digest(
        week_of(rated("Dishub", 2, 3, 12, 25), rated("RSUD", 3, 3, 12, 24)), "Kota Serang", THEMES
    )
    assert "belum dapat disimpulkan, bedanya bisa saja kebetulan" in text
    assert "Tertinggi" not in text


def test_too_few_ratings_are_counted_and_not_compared() -> None:
    text = summaries.city_digest(
        week_of(rated("Dishub", 0, 0, 1, 1), line(), rated("RSUD", 9, 9, 9, 9)), "Kota Serang", THEMES
    )
    assert "belum dapat disimpulkan, perlu sedikitnya dua kantor dengan 30 penilaian" in text
    assert "1 kantor belum mencapai 30 penilaian" in text


def test_the_city_says_how_it_counts_and_whom_to_remind() -> None:
    late = (line(name="Dishub", cases_overdue=2), line(name="RSUD", cases_overdue=5), line(name="DLH"))
    text = summaries.city_digest(
        week_of(*late, n=9, mean=3.0, distribution=[0, 3, 3, 3], cases_open=7), "Kota Serang", THEMES
    )
    assert "bukan rata-rata antarkantor" in text
    assert "lewat waktu: RSUD (5), Dishub (2)." in text


def test_the_city_does_not_read_how_many_reports_came_to_the_overseers() -> None:
    numbers = week_of(line())
    numbers["city"]["oversight_new"] = 2
    text = summaries.city_digest(numbers, "Kota Serang", THEMES)
    assert "tim pengawas" not in text
    assert "Tidak ada kantor yang laporannya lewat waktu" in text


# --- how cases ended ---


def ended() -> Line:
    return line(
        name="Dishub",
        cases_open=4,
        praise=1,
        cases_fixed=6,
        cases_silent=2,
        cases_unfixed=1,
        cases_reopened=3,
        cases_waiting=2,
        judged=40,
        reopen_rate=0.075,
        fixes=30,
        fix_days=6.5,
    )


def test_a_digest_opens_with_what_went_well_and_keeps_the_endings_apart() -> None:
    text = summaries.unit_digest(ended(), "Dinas Perhubungan", "2026-W47", THEMES)
    assert text.split("\n\n")[1] == "💛 Yang sudah baik: 1 pujian, 6 laporan beres menurut pelapornya."
    assert (
        "Ditutup: 6 beres (kata pelapor), 2 tanpa tanggapan pelapor, 1 belum dapat diselesaikan\n"
        "3 dibuka lagi, 2 menunggu pelapor"
    ) in text
    assert (
        "📐 Dalam dua belas pekan: 8 % dibuka lagi (dari 40), 6,50 hari kerja sampai beres (median dari 30)"
    ) in text


def test_only_praise_or_only_fixes_are_good_news_too_and_nothing_is_none() -> None:
    assert week_cases.went_well(line(praise=2)) == "💛 Yang sudah baik: 2 pujian."
    assert "pujian" not in week_cases.went_well(line(cases_fixed=1))
    assert week_cases.went_well(line()) == week_cases.standing(line()) == ""


def test_a_week_in_which_cases_only_ended_is_not_one_without_reports() -> None:
    assert "Ditutup" in week_cases.cases(line(cases_silent=1))


def test_broken_promises_are_named_to_the_office() -> None:
    text = summaries.unit_digest(line(), "Dishub", "2026-W47", THEMES, broken=["KS-2611-AAAA"])
    assert "Sudah dijanjikan kepada warga dan harinya sudah lewat: KS-2611-AAAA." in text


def test_offices_are_listed_by_what_is_late_and_with_rates_only_where_there_are_enough() -> None:
    offices = [line(name="DLH"), line(name="RSUD", fixes=31, fix_days=7.0), {**ended(), "cases_overdue": 2}]
    text = week_cases.by_office(offices)  # type: ignore[arg-type] # as it comes out of JSON
    assert text.split("\n")[1:] == [
        "• Dishub: 2 lewat waktu, 8 % dibuka lagi (dari 40), 6,50 hari kerja sampai beres (median dari 30)",
        "• RSUD: 7 hari kerja sampai beres (median dari 31)",
    ]
    assert week_cases.by_office([line()]) == ""


def test_a_long_list_of_offices_is_cut_and_says_so() -> None:
    many = [line(name=f"Kantor {n}", cases_overdue=1) for n in range(15)]
    assert week_cases.by_office(many).endswith("dan 7 lagi")


def watching() -> Week:
    numbers = week_of(ended())
    numbers["city"] |= {
        "watched": [
            {"kind": "archived", "unit": "dishub", "count": 2},
            {"kind": "proof_refused", "unit": "gone", "count": 1},
            {"kind": "merged", "unit": "", "count": 1},
            {"kind": "unheard_of", "unit": "dishub", "count": 1},
        ],
        "touched": [
            {"kind": "read", "number": "KS-2611-AAAA", "actor": "official:7"},
            {"kind": "handed_over", "number": "KS-2611-BBBB", "actor": "system"},
            {"kind": "unheard_of", "number": "KS-2611-CCCC", "actor": "system"},
        ],
    }
    numbers["pasted"] = [{"unit": "dishub", "cases": 7, "sample": "kata " * 40, "officials": []}]
    return numbers


def test_the_city_reads_nothing_of_what_overseers_watch() -> None:
    text = summaries.city_digest(watching(), "Kota Serang", THEMES)
    assert not any(word in text for word in ("KS-2611", "diarsipkan", "kata kata"))


def test_the_fullest_digest_of_the_city_still_ends_with_what_is_asked() -> None:
    office = {**ended(), "cases_overdue": 9}
    numbers = week_of(*[{**office, "name": f"Kelurahan Contoh {n}", "unit": f"kel_{n}"} for n in range(20)])  # type: ignore[arg-type]
    numbers["city"] |= ended()  # type: ignore[typeddict-item] # all but what only the city has
    numbers["city"]["watched"] = [{"kind": "archived", "unit": f"kel_{n}", "count": 9} for n in range(20)]
    numbers["city"]["touched"] = [{"kind": "read", "number": "KS-2611-AAAA", "actor": "system"}] * 40
    numbers["pasted"] = [
        {"unit": f"kel_{n}", "cases": 9, "sample": "kata " * 40, "officials": []} for n in range(20)
    ]
    text = summaries.city_digest(numbers, "Kota Serang", THEMES)
    assert len(text) <= summaries.LONGEST
    assert "Mohon ingatkan kantor" in text
    assert not text.endswith("…")


# --- reminders ---


def test_reminders_and_alarms_are_one_message_each() -> None:
    assert summaries.nudge_survey().endswith(":")
    assert "belum terkirim" in summaries.nudge_draft()
    alarm = summaries.alarm_silence(12, 60)
    assert "60 menit" in alarm
    assert "12 pesan" in alarm
