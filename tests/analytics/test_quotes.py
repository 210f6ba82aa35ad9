"""Quotes are few, masked, drawn by nobody's hand, and absent where they would tell who wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.masking import Mask
from analytics.quotes import LONGEST, quotes, shortened

WORDS = Mask(
    {
        "number": "[nomor]",
        "phone": "[telepon]",
        "email": "[surel]",
        "link": "[tautan]",
        "username": "[akun]",
        "name": "[nama]",
    },
    titles=("Pak", "Bu"),
)
BY_SCORE = {
    1: ["antre dari pagi sampai sore", "petugas tidak ada di loket"],
    2: ["ruang tunggu panas sekali"],
    3: ["lumayan cepat hari ini"],
    4: ["cepat sekali, terima kasih", "ramah dan jelas semuanya"],
}


def test_fewer_than_five_texts_are_never_quoted() -> None:
    assert quotes({1: BY_SCORE[1], 4: BY_SCORE[4]}, WORDS) == []
    assert len(quotes({1: BY_SCORE[1], 2: BY_SCORE[2], 4: BY_SCORE[4]}, WORDS)) == 3


def test_three_quotes_come_from_three_scores() -> None:
    chosen = quotes(BY_SCORE, WORDS)
    assert [next(score for score, texts in BY_SCORE.items() if quote in texts) for quote in chosen] == [
        1,
        4,
        2,
    ]


def test_where_scores_are_missing_the_others_fill_in() -> None:
    texts = {4: [f"pelayanan hari ini cepat nomor {n}" for n in range(6)]}
    assert len(set(quotes(texts, WORDS))) == 3


@given(st.permutations(BY_SCORE[1] * 2 + ["loket tutup sebelum jam tiga"]))
def test_the_order_of_texts_changes_nothing(texts: list[str]) -> None:
    assert quotes({1: texts}, WORDS) == quotes({1: sorted(texts)}, WORDS)


def test_texts_are_masked_in_one_line_and_each_stands_once() -> None:
    texts = [f"Pak {name}\n  lama sekali melayani" for name in ("Budi", "Rudi", "Dedi", "Yudi", "Eko")]
    assert quotes({1: texts}, WORDS) == ["[nama] lama sekali melayani"]


def test_people_handed_in_are_masked() -> None:
    assert quotes({1: ["siti lama sekali melayani"] * 5}, WORDS, ["Siti"]) == ["[nama] lama sekali melayani"]


@pytest.mark.parametrize(
    "text",
    [
        "lama banget",
        "pak budi lama sekali melayani",
        "kantor 0254 200 123 tidak diangkat",
        "[nama] [nomor]      !",
    ],
)
def test_too_short_and_still_personal_texts_are_left_out(text: str) -> None:
    assert quotes({1: [text] * 4 + ["Pak Budi 081234567890"]}, WORDS) == []


def test_a_long_text_is_cut_between_words() -> None:
    text = "pelayanan " * 40
    (quote,) = quotes({2: [text] * 5}, WORDS)
    assert len(quote) <= LONGEST
    assert quote.endswith("pelayanan\u2026")


def test_a_cut_never_goes_through_a_label() -> None:
    assert shortened("kata kata [nama lengkap] lama", 16) == "kata kata\u2026"
    assert shortened("kata [nama lengkap] lama sekali", 23) == "kata [nama lengkap]\u2026"


def test_a_word_without_end_is_cut_anyway() -> None:
    assert shortened("a" * 300) == "a" * 199 + "\u2026"
    assert shortened("[" + "a" * 300) == "[" + "a" * 198 + "\u2026"
    assert shortened("a" * 200) == "a" * 200


@given(st.text(), st.integers(2, 40))
def test_what_is_shortened_fits(text: str, longest: int) -> None:
    assert len(shortened(text, longest)) <= longest
