"""Texts become the same weights that scikit-learn gives them, only sooner."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from analytics.features import Words, _in_pieces, _numberless, _whole
from analytics.labelled import sentences, wording

CITY = wording({"gak": "tidak", "yg": "yang"})
LEARNED = [one.text for one in sentences()]
WORDS = Words.of_texts(LEARNED, CITY)


def as_scikit_learn_has_it(texts: list[str]) -> np.ndarray:
    read = [_numberless(CITY.marked(text)) for text in [*LEARNED, *texts]]
    kinds = [TfidfVectorizer(analyzer=terms, sublinear_tf=True) for terms in (_whole, _in_pieces)]
    rows = [kind.fit(read[: len(LEARNED)]).transform(read[len(LEARNED) :]).toarray() for kind in kinds]
    return np.hstack(rows)


def test_a_text_has_the_weights_that_a_fitted_vectorizer_gives() -> None:
    texts = ["gak ramah, gak ramah, antre 3 jam", "", "👍", "kata yang tak pernah terlihat xyzzy", LEARNED[0]]
    assert np.allclose(WORDS.of(texts).toarray(), as_scikit_learn_has_it(texts), rtol=0, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(" ".join(LEARNED[:40]).split(" ")), max_size=20).map(" ".join)))
def test_so_has_every_text_of_known_words(texts: list[str]) -> None:
    assert np.allclose(WORDS.of([*texts, ""]).toarray(), as_scikit_learn_has_it([*texts, ""]), atol=1e-12)
