"""The index in words: how sure, out of how many, and nothing where it would tell who answered."""

from typing import Any

from handlers.element_names import ELEMENT_NAMES
from handlers.index_words import told
from handlers.talk import speaking

SKM = {
    "n": 100,
    "ikm": 87.28,
    "grade": "B",
    "weight": "exact",
    "elements": {key: {"sum": 349, "nrr": 3.49} for key in ELEMENT_NAMES},
}
STANDS = {"n": 100, "low": 85.1, "high": 89.2, "grades": "AB", "needed": None, "publish": True}


def said(**changes: Any) -> str:
    numbers = {"skm": SKM, "standing": STANDS, "weighted": None, "groups": [], **changes}
    with speaking("id"):
        return told(numbers, "Dinas Perhubungan", "2026-S2")


def test_an_index_comes_with_its_interval_and_its_elements() -> None:
    text = said()
    assert text.startswith(
        "📝 Dinas Perhubungan\n2026-S2\n\nIKM 87,28, mutu B: baik, dari 100 survei lengkap"
    )
    assert "antara 85,10 dan 89,20: mutu A juga masih mungkin" in text
    assert "• Biaya/tarif: 3,49" in text
    assert "diperlukan" not in text


def test_the_sample_is_said_to_be_enough_or_not() -> None:
    assert "sudah cukup: diperlukan 80" in said(standing={**STANDS, "needed": 80})
    assert "belum cukup: diperlukan 217" in said(standing={**STANDS, "needed": 217})


def test_the_weighted_figure_stands_beside_and_says_so() -> None:
    text = said(weighted={"ikm": 85.5, "worth": 64})
    assert "85,50 (setara 64 survei tanpa timbangan)" in text
    assert "bukan menggantikannya" in text


def test_a_small_group_has_no_value() -> None:
    groups = [
        {"key": "ktp_el", "n": 40, "ikm": 90.0, "grade": "A"},
        {"key": "", "n": 4, "ikm": 50.0, "grade": "D"},
    ]
    text = said(groups=groups)
    assert "▸ ktp_el: 90,00 A (dari 40)" in text
    assert "▸ tidak disebutkan: terlalu sedikit" in text
    assert "50,00" not in text


def test_too_few_surveys_are_not_published() -> None:
    text = said(skm={**SKM, "n": 3}, standing={**STANDS, "n": 3, "publish": False})
    assert "terlalu sedikit untuk dipublikasikan: 3." in text
    assert "87,28" not in text
