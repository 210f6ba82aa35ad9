"""The sentences that are learned from are kept apart from those that are measured with."""

from analytics.labelled import sentences, wording
from tests.bench.labelling import FOLDER, kappa, keywords, marks, passes, unseen_half

THEMES = tuple(keywords().themes)


def test_every_label_is_a_theme_of_the_city() -> None:
    assert {theme for one in (*sentences(), *unseen_half()) for theme in one.themes} == set(THEMES)


def test_no_sentence_is_learned_from_and_measured_with_nor_is_a_near_copy() -> None:
    words = wording(keywords().synonyms).words
    known = [set(words(one.text)) for one in sentences()]
    unseen = {one.text: set(words(one.text)) for one in unseen_half()}
    alike = [
        text for text, its in unseen.items() if any(len(its & o) >= 0.6 * len(its | o) > 0 for o in known)
    ]
    assert alike == []


def test_the_test_half_has_every_kind_of_office_and_every_theme() -> None:
    half = unseen_half()
    assert {one.office for one in half} == {"registry", "health", "district"}
    assert min(sum(theme in one.themes for one in half) for theme in THEMES) >= 8
    assert len(half) == 241


def test_the_two_passes_cover_all_sentences_and_agree() -> None:
    first, second = passes("first.csv"), passes("second.csv")
    assert first.keys() == second.keys() == passes("sentences.csv").keys()
    one, other = (marks([said[key] for key in first], THEMES) for said in (first, second))
    assert kappa(one.ravel(), other.ravel()) > 0.9


def test_negations_and_short_forms_of_the_language_come_with_the_spelling() -> None:
    known = wording({"yg": "yang"})
    assert known.spelling == {"yg": "yang"}
    assert {"tidak", "belum", "kurang"} <= known.negations
    assert "tapi" in known.breaks
    assert {"kk", "kel", "smp", "sk", "gg"} <= known.own
    assert (FOLDER / "test.csv").exists()
