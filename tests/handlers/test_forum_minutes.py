"""The minutes of a forum in chat: asked agreement by agreement, read back, looked at by a second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from handlers import minutes_words
from handlers.facts import Facts
from handlers.minutes_events import Agreement, MinutesStepped, MinutesWritten
from handlers.minutes_views import Agreed, Minutes
from handlers.talk import speaking
from tests.handlers.city import CITY
from tests.handlers.desks import always, official
from tests.handlers.organisers import CLOSED, coordinator
from tests.handlers.talker import Talker

HELD = datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001 - the city's clock, as conversations see it
NONE_YET = Minutes("hld2k7", "Antrean KTP", HELD, "Aula", "Disdukcapil", may=("write",))
DRAFT = replace(
    NONE_YET,
    state="draft",
    summary="Warga mengeluhkan antrean.",
    agreed=(Agreed(1, "Loket kedua dibuka", "Disdukcapil", date(2026, 12, 31)),),
    came={"citizens": 12, "press": 1},
    may=("review",),
)


def at(minutes: Minutes | None, arg: str = "hld2k7", **recorded: object) -> Talker:
    seen: Facts = replace(official(), city=CITY, minutes=minutes)
    talker = Talker(seen, **({"record": always(**recorded)} if recorded else {}))  # type: ignore[arg-type]  # a recorder
    return talker.presses(f"go.mins:{arg}")


def writes(minutes: Minutes = NONE_YET, **recorded: object) -> Talker:
    return at(minutes, "hld2k7.write", **recorded)


def test_whoever_organises_nothing_finds_no_minutes() -> None:
    assert "Forum itu tidak (lagi) saya temukan" in at(None).screen


def test_what_is_not_written_yet_can_be_written() -> None:
    talker = at(NONE_YET)
    assert "belum ditulis" in talker.screen
    assert "✍️ Tulis berita acara" in talker.labels


def test_each_agreement_is_asked_with_its_office_and_day_and_all_of_it_read_back() -> None:
    talker = writes().says("Warga mengeluhkan antrean.")
    talker.taps("Ya").says("Loket kedua dibuka").says("disdukcapil").says("31/12/2026")
    talker.taps("Ya").says("Nomor antrean daring").says("disdukcapil").says("1 Februari 2027").taps("Tidak")
    assert "2 kesepakatan" in talker.screen
    assert "Loket kedua dibuka" in talker.screen
    assert "Kamis, 31 Desember 2026" in talker.screen
    talker.taps("✅ Simpan berita acara")
    assert talker.events == [
        MinutesWritten(
            "hld2k7",
            "Warga mengeluhkan antrean.",
            (
                Agreement("Loket kedua dibuka", "disdukcapil", date(2026, 12, 31)),
                Agreement("Nomor antrean daring", "disdukcapil", date(2027, 2, 1)),
            ),
        )
    ]
    assert "pengawas lain memeriksanya" in talker.screen


def test_an_agreement_is_said_to_come_from_a_question() -> None:
    asked = replace(NONE_YET, questions={7: "Kapan ada loket kedua?", 9: "Kenapa lama?"})
    talker = (
        writes(asked).says("Antrean.").taps("Ya").says("Loket kedua").says("disdukcapil").says("31/12/2026")
    )
    talker.taps("Kapan ada loket kedua?").taps("Ya").says("Papan nama").says("disdukcapil").says("31/12/2026")
    talker.taps("Bukan dari salah satunya").taps("Tidak").taps("✅ Simpan berita acara")
    (event,) = talker.events
    assert isinstance(event, MinutesWritten)
    assert [one.question for one in event.agreements] == [7, 0]


def test_after_ten_agreements_it_is_read_back_by_itself() -> None:
    talker = writes().says("Banyak hal.")
    for number in range(10):
        talker.taps("Ya").says(f"Kesepakatan {number}x").says("disdukcapil").says("31/12/2026")
    assert "10 kesepakatan" in talker.screen


def test_who_says_no_in_the_end_has_stored_nothing() -> None:
    talker = writes().says("Antrean.").taps("Tidak")
    assert "Tidak ada kesepakatan" in talker.screen
    talker.taps("Tidak")
    assert "tidak ada yang disimpan" in talker.screen
    assert talker.events == []


@pytest.mark.parametrize(
    ("said", "told"),
    [("x" * 2001, "Terlalu panjang"), ("Hubungi 0812 3456 7890", "nomor panjang")],
)
def test_a_summary_that_cannot_be_is_asked_again_and_given_up_after_four_tries(said: str, told: str) -> None:
    talker = writes()
    for _ in range(4):
        talker.says(said)
    assert told in talker.screen
    assert "Tidak ada yang disimpan" in talker.screen


@pytest.mark.parametrize(
    ("said", "told"), [("kapan-kapan", "sebagai tanggal"), ("1/1/2026", "setelah hari ini")]
)
def test_a_day_that_cannot_be_is_asked_again(said: str, told: str) -> None:
    talker = writes().says("Antrean.").taps("Ya").says("Loket kedua").says("disdukcapil").says(said)
    assert told in talker.screen
    talker.says("31/12/2026").taps("Tidak")
    assert "Loket kedua" in talker.screen


@pytest.mark.parametrize("step", ["review", "publish"])
def test_a_step_is_taken_after_everything_was_shown(step: str) -> None:
    label = {"review": "👌", "publish": "📢"}[step]
    talker = at(replace(DRAFT, may=(step,)), f"hld2k7.{step}")
    assert "Loket kedua dibuka" in talker.screen
    assert "13 orang hadir: Warga 12 · Pers 1" in talker.screen
    talker.presses(next(c.id for c in talker.says_so_far[-1].choices if label in c.label))
    assert talker.events == [MinutesStepped("hld2k7", step)]
    assert "Selesai" in talker.screen or "Beres" in talker.screen


def test_a_step_that_is_not_wanted_changes_nothing() -> None:
    talker = at(DRAFT, "hld2k7.review").taps("Tidak")
    assert "tidak ada yang berubah" in talker.screen
    assert talker.events == []


def test_why_it_could_not_be_done_is_said() -> None:
    talker = at(DRAFT, "hld2k7.review", done=False, problem="second")
    talker.presses(talker.says_so_far[-1].choices[0].id)
    assert "bukan yang menulisnya" in talker.screen


def test_a_problem_of_another_version_has_words_as_well() -> None:
    with speaking("en"):
        assert minutes_words.problem("unheard of") == "⚠️ That could not be done."


def test_a_forum_that_was_held_has_the_button_of_its_minutes() -> None:
    seen = coordinator(replace(CLOSED, state="held", may=()))
    talker = Talker(seen).presses(f"go.orga:{CLOSED.code}")
    assert "📄 Berita acara" in talker.labels
