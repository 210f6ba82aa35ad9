"""A forum's invitation and its answer, from a button as well as from a link."""

from dataclasses import replace

from handlers.events import Event, InvitationAnswered
from handlers.facts import Facts
from handlers.forum import invitation
from handlers.talk import Recorded, speaking
from tests.handlers.city import FORUM, facts
from tests.handlers.talker import Talker


def test_an_invitation_says_what_when_and_where_and_has_two_buttons() -> None:
    say = invitation(FORUM)
    for needed in (
        "Antrean KTP-el yang lebih cepat",
        "Selasa, 8 Desember 2026 pukul 09.30 WIB",
        "Aula",
        "/stop",
    ):
        assert needed in say.words
    assert [choice.id for choice in say.choices] == ["go.foru:A7K2.come", "go.foru:A7K2.cannot"]


def test_an_english_invitation_has_an_english_clock() -> None:
    with speaking("en"):
        assert "Tuesday, 8 December 2026 at 09:30 WIB" in invitation(FORUM).words


def test_a_tap_on_the_invitation_answers_it_at_once() -> None:
    talker = Talker(facts(forum=FORUM))
    talker.presses("go.foru:A7K2.come")
    assert talker.event(InvitationAnswered) == InvitationAnswered("A7K2", "come")
    assert "sampai jumpa" in talker.screen


def test_a_link_asks_first_and_remembers_what_was_said_before() -> None:
    for before, words in (
        ("", "Anda bisa datang?"),
        ("come", "akan datang. Masih"),
        ("cannot", "tidak bisa datang. Masih"),
    ):
        talker = Talker(facts(forum=replace(FORUM, answer=before))).says("/start f-A7K2")
        assert words in talker.screen
    assert talker.taps("❌ Tidak bisa").event(InvitationAnswered) == InvitationAnswered("A7K2", "cannot")
    assert "Lain kali" in talker.screen


def test_an_unknown_forum_is_said_to_be_one() -> None:
    talker = Talker(facts()).says("/start f-XXXX")
    assert "tidak (lagi) saya temukan" in talker.screen
    assert talker.events == []


def test_a_forum_that_takes_no_answers_any_more_says_so() -> None:
    def too_late(event: Event, known: Facts) -> Recorded:
        return Recorded(done=False)

    talker = Talker(facts(forum=FORUM), record=too_late)
    talker.presses("go.foru:A7K2.come")
    assert "sudah lewat" in talker.screen
