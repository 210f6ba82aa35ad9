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
