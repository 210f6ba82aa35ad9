"""What those who come are told without asking."""

from dataclasses import replace

from handlers.forum_notices import lapsed, offered, reminder
from handlers.talk import speaking
from tests.handlers.city import FORUM


def test_an_offer_says_for_how_many_and_until_when() -> None:
    say = offered(FORUM, 2, FORUM.starts.replace(day=7))
    assert "Ada 2 kursi kosong untuk Anda" in say.words
    assert "paling lambat Senin, 7 Desember 2026 pukul 09.30 WIB" in say.words
    assert [choice.id for choice in say.choices] == ["go.foru:A7K2.come", "go.foru:A7K2.cannot"]
    with speaking("en"):
        assert "A seat has become free" in offered(FORUM, 1, FORUM.starts).words


def test_an_offer_that_lapsed_says_why_and_how_to_wait_again() -> None:
    say = lapsed(FORUM)
    assert "waktu menjawab habis" in say.words
    assert say.choices[0].id == "go.foru:A7K2.come"


def test_a_reminder_speaks_to_who_comes_and_to_who_perhaps_does() -> None:
    comes = reminder(replace(FORUM, answer="come", link="https://meet.example/x"))
    assert "Kami tunggu Anda" in comes.words
    assert "meet.example" in comes.words
    perhaps = reminder(replace(FORUM, answer="perhaps"))
    assert "kursi belum disimpan" in perhaps.words
    assert len(perhaps.choices) == 2  # as many as the agreed words have
