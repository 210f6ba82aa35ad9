"""What is said outside a conversation, and which words begin one."""

from dataclasses import replace

import pytest

from handlers import menu
from handlers.facts import Draft
from handlers.talk import Go, Input
from tests.handlers.city import facts
from tests.handlers.talker import PHOTO, Talker

FACTS = facts()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Assalamualaikum", "Wa'alaikumussalam."),
        ("Assalamu'alaikum wr wb pak", "Wa'alaikumussalam."),
        ("ass", "Wa'alaikumussalam."),
        ("Wa'alaikumsalam", "Halo!"),
        ("terima kasih banyak ya min", "Sama-sama!"),
        ("Thank you so much", "Sama-sama!"),
        ("selamat pagi bu", "Halo!"),
        ("Halo!!! 👋", "Halo!"),
        ("ok siap", "Baik."),
        ("ya", "Baik."),
        ("p", "Halo!"),
    ],
)
def test_a_greeting_is_answered_in_kind(text: str, answer: str) -> None:
    said = menu.greeting(FACTS, text)
    assert said is not None
    assert said.words.split("\n")[0] == answer


@pytest.mark.parametrize(
    "text",
    [
        "terima kasih sudah dibantu tapi KTP belum jadi",
        "",
        "👍",
        "pagi ini loket tutup",
        "banyak pak",
        "ya " * 9,
    ],
)
def test_more_than_a_greeting_is_none(text: str) -> None:
    assert menu.greeting(FACTS, text) is None


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("ada KEBAKARAN!!!", True),
        ("ayah saya heart attack", True),
        ("mau bunuh diri", True),
        ("kebakarannya sudah lama", False),
        ("jalan rusak", False),
    ],
)
def test_danger_is_known_by_its_words(text: str, danger: bool) -> None:
    assert menu.is_danger(FACTS, text) is danger


def test_the_emergency_number_stands_in_the_first_line() -> None:
    assert "112" in menu.danger(FACTS).words.split("\n")[0]


@pytest.mark.parametrize(
    ("text", "go"),
    [
        ("1", "go.rate"),
        ("nilai", "go.rate"),
        ("Lapor", "go.comp"),
        ("laporan saya", "go.stat"),
        ("suvei tiga menit", "go.srvy"),
        ("Disdukcapil", "go.rate:disdukcapil"),
        ("puskesmas singandaru", "go.rate:pkm_singandaru"),
        ("kabari", "go.stop:no"),
        ("english", "go.lang:en"),
    ],
)
def test_the_menu_is_understood_when_it_is_typed(text: str, go: str) -> None:
    assert str(menu.chosen_from_menu(FACTS, text)) == go


@pytest.mark.parametrize("text", ["KTP saya belum jadi", "99", "", "🙏", "sukawana"])
def test_other_words_choose_nothing_from_the_menu(text: str) -> None:
    assert menu.chosen_from_menu(FACTS, text) is None


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        (Input("jalan rusak"), True),
        (Input("KTP saya belum jadi 3 bulan"), True),
        (Input(media=PHOTO), True),
        (Input("hmm"), False),
        (Input("12 34"), False),
        (Input("👍 👍"), False),
        (Input(other="poll"), False),
    ],
)
def test_a_sentence_or_a_photo_opens_a_case_and_a_slip_does_not(said: Input, opens: bool) -> None:
    assert menu.opens_a_case(said) is opens


def test_what_was_not_understood_is_said_by_its_kind() -> None:
    assert "belum paham" in menu.not_understood(Input("hmm"))
    assert "tidak bisa saya baca" in menu.not_understood(Input(other="poll"))
    assert "tidak bisa saya baca" in menu.not_understood(Input("👍"))
    assert "/data" in menu.not_understood(Input(other="deleted"))


def test_drafts_stand_first_in_the_menu_but_not_the_talk_on_the_screen() -> None:
    drafts = (Draft("aaaa", "rate"), Draft("bbbb", "comp", "complaint.dishub"), Draft("cccc", "gone"))
    say = menu.menu(replace(FACTS, drafts=drafts))
    assert say.choices[0].label == "▶ Lanjutkan: laporan Anda"
    assert say.choices[0].id == "go.comp:complaint.dishub"
    assert not any("menilai" in choice.label for choice in say.choices)


def test_the_menu_offers_the_other_language_in_that_language() -> None:
    assert menu.menu(FACTS).choices[-1].label == "🌐 English"
    english = replace(FACTS, citizen=replace(FACTS.citizen, language="en"))
    assert menu.menu(english).choices[-1].label == "🌐 Bahasa Indonesia"


def test_the_menu_behind_a_button_is_the_same_menu() -> None:
    talker = Talker(FACTS)
    talker.starts(Go("menu"))
    assert talker.screen == menu.menu(FACTS).words
    assert talker.labels == [choice.label for choice in menu.menu(FACTS).choices]


def test_help_names_every_way_and_the_emergency_number() -> None:
    words = menu.help_text(FACTS).words
    for needed in ("/nilai", "/lapor", "/status", "/survei", "/data", "/stop", "kembali", "batal", "112"):
        assert needed in words


def test_an_unknown_command_shows_what_can_be_done() -> None:
    talker = Talker(FACTS).says("/apaini")
    assert "tidak saya kenal" in talker.screen
    assert len(talker.labels) == 6


def test_small_words_are_said_in_the_language_spoken_and_never_empty() -> None:
    for words in (
        menu.joined_group(),
        menu.apology(),
        menu.old_button(),
        menu.already_noted(),
        menu.going_on(),
    ):
        assert words.endswith((".", ":"))
    assert "aman" in menu.safe_with_network()
    assert "safe" in menu.safe_with_network("en")
    assert "/start" in menu.terminal_greeting().words
