"""The SKM report's words: chapters as the regulation asks, and what is honest to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from handlers import poster_words, report_analysis, report_tables, report_words
from handlers.element_names import ELEMENT_NAMES
from handlers.policy_words import PolicySeen
from handlers.report_seen import CasesSeen, ChangeSeen, FollowedSeen, IndexSeen, ReportSeen
from handlers.response_words import AskedSeen
from handlers.talk import speaking

INDEX = IndexSeen(203, 2, 81.44, "B", 80.21, 82.63, "B")
SEEN = ReportSeen(
    unit="Dinas Sosial",
    city="Kota Serang",
    period="2026-S1",
    first=date(2026, 1, 1),
    last=date(2026, 6, 30),
    made_on=date(2026, 7, 2),
    weight="exact",
    index=INDEX,
    needed=None,
    served=None,
    weighted=None,
    before=IndexSeen(181, 0, 76.53, "C"),
    change=ChangeSeen(4.91, 3.05, 6.77),
    followed=FollowedSeen("time", 2.54, 2.76, ChangeSeen(5.5, 1.0, 9.0)),
    months=[(date(2026, 5, 1), INDEX), (date(2026, 6, 1), IndexSeen(4))],
    elements={key: (600 + place, 3.0 + place / 100) for place, key in enumerate(ELEMENT_NAMES)},
    profile={"sex": {"female": 190, "male": 4, "": 9}, "age": {}, "education": {}, "occupation": {}},
    withheld={
        "sex": frozenset(["male", ""]),
        **dict.fromkeys(("age", "education", "occupation"), frozenset()),
    },
    cases=CasesSeen(12, 10, 6, 2, [("Lambat", 9), ("Kasar", 3)]),
    ratings=579,
    themes=[("Antrean", 24)],
    quotes=["Ruang tunggu panas"],
    trainings=[("Pelayanan prima", date(2026, 3, 5))],
    policies=[],
    forms=[[3] * 9] * 6,
)
POLICY = PolicySeen(
    "Antrean daring",
    date(2026, 3, 1),
    date(2026, 5, 30),
    "time",
    "better",
    "others",
    6.0,
    2.0,
    10.0,
    60,
    61,
    5,
)


@pytest.fixture(autouse=True)
def indonesian() -> Iterator[None]:
    with speaking("id"):
        yield


def text(seen: ReportSeen) -> str:
    document = report_words.document(seen)
    parts = [part for chapter in document.chapters for part in chapter.blocks]
    cells = [cell for part in parts for row in (part.head, *part.rows) for cell in row]
    facts = [value for _label, value in document.facts]
    return "\n".join([document.title, *facts, *(part.text for part in parts), *cells])


def headings(seen: ReportSeen) -> list[str]:
    return [chapter.heading for chapter in report_words.document(seen).chapters]


def test_the_chapters_are_those_of_the_regulation() -> None:
    assert headings(SEEN) == [
        "Pendahuluan",
        "Pengumpulan data",
        "Hasil",
        "Analisis",
        "Simpulan",
        "Lampiran",
    ]


def test_no_cell_and_no_word_is_the_header_of_the_catalogue() -> None:
    assert "Project-Id" not in text(SEEN)


def test_the_index_its_weight_interval_and_change_are_told() -> None:
    told = text(SEEN)
    assert "81,44 – B (baik)" in told
    assert "Bobot setiap unsur: 1/9" in told
    assert "antara 80,21 dan 82,63" in told
    assert "+4,91 poin (+3,05 sampai +6,77)" in told
    assert "kebetulan" not in told
    assert "tidak diketahui" in told


def test_every_other_weight_is_named_too() -> None:
    assert "Bobot setiap unsur: 0,111" in text(replace(SEEN, weight="0.111"))


def test_grades_that_the_interval_straddles_are_all_named() -> None:
    seen = replace(SEEN, index=replace(INDEX, low=75.0, grades="BC"))
    assert "Lebih dari satu mutu masih mungkin: B, C." in text(seen)


def test_below_thirty_forms_nothing_is_certain() -> None:
    seen = replace(SEEN, index=IndexSeen(12, 0, 80.0, "B"))
    told = text(seen)
    assert "Belum cukup untuk menyatakan tingkat kepastian" in told
    assert "baru petunjuk" in told


def test_below_five_forms_no_value_is_published_anywhere() -> None:
    seen = replace(SEEN, index=IndexSeen(4, 0, 93.75, "A"), forms=[[4] * 9] * 4)
    told = text(seen)
    assert headings(seen) == ["Pendahuluan", "Pengumpulan data", "Simpulan"]
    assert "terlalu sedikit untuk dipublikasikan" in told
    assert "93,75" not in told
    poster = poster_words.poster(seen)
    assert (poster["value"], poster["grade"], poster["facts"]) == ("", "", [])
    assert "4" in poster["sure"]


@pytest.mark.parametrize(("needed", "said"), [(200, "menjawab: tercapai"), (278, "belum tercapai")])
def test_the_sample_is_reached_or_not(needed: int, said: str) -> None:
    assert said in text(replace(SEEN, needed=needed, served=1000))


def test_a_period_that_is_not_over_says_so() -> None:
    assert "belum berakhir" in text(replace(SEEN, made_on=date(2026, 6, 30)))
    assert "belum berakhir" not in text(SEEN)


def test_the_weighted_figure_stands_beside_the_official_one() -> None:
    told = text(replace(SEEN, weighted={"ikm": 79.9, "worth": 150}))
    assert "79,90" in told
    assert "81,44" in told
    assert "tidak menggantikannya" in told


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"before": IndexSeen(4, 0, 70.0, "C")}, "terlalu sedikit untuk dibandingkan"),
        ({"before": IndexSeen(0)}, "terlalu sedikit untuk dibandingkan"),
        ({"change": None}, "belum cukup untuk menyatakan perubahan"),
        ({"change": ChangeSeen(1.0, -1.0, 3.0)}, "belum dapat disimpulkan"),
        ({"followed": None}, "terlalu sedikit untuk mengatakan hasilnya"),
        ({"followed": FollowedSeen("time", 2.5, 2.6, None)}, "belum dapat disimpulkan"),
        ({"followed": FollowedSeen("time", 2.5, 2.6, ChangeSeen(2.5, -1.0, 6.0))}, "belum dapat disimpulkan"),
    ],
)
def test_noise_is_never_called_a_change(changed: dict[str, object], said: str) -> None:
    assert said in text(replace(SEEN, **changed))  # type: ignore[arg-type]


def test_a_category_with_fewer_than_five_reports_is_not_named() -> None:
    told = text(SEEN)
    assert "Lambat (9)" in told
    assert "Kasar" not in told
    assert "Isi laporan" not in text(replace(SEEN, cases=CasesSeen()))


def test_without_words_and_trainings_nothing_is_said_of_them() -> None:
    chapter = report_analysis.analysis(replace(SEEN, themes=[], quotes=[], trainings=[]))
    told = "\n".join(block.text for block in chapter.blocks)
    assert "Antrean" not in told
    assert "kata-kata warga" not in told
    assert "Pelatihan" not in told
    assert len(chapter.blocks[-1].rows) == 3


def test_the_plan_names_the_weakest_and_leaves_owner_and_day_to_be_filled() -> None:
    plan = report_tables.plan(SEEN)
    assert [row[1] for row in plan.rows] == [
        "Persyaratan (3,00)",
        "Sistem, mekanisme, dan prosedur (3,01)",
        "Waktu penyelesaian (3,02)",
        "Keluhan: Antrean",
    ]
    assert all(row[2:] == ("", "", "") for row in plan.rows)


def test_a_group_in_which_somebody_could_be_known_has_no_number() -> None:
    rows = report_tables.profile(SEEN).rows
    assert rows[:3] == (
        ("Jenis kelamin", "Perempuan", "190", "94%"),
        ("", "Laki-laki", "–", "–"),
        ("", "Tidak disebutkan", "–", "–"),
    )
    assert report_tables.bars(SEEN, "sex")[1] == ("Laki-laki", 0.0, "–")


def test_months_with_few_forms_have_no_value() -> None:
    assert report_tables.months(SEEN).rows == (
        ("Mei 2026", "203", "81,44 B", "80,21 – 82,63"),
        ("Juni 2026", "4", "–", "–"),
    )
    unsure = replace(SEEN, months=[(date(2026, 5, 1), IndexSeen(12, 0, 80.0, "B"))])
    assert report_tables.months(unsure).rows[0][2:] == ("80,00 B", "belum cukup")


def test_a_month_that_is_kept_back_for_another_says_why() -> None:
    assert "Satu bulan lain" not in text(SEEN)
    seen = replace(SEEN, months=[*SEEN.months, (date(2026, 4, 1), IndexSeen(40))])
    assert "Satu bulan lain juga tidak diberi nilai" in text(seen)


def test_reports_are_counted_as_far_as_nobody_is_known_by_the_number() -> None:
    assert "12 masuk; 10 dijawab, 6 selesai dengan persetujuan pelapor, 2 masih terbuka." in text(SEEN)
    some = text(replace(SEEN, cases=CasesSeen(12, None, 6, None)))
    assert "12 masuk; 6 selesai dengan persetujuan pelapor." in some
    assert "12 masuk." in text(replace(SEEN, cases=CasesSeen(12, None, None, None)))
    assert "kurang dari lima yang masuk" in text(replace(SEEN, cases=CasesSeen(None, None, None, None)))


def test_a_policy_of_the_unit_is_told_with_what_came_of_it() -> None:
    assert "Kebijakan" not in text(SEEN)
    told = text(replace(SEEN, policies=[POLICY]))
    assert "Kebijakan: Antrean daring, sejak Minggu, 1 Maret 2026. Waktu penyelesaian membaik" in told
    assert "+6,00 poin" in told
    early = replace(POLICY, verdict="too_early", points=None, n_before=0, n_after=0, declared_late=True)
    told = text(replace(SEEN, policies=[early]))
    assert "Belum dapat disimpulkan" in told
    assert "30 Mei 2026" in told


def test_a_unit_that_took_another_in_or_ended_says_so() -> None:
    merged = [("Kelurahan Lama", date(2026, 4, 1)), ("Kelurahan Tua", None)]
    told = text(replace(SEEN, merged=merged, closed=date(2026, 6, 1)))
    assert "Kelurahan Lama bergabung ke unit ini pada Rabu, 1 April 2026" in told
    assert "Kelurahan Tua bergabung ke unit ini." in told
    assert "Unit ini berakhir pada Senin, 1 Juni 2026." in told


def test_the_own_grade_is_marked() -> None:
    assert [row[0] for row in report_tables.grades("B").rows] == ["A", "B ◄", "C", "D"]


def test_rows_of_respondents_are_printed_up_to_a_measure() -> None:
    assert len(report_words.annex(SEEN).blocks[-1].rows) == 6 + 3
    assert report_words.annex(replace(SEEN, forms=[[3] * 9] * 301)).blocks[-1].rows == ()
    assert report_tables.forms(replace(SEEN, weight="0.111")).rows[-1][1] == "0,33"


def test_the_poster_says_what_must_be_published() -> None:
    poster = poster_words.poster(SEEN)
    assert poster["value"] == "81,44"
    assert poster["grade"] == "B – baik"
    assert "203 orang menjawab" in poster["facts"]
    assert poster["period"] == "1 Januari – 30 Juni 2026"
    assert poster_words.chart_titles()["trend"].startswith("IKM per bulan")
    assert poster_words.annex(SEEN)["sheet"] == "Lampiran"


# --- who was asked by broadcast ---

ASKED = AskedSeen(400, 60, {"telegram": (380, 58), "web": None}, [("kota_serang:dinsos:2026-S1", 420, 2110)])


def test_the_response_stands_beside_the_index_with_those_who_did_not_answer_and_the_lot() -> None:
    document = report_words.document(replace(SEEN, asked=ASKED))
    assert ("Menjawab dari yang ditanya", "60 dari 400 (15,00%)") in document.facts
    told = text(replace(SEEN, asked=ASKED))
    assert "60 menjawab dan 340 tidak" in told
    assert "Telegram 58 dari 380 (15,26%), di peramban terlalu sedikit untuk disebutkan" in told
    assert "memilih 420 dari 2110 dengan benih “kota_serang:dinsos:2026-S1”" in told


def test_where_nobody_was_asked_nothing_is_said_of_it_and_one_network_is_not_told_apart() -> None:
    assert "Menjawab dari yang ditanya" not in str(report_words.document(SEEN).facts)
    assert "menurut saluran" not in text(replace(SEEN, asked=AskedSeen(20, 5, {"telegram": (20, 5)})))
