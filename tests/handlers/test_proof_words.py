"""An officer reads why a photo does not count; those who oversee see before and after."""

from __future__ import annotations

import pytest

from handlers import proof_words
from handlers.proof_words import WHY, Refusal
from handlers.talk import Media, speaking

NUMBER, OTHER = "KS-2611-7F3K", "KS-2610-9QX2"
BEFORE, AFTER = (Media("photo", "AgAC-1"),), (Media("photo", "AgAC-2"), Media("photo", "AgAC-3"))


@pytest.mark.parametrize("why", WHY)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_reason_is_said_with_what_to_do_and_a_way_to_the_case(why: str, language: str) -> None:
    with speaking(language):
        say = proof_words.refused(NUMBER, 1, Refusal(why))
    assert say.words.count("\n\n") == 2
    assert [choice.id for choice in say.choices] == [f"go.work:{NUMBER}"]
    assert say.case == NUMBER


def test_the_case_that_the_photo_closed_is_named_where_it_may_be_known() -> None:
    with speaking("en"):
        named = proof_words.refused(NUMBER, 1, Refusal("proof", OTHER)).words
        unnamed = proof_words.refused(NUMBER, 1, Refusal("proof")).words
    assert OTHER in named
    assert OTHER not in unnamed
    assert "already used to close a report" in unnamed


def test_several_photos_are_counted() -> None:
    with speaking("en"):
        assert "None of the 3 photos" in proof_words.refused(NUMBER, 3, Refusal("proof")).words


def test_the_overseers_see_before_and_after_in_this_order() -> None:
    with speaking("en"):
        say = proof_words.shared(NUMBER, "Dinas PUPR", "Sudah ditambal", BEFORE, AFTER)
    assert say.media == (*BEFORE, *AFTER)
    assert "Dinas PUPR" in say.words
    assert "Sudah ditambal" in say.words
    assert "1 photo from before, then the new ones" in say.words


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ((), (), "cannot be shown here"),
        ((), AFTER, "None came with the report"),
        (BEFORE, (), "1 photo from before"),
    ],
)
def test_what_there_is_to_see_is_said(
    before: tuple[Media, ...], after: tuple[Media, ...], words: str
) -> None:
    with speaking("en"):
        assert words in proof_words.shared(NUMBER, "", "", before, after).words


def test_the_officer_hears_that_the_photo_is_being_looked_at() -> None:
    with speaking("id"):
        assert NUMBER in proof_words.being_looked_at(NUMBER)
