"""What people read who were drawn to answer a survey: why they, that nobody names them, and how it stops."""

from __future__ import annotations

from handlers import survey_words
from handlers.talk import speaking


def test_the_button_begins_the_survey_of_the_office() -> None:
    with speaking("id"):
        say = survey_words.asked("Disdukcapil", "disdukcapil")
    assert "Bagaimana pelayanan di Disdukcapil?" in say.words
    assert "/stop" in say.words
    assert say.choices[0].id == "go.srvy:disdukcapil"


def test_after_a_visit_it_goes_on_with_what_they_came_for() -> None:
    with speaking("id"):
        say = survey_words.after_visit("Disdukcapil", "disdukcapil", "ktp_el")
        plain = survey_words.after_visit("Disdukcapil", "disdukcapil", "")
    assert "menilai pelayanan di Disdukcapil" in say.words
    assert "lewat undian" in say.words
    assert "/stop" in say.words
    assert say.choices[0].id == "go.srvy:disdukcapil.ktp_el"
    assert plain.choices[0].id == "go.srvy:disdukcapil"
