"""A forum's invitation and its answer, from a button as well as from a link."""

from dataclasses import replace

import pytest

from handlers.events import Event, InvitationAnswered
from handlers.facts import Facts
from handlers.forum import invitation
from handlers.forum_views import Seat
from handlers.talk import Recorded, speaking
from tests.handlers.city import FORUM, facts
from tests.handlers.talker import Talker


def came_of(came: Recorded, **seen: object) -> Talker:
    """Somebody who taps that they come, and this comes of it."""

    def record(event: Event, known: Facts) -> Recorded:
        return came

    forum = replace(FORUM, **seen)  # type: ignore[arg-type]  # a test names real fields
    return Talker(facts(forum=forum), record=record).presses("go.foru:A7K2.come")


def test_an_invitation_says_what_when_and_where_and_has_three_buttons() -> None:
    say = invitation(FORUM)
    for needed in (
        "Antrean KTP-el yang lebih cepat",
        "Selasa, 8 Desember 2026 pukul 09.30 WIB",
        "Aula",
        "/stop",
    ):
        assert needed in say.words
    assert [choice.id for choice in say.choices] == [
        "go.foru:A7K2.come",
        "go.foru:A7K2.perhaps",
        "go.foru:A7K2.cannot",
    ]


def test_an_english_invitation_has_an_english_clock() -> None:
    with speaking("en"):
        assert "Tuesday, 8 December 2026 at 09:30 WIB" in invitation(FORUM).words


def test_a_tap_on_the_invitation_answers_it_at_once() -> None:
    talker = Talker(facts(forum=FORUM))
    talker.presses("go.foru:A7K2.come")
    assert talker.event(InvitationAnswered) == InvitationAnswered("A7K2", "come")
    assert "sampai jumpa" in talker.screen
    assert "7F3K-9M2Q" in talker.screen  # in two halves, as one reads it out
    assert talker.labels == [
        "👥 Kami lebih dari satu",
        "♿ Kami perlu bantuan",
        "💬 Pertanyaan dan suara",
        "📅 Simpan ke kalender",
        "❌ Tidak bisa",
        "☰ Menu",
    ]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("", "Anda bisa datang?"),
        ("perhaps", "Anda bisa datang?"),
        ("come", "akan datang. Masih"),
        ("cannot", "tidak bisa datang. Masih"),
        ("waiting", "ada di daftar tunggu. Masih"),
        ("offered", "kami simpan sebentar"),
    ],
)
def test_a_link_asks_first_and_remembers_what_was_said_before(before: str, words: str) -> None:
    talker = Talker(facts(forum=replace(FORUM, answer=before))).says("/start f-A7K2")
    assert words in talker.screen
    assert talker.taps("❌ Tidak bisa").event(InvitationAnswered) == InvitationAnswered("A7K2", "cannot")
    assert "Lain kali" in talker.screen
    assert "✅ Saya datang" in talker.labels


def test_a_link_with_a_personal_code_takes_the_invitation_along() -> None:
    talker = Talker(facts(forum=FORUM)).says("/start f-A7K2-7f3k9m2q").taps("✅ Saya datang")
    assert talker.event(InvitationAnswered) == InvitationAnswered("A7K2", "come", "", "7f3k9m2q")


def test_who_was_not_invited_is_asked_for_a_code_unless_it_came_along() -> None:
    stranger = replace(FORUM, wants_code=True)
    talker = Talker(facts(forum=stranger)).presses("go.foru:A7K2.come")
    assert "ketik kode undangan" in talker.screen
    assert talker.says(" 7F3K-9M2Q ").event(InvitationAnswered).code == "7F3K-9M2Q"
    skips = Talker(facts(forum=stranger)).presses("go.foru:A7K2.come").taps("Lewati")
    assert skips.event(InvitationAnswered) == InvitationAnswered("A7K2", "come")
    assert "👥 Kami lebih dari satu" not in skips.labels
    came_along = Talker(facts(forum=stranger)).says("/start f-A7K2-7f3k9m2q").taps("✅ Saya datang")
    assert came_along.event(InvitationAnswered).code == "7f3k9m2q"
    assert Talker(facts(forum=stranger)).presses("go.foru:A7K2.perhaps").event(InvitationAnswered).code == ""


def test_perhaps_keeps_no_seat_and_says_so() -> None:
    talker = Talker(facts(forum=FORUM)).presses("go.foru:A7K2.perhaps")
    assert "Kursi belum disimpan" in talker.screen
    assert "✅ Saya datang" in talker.labels


def test_the_group_is_asked_where_there_is_a_choice_and_only_of_who_comes() -> None:
    forum = replace(FORUM, groups=("citizens", "users"))
    talker = Talker(facts(forum=forum)).presses("go.foru:A7K2.come")
    assert talker.labels[:2] == ["Warga", "Pengguna layanan ini"]
    talker.taps("Pengguna layanan ini")
    assert talker.event(InvitationAnswered).group == "users"
    asked_nothing = Talker(facts(forum=forum)).presses("go.foru:A7K2.cannot")
    assert asked_nothing.event(InvitationAnswered).group == "citizens"
    one = Talker(facts(forum=replace(forum, groups=("press",)))).presses("go.foru:A7K2.come")
    assert one.event(InvitationAnswered).group == "press"


def test_the_link_of_a_meeting_on_the_net_is_told_to_who_comes_and_the_map_to_everybody() -> None:
    forum = replace(FORUM, link="https://meet.example/x", map="https://maps.google.com/?q=-6.12,106.15")
    assert "meet.example" not in invitation(forum).words
    assert "maps.google.com" in invitation(forum).words
    assert "meet.example" in Talker(facts(forum=replace(forum, answer="come"))).says("/start f-A7K2").screen


def test_who_has_to_wait_hears_their_number_and_how_it_goes_on() -> None:
    talker = came_of(Recorded(seat=Seat("waiting", ahead=6, left=0)))
    assert "nomor 7 di daftar tunggu" in talker.screen
    assert "saya kabari di sini" in talker.screen


def test_a_party_for_which_there_are_too_few_seats_hears_how_few() -> None:
    talker = came_of(Recorded(seat=Seat("waiting", 4, ahead=0, left=2)))
    assert "Kursi kosong 2, kurang dari 4" in talker.screen
    assert "nomor 1" in talker.screen


def test_who_came_by_a_shared_link_hears_that_seats_are_for_those_who_were_invited() -> None:
    talker = came_of(Recorded(problem="interest"))
    assert "Minat Anda sudah saya catat" in talker.screen


def test_a_forum_that_takes_no_new_answers_says_so() -> None:
    assert "sudah ditutup" in came_of(Recorded(done=False, problem="full")).screen


@pytest.mark.parametrize(
    ("state", "words"),
    [("cancelled", "dibatalkan"), ("over", "sudah lewat"), ("draft", "uji coba")],
)
def test_what_is_not_open_says_why_and_records_nothing(state: str, words: str) -> None:
    talker = Talker(facts(forum=replace(FORUM, state=state))).presses("go.foru:A7K2.come")
    assert words in talker.screen
    assert talker.events == []


def test_an_unknown_forum_is_said_to_be_one() -> None:
    talker = Talker(facts()).says("/start f-XXXX")
    assert "tidak (lagi) saya temukan" in talker.screen
    assert talker.events == []


def test_a_forum_that_was_over_in_this_very_moment_says_so() -> None:
    assert "sudah lewat" in came_of(Recorded(done=False, problem="over")).screen
