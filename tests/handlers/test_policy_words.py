"""What a policy came to, said no bolder than it is."""

from datetime import date
from typing import Any

import pytest

from handlers.policy_words import PolicySeen, sentence, signed
from handlers.talk import speaking


def said(**changes: Any) -> str:
    plain: dict[str, Any] = {
        "name": "Antrean daring",
        "starts": date(2026, 3, 2),
        "ends": date(2026, 5, 31),
        "element": "",
        "verdict": "better",
        "against": "others",
        "points": 4.2,
        "low": 1.1,
        "high": 7.3,
        "n_before": 60,
        "n_after": 70,
        "others": 5,
    }
    with speaking("id"):
        return sentence(PolicySeen(**{**plain, **changes}))


def test_a_finding_comes_with_its_interval_and_what_it_was_held_against() -> None:
    text = said()
    assert "Indeks kepuasan (IKM) membaik sejak kebijakan ini." in text
    assert "Perubahan: +4,20 poin, dengan keyakinan 95% antara +1,10 dan +7,30" in text
    assert "Dibandingkan dengan 5 kantor" in text


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("worse", "Waktu penyelesaian memburuk"),
        ("undecided", "Belum dapat disimpulkan: yang terlihat pada Waktu penyelesaian bisa jadi kebetulan."),
    ],
)
def test_an_element_alone_is_named(verdict: str, words: str) -> None:
    assert words in said(verdict=verdict, element="time", points=-4.2, low=-7.3, high=-1.1)


@pytest.mark.parametrize("verdict", ["too_early", "too_few"])
def test_nothing_is_concluded_too_early_or_from_too_few(verdict: str) -> None:
    text = said(verdict=verdict, points=None, low=None, high=None, n_before=0, n_after=0)
    assert "Belum dapat disimpulkan" in text
    assert "poin" not in text
    counted = said(verdict=verdict, points=None, low=None, high=None, n_before=20)
    assert "20 survei sebelumnya, 70 sesudahnya" in counted


def test_without_others_and_when_declared_late_it_says_so() -> None:
    text = said(against="itself", declared_late=True)
    assert "Tidak ada kantor pembanding" in text
    assert "baru dicatat setelah berjalan" in text
    assert signed(-1.5) == "−1,50"
