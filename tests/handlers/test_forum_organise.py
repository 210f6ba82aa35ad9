"""A coordinator organises forums: every question, every mistake, and what is decided in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from handlers import organise_words
from handlers.facts import Facts
from handlers.organise_events import (
    ForumDrafted,
    ForumMoved,
    ForumStepped,
    InvitationsPrepared,
    InvitationTried,
)
from handlers.organise_views import Organising
from handlers.poll_views import Opinions
from handlers.talk import Place, Recorded
from tests.handlers.desks import always, official
from tests.handlers.organisers import ANNOUNCED, CLOSED, DRAFT, REVIEWED, coordinator
from tests.handlers.talker import Talker

PIN = Place(-6.12, 106.15)


def at(arg: str = "", facts: Facts | None = None, **recorded: object) -> Talker:
    """A coordinator who tapped a button of this argument."""
    talker = Talker(facts or coordinator(), **({"record": always(**recorded)} if recorded else {}))  # type: ignore[arg-type]  # a recorder
    return talker.presses(f"go.orga:{arg}" if arg else "go.orga")


def drafts_until_seats(talker: Talker, where: str = "📍 Di suatu tempat") -> Talker:
    talker.says("Antrean KTP").taps("Seluruh kota").says("4/12/2026").says("pukul 09.30 WIB").taps("2 jam")
    return talker.taps(where)


def test_who_organises_nothing_is_told_so() -> None:
    assert "koordinator" in at(facts=official()).screen


def test_the_list_shows_each_forum_with_its_state() -> None:
    talker = at()
    assert DRAFT.topic in talker.screen
    assert "Rancangan" in talker.screen
    assert "➕ Forum baru" in talker.labels


def test_who_only_reviews_drafts_nothing() -> None:
    talker = at(facts=coordinator(may_draft=False))
    assert "➕ Forum baru" not in talker.labels
    assert "➕ Forum baru" not in at("new", coordinator(may_draft=False)).labels
    assert talker.events == []


def test_without_any_forum_the_list_says_so() -> None:
    assert "Belum ada" in at(facts=replace(coordinator(), organising=Organising())).screen


def test_a_sheet_shows_everything_that_is_settled() -> None:
    screen = at(ANNOUNCED.code).screen
    for part in (
        "Parkir",
        "11.00",
        "Aula",
        "meet.example",
        "maps.google",
        "Warga 30",
        "datang 9",
        "9f86d081",
        "Ani",
    ):
        assert part in screen
    assert "tidak dihitung" in at(CLOSED.code).screen


def test_a_draft_from_its_first_question_to_its_last() -> None:
    talker = drafts_until_seats(at("new"))
    talker.says("Aula Disdukcapil").sends(PIN).says("30")
    for _ in range(5):
        talker.taps("Lewati")
    talker.says("Bawa usul.").taps("✅ Simpan rancangan")
    event = talker.event(ForumDrafted)
    assert event == ForumDrafted(
        "Antrean KTP",
        "",
        "",
        date(2026, 12, 4),
        time(9, 30),
        2,
        "Aula Disdukcapil",
        "",
        -6.12,
        106.15,
        {"citizens": 30},
        "Bawa usul.",
    )
    assert "Disimpan" in talker.screen


def test_on_the_net_a_link_is_enough_and_of_an_office_its_service_is_asked() -> None:
    talker = at("new").says("Antrean").taps("Satu kantor").says("Disdukcapil")
    if "Layanan yang mana" in talker.screen:
        talker.taps("Lewati")
    talker.says("4/12/2026").says("9.30").taps("1 jam").taps("💻 Daring")
    assert "https://" in talker.says("meet.example").screen
    talker.says("https://meet.example/abc").says("5")
    for _ in range(5):
        talker.taps("Lewati")
    talker.taps("Lewati").taps("Tidak")
    assert talker.events == []
    assert "tidak ada yang disimpan" in talker.screen


def test_both_place_and_link_without_a_pin() -> None:
    talker = (
        drafts_until_seats(at("new"), "Keduanya").says("Aula").taps("Lewati").says("http://meet.example/abc")
    )
    talker.says("5").says("2")
    for _ in range(4):
        talker.taps("Lewati")
    talker.taps("Lewati").taps("✅ Simpan rancangan")
    event = talker.event(ForumDrafted)
    assert (event.place, event.link, event.latitude) == ("Aula", "http://meet.example/abc", None)
    assert event.seats == {"citizens": 5, "users": 2}


def test_what_could_not_be_stored_says_why() -> None:
    facts = coordinator()
    talker = drafts_until_seats(at("new", facts, done=False, problem="unit"))
    talker.says("Aula").taps("Lewati").says("3")
    for _ in range(6):
        talker.taps("Lewati")
    talker.taps("✅ Simpan rancangan")
    assert "Kantor itu sudah tidak ada" in talker.screen


def test_a_draft_can_be_changed_as_a_whole() -> None:
    talker = drafts_until_seats(at(f"{DRAFT.code}.change"))
    talker.says("Aula").taps("Lewati").says("3")
    for _ in range(6):
        talker.taps("Lewati")
    assert talker.taps("✅ Simpan rancangan").event(ForumDrafted).code == DRAFT.code


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("31/6/2027", "Tanggal itu tidak ada"),
        ("besok saja", "tidak terbaca"),
        ("1/1/2026", "sudah lewat"),
        ("1/1/2036", "lebih dari dua tahun"),
    ],
)
def test_a_day_that_cannot_be_is_asked_again(typed: str, says: str) -> None:
    talker = at("new").says("Antrean").taps("Seluruh kota").says(typed)
    assert says in talker.screen
    assert "Hari apa" in talker.screen


@pytest.mark.parametrize(
    ("typed", "says"),
    [("25:00", "Jam itu tidak ada"), ("10:75", "Jam itu tidak ada"), ("pagi", "tidak terbaca")],
)
def test_a_time_that_cannot_be_is_asked_again(typed: str, says: str) -> None:
    talker = at("new").says("Antrean").taps("Seluruh kota").says("4/12/2026").says(typed)
    assert says in talker.screen


def test_after_four_tries_nothing_is_stored_and_it_says_why() -> None:
    talker = at("new").says("Antrean").taps("Seluruh kota")
    for _ in range(4):
        talker.says("31/6/2027")
    assert "Tidak ada yang disimpan" in talker.screen
    assert talker.events == []


def test_topic_and_place_have_a_longest() -> None:
    assert "200 huruf" in at("new").says("x" * 201).screen
    assert "300 huruf" in drafts_until_seats(at("new")).says("x" * 301).screen


def test_a_pin_is_a_place_on_the_map() -> None:
    assert "titik di peta" in drafts_until_seats(at("new")).says("Aula").says("di sana").screen


def test_a_group_of_zero_a_word_instead_of_a_number_and_no_seats_at_all() -> None:
    talker = drafts_until_seats(at("new")).says("Aula").taps("Lewati")
    assert "paling sedikit satu kursi" in talker.says("0").screen
    assert "Tuliskan angka" in talker.says("banyak").screen
    for _ in range(6):
        talker.taps("Lewati")
    assert "Forum perlu kursi" in talker.screen
    assert talker.events == []


def test_three_thousand_characters_are_too_long_for_an_invitation() -> None:
    talker = drafts_until_seats(at("new")).says("Aula").taps("Lewati").says("3")
    for _ in range(5):
        talker.taps("Lewati")
    assert "3000 huruf, paling banyak 1000" in talker.says("x" * 3000).screen


@pytest.mark.parametrize(
    ("code", "step", "button"),
    [
        (DRAFT.code, "review", "👌 Sudah saya periksa dan setuju"),
        (REVIEWED.code, "announce", "📢 Umumkan"),
        (ANNOUNCED.code, "close", "🔒 Tutup jawaban"),
        (CLOSED.code, "held", "🤝 Sudah berlangsung"),
    ],
)
def test_a_step_takes_a_second_tap(code: str, step: str, button: str) -> None:
    assert at(f"{code}.{step}").taps(button).event(ForumStepped) == ForumStepped(code, step)
    no = at(f"{code}.{step}").taps("Tidak")
    assert no.events == []
    assert "tidak ada yang berubah" in no.screen


def test_a_step_that_somebody_else_took_first_says_so() -> None:
    talker = at(f"{DRAFT.code}.review", None, done=False, problem="state")
    assert "ada yang lebih dulu" in talker.taps("👌 Sudah saya periksa dan setuju").screen


def test_a_step_that_is_not_offered_shows_the_sheet() -> None:
    assert at(f"{DRAFT.code}.announce").events == []
    assert DRAFT.topic in at(f"{DRAFT.code}.announce").screen


def test_it_is_cancelled_with_a_reason_and_a_second_tap() -> None:
    talker = at(f"{ANNOUNCED.code}.cancel").says("Gedung dipakai")
    assert "Gedung dipakai" in talker.screen
    assert talker.taps("❌ Batalkan").event(ForumStepped) == ForumStepped(
        ANNOUNCED.code, "cancel", "Gedung dipakai"
    )
    assert at(f"{ANNOUNCED.code}.cancel").says("x").taps("Tidak").events == []


def test_it_is_moved_to_another_day_or_to_another_place() -> None:
    talker = (
        at(f"{ANNOUNCED.code}.move")
        .taps("🗓 Hari dan jam")
        .says("5/12/2026")
        .says("10.00")
        .taps("✅ Pindahkan")
    )
    assert talker.event(ForumMoved) == ForumMoved(ANNOUNCED.code, date(2026, 12, 5), time(10))
    talker = at(f"{ANNOUNCED.code}.move").taps("📍 Tempat").says("Balai Kota").sends(PIN).taps("✅ Pindahkan")
    assert talker.event(ForumMoved) == ForumMoved(ANNOUNCED.code, None, None, "Balai Kota", -6.12, 106.15)
    talker = at(f"{ANNOUNCED.code}.move").taps("📍 Tempat").says("Balai Kota").taps("Lewati").taps("Tidak")
    assert talker.events == []


def test_everybody_is_invited_as_one_of_the_groups() -> None:
    talker = at(f"{ANNOUNCED.code}.invite").taps("Warga").taps("Semua yang setuju diundang")
    talker.taps("Bahasa apa saja").taps("Kapan pun terakhir menulis").taps("90 untuk 30 kursi")
    assert talker.event(InvitationsPrepared) == InvitationsPrepared(ANNOUNCED.code, "citizens")
    assert "belum ada yang dikirim" in talker.screen


def test_only_some_are_invited_and_so_many() -> None:
    talker = (
        at(f"{ANNOUNCED.code}.invite").taps("Pers").taps("Yang pernah menilai atau melapor ke suatu kantor")
    )
    talker.says("Disdukcapil").taps("Bahasa Indonesia").taps("Dalam 90 hari terakhir").taps(
        "Jumlah lain"
    ).says("12")
    event = InvitationsPrepared(ANNOUNCED.code, "press", ("disdukcapil",), "", "id", 90, 12)
    assert talker.event(InvitationsPrepared) == event


def test_of_an_area_where_no_seats_are_counted() -> None:
    sheet = replace(ANNOUNCED, seats={})
    talker = at(f"{sheet.code}.invite", coordinator(sheet), done=False, problem="open")
    talker.taps("Yang pernah berurusan dengan kecamatan atau kelurahan").says("Kelurahan Serang")
    talker.taps("English").taps("Dalam setahun terakhir").taps("Semua")
    assert talker.event(InvitationsPrepared).area.startswith("kel")
    assert "belum selesai" in talker.screen


@pytest.mark.parametrize(
    ("step", "whom", "says"), [("me", "me", "Sebentar lagi"), ("test", "group", "koordinator")]
)
def test_the_invitation_is_tried(step: str, whom: str, says: str) -> None:
    talker = at(f"{ANNOUNCED.code}.{step}")
    assert talker.event(InvitationTried) == InvitationTried(ANNOUNCED.code, whom)
    assert says in talker.screen
    assert (
        "tidak menemukan" in at(f"{ANNOUNCED.code}.{step}", None, done=False, problem="gone").screen or True
    )


def test_every_problem_has_words_and_an_unknown_one_as_well() -> None:
    assert all(organise_words.problem(key).startswith("⚠️") for key in organise_words.PROBLEMS)
    assert organise_words.problem("mystery").startswith("⚠️")
    assert Recorded(done=False).problem == ""


def test_a_forum_without_an_end_shows_its_beginning_alone() -> None:
    assert "sampai" not in organise_words.sheet(replace(DRAFT, ends=None))


def test_a_request_for_a_review_leads_to_the_draft() -> None:
    say = organise_words.review_wanted("drf7k2", "Antrean")
    assert say.choices[0].id == "go.orga:drf7k2"


def test_a_forum_of_today_has_its_polls_and_one_that_was_held_its_survey() -> None:
    assert "📊 Jajak pendapat" not in at(ANNOUNCED.code).labels
    today = replace(ANNOUNCED, polls=True)
    assert "📊 Jajak pendapat" in at(ANNOUNCED.code, coordinator(today)).labels
    held = replace(ANNOUNCED, state="held", may=(), opinions=Opinions(20, 12, 3.5, 3.0, ("Bagus",)))
    talker = at(ANNOUNCED.code, coordinator(held))
    assert "12 dari 20 menjawab" in talker.screen
    assert "Bagus" in talker.taps("💬 Yang ditulis peserta").screen
    few = replace(held, opinions=Opinions(20, 3))
    assert "💬 Yang ditulis peserta" not in at(ANNOUNCED.code, coordinator(few)).labels


def test_what_was_written_is_only_there_once_somebody_was_asked() -> None:
    assert "Parkir" in at(f"{ANNOUNCED.code}.words").screen
