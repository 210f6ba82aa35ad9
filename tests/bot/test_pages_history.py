"""Stored messages as a page shows them: only buttons that still mean something are left."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.pages.history import Seen, label_of, live, offer, pieces, seen
from handlers.talk import File, Media, Say
from handlers.talk.model import Choice
from handlers.talk.stored import say_to_json
from storage.web_chats import ShownRow

AT = datetime(2026, 11, 24, tzinfo=UTC)


def ours(ref: int, *taps: str) -> Seen:
    return Seen(ref, own=False, choices=tuple(Choice(tap, tap) for tap in taps))


def mine(ref: int, about: int = -1) -> Seen:
    return Seen(ref, own=True, about=about)


def left(*messages: Seen) -> list[list[str]]:
    return [[choice.id for choice in message.choices] for message in live(messages)]


def test_a_question_that_was_answered_has_no_buttons_any_more() -> None:
    assert left(ours(1, "rate.score:4~k3f7.1"), mine(2, about=1)) == [[], []]


def test_of_one_conversation_only_the_newest_question_has_buttons() -> None:
    assert left(ours(1, "rate.score:4~k3f7.1"), ours(2, "rate.svc:a~k3f7.2")) == [[], ["rate.svc:a~k3f7.2"]]


def test_what_a_notice_offers_stays_whatever_is_talked_about_meanwhile() -> None:
    messages = (ours(1, "go.add:KS-2611-7F3K"), ours(2, "rate.score:4~k3f7.1"), mine(3, about=1))
    assert left(*messages) == [["go.add:KS-2611-7F3K"], ["rate.score:4~k3f7.1"], []]


def test_what_is_offered_again_below_is_not_offered_twice() -> None:
    assert left(ours(1, "go.rate", "go.data"), ours(2, "go.rate")) == [["go.data"], ["go.rate"]]


def test_what_a_button_offers() -> None:
    assert offer("rate.score:4~k3f7.1") == offer("rate.score:1~k3f7.9") == "t.k3f7"
    assert offer("go.rate:disdukcapil") == "go.rate:disdukcapil"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("In full: /privacy", (("words", "In full: "), ("command", "/privacy"))),
        ("/data", (("command", "/data"),)),
        ("and/or a/data /nothing", (("words", "and/or a/data /nothing"),)),
        ("", ()),
    ],
)
def test_commands_can_be_tapped_where_they_are_ours(words: str, found: tuple[tuple[str, str], ...]) -> None:
    assert pieces(words) == found


def test_a_message_of_ours_is_shown_with_all_that_it_carries() -> None:
    say = Say(
        "Ini",
        (Choice("go.rate", "Nilai"),),
        columns=2,
        file=File("data.json", "{}"),
        media=(Media("photo", "web:1"), Media("document", "doc:1", mime="application/pdf")),
    )
    shown = seen(ShownRow(3, 9, False, "o.1.0", say_to_json(say), AT))
    assert (shown.ref, shown.pictures, shown.file) == (3, ("image/jpeg", "application/pdf"), "data.json")
    assert (shown.columns, [choice.label for choice in shown.choices]) == (2, ["Nilai"])


def test_where_there_is_nothing_but_a_picture_that_cannot_be_shown_its_words_are() -> None:
    say = Say("", media=(Media("photo", "web:1"),), unshown="Foto tidak dapat ditampilkan.")
    assert seen(ShownRow(1, 1, False, "", say_to_json(say), AT)).pieces == (
        ("words", "Foto tidak dapat ditampilkan."),
    )


def test_what_the_person_said_keeps_the_name_their_browser_gave_it() -> None:
    body = json.dumps({"text": "halo", "media": ["web:1"], "place": True, "about": "7"})
    shown = seen(ShownRow(8, 8, True, "b.abcdefgh.12345678", body, AT))
    assert (shown.own, shown.id, shown.pieces, shown.about) == (True, "abcdefgh", (("words", "halo"),), 7)
    assert (shown.pictures, shown.place) == (("image/jpeg",), True)
    bare = json.dumps({"text": "", "media": [], "place": False, "about": ""})
    assert (seen(ShownRow(1, 1, True, "", bare, AT)).id, seen(ShownRow(1, 1, True, "", bare, AT)).about) == (
        "",
        -1,
    )


def test_the_label_of_a_tap_is_the_one_we_wrote() -> None:
    say = Say("?", (Choice("a", "Ya"), Choice("b", "Tidak")))
    assert (label_of(say, "b"), label_of(say, "c")) == ("Tidak", "")
