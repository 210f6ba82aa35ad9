"""A broadcast in the chat of whoever made it: how it stands, and what can be done at any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers import broadcast_words, forum_news
from handlers.broadcast_views import BroadcastView
from handlers.facts import ForumView
from handlers.organise_events import BroadcastSteered
from handlers.talk import Say, speaking
from tests.handlers.desks import always, official
from tests.handlers.organisers import GOING, coordinator
from tests.handlers.talker import Talker

READY = BroadcastView(
    7, "invitation", "Parkir", "ready", 30, pending=30, channels={"telegram": 30}, forum="ann4x9"
)
FORUM = ForumView(
    "fkp1", "Parkir", datetime(2026, 12, 4, 3, tzinfo=UTC), "Aula", seen=datetime(2026, 11, 24, tzinfo=UTC)
)


def at(arg: str, seen: BroadcastView = GOING, **recorded: object) -> Talker:
    facts = coordinator(broadcast=seen)
    record = {"record": always(**recorded)} if recorded else {}
    return Talker(facts, **record).presses(f"go.bcst:{arg}")  # type: ignore[arg-type]  # a recorder


def test_who_may_not_see_it_sees_nothing() -> None:
    assert "tidak ada" in Talker(official()).presses("go.bcst:7").screen


def test_how_it_stands_adds_up_with_reasons_and_the_time_of_its_end() -> None:
    screen = at("7").screen
    for part in (
        "1.200",
        "700",
        "memblokir kami: 31",
        "chat not found: 2",
        "Dilewati: 4",
        "3",
        "460",
        "jam tenang",
        "4 Desember",
    ):
        assert part in screen


@pytest.mark.parametrize(
    ("act", "says"), [("pause", "Dijeda"), ("resume", "Dilanjutkan"), ("send", "Kemajuan")]
)
def test_one_tap_does_it(act: str, says: str) -> None:
    talker = at(f"7.{act}")
    assert talker.event(BroadcastSteered) == BroadcastSteered(7, act)
    assert says in talker.screen


@pytest.mark.parametrize(("act", "button"), [("stop", "⏹ Hentikan"), ("agree", "✅ Saya setuju")])
def test_to_stop_and_to_agree_takes_a_second_tap(act: str, button: str) -> None:
    assert at(f"7.{act}").events == []
    assert at(f"7.{act}").taps(button).event(BroadcastSteered) == BroadcastSteered(7, act)
    assert at(f"7.{act}").taps("Tidak").events == []


def test_a_second_person_is_asked_or_it_says_why_not() -> None:
    assert "Orang kedua" in at("7.send", READY, reader="asked").screen
    assert "kelompok uji" in at("7.send", READY, done=False, problem="untested").screen


def test_the_list_of_reasons_is_a_file_that_names_nobody() -> None:
    talker = at("7.reasons", replace(GOING, state="done"))
    file = next(say.file for say in reversed(talker.says_so_far) if say.file)
    assert file.name == "broadcast-7.csv"
    rows = [line.rsplit(",", 1) for line in file.content.splitlines()[1:]]
    assert sum(int(count) for _, count in rows) == GOING.selected


def test_ready_it_tells_whom_it_reaches_what_it_costs_and_that_two_are_needed() -> None:
    seen = replace(
        READY,
        says={"tickets": 60, "places": 30, "tired": 2},
        price=17610,
        needs_yes=True,
        channels={"telegram": 20, "whatsapp": 8, "web": 1, "none": 1, "pigeon": 0},
    )
    words = broadcast_words.told(seen)
    for part in (
        "30 orang",
        "WhatsApp: 8",
        "di peramban: 1",
        "tanpa alamat: 1",
        "pigeon",
        "30 dari 60",
        "2 orang lagi",
        "17.610",
        "kelompok uji",
    ):
        assert part in words
    assert [choice.id for choice in broadcast_words.progress(seen).choices][-2:] == [
        "go.orga:ann4x9.me",
        "go.orga:ann4x9.test",
    ]
    assert "sudah ditanya" in broadcast_words.told(replace(seen, state="asked"))
    assert "Rp" not in broadcast_words.told(READY)


def test_of_a_broadcast_without_a_forum_nothing_of_a_forum_is_offered() -> None:
    assert not any(
        "orga" in choice.id for choice in broadcast_words.progress(replace(READY, forum="")).choices
    )


def test_why_nobody_was_selected_is_said() -> None:
    words = broadcast_words.told(replace(READY, state="stopped", problem="x", selected=0))
    assert "Tidak ada yang terpilih: x" in words


def test_before_anything_happened_the_account_is_short() -> None:
    words = broadcast_words.told(BroadcastView(1, "mystery", "Parkir", "going", 5, pending=5))
    assert "Gagal" not in words
    assert "mystery" in words


def test_who_may_agree_reads_who_asks() -> None:
    say = broadcast_words.asks_for_yes(replace(READY, state="asked"), "Ani")
    assert "Ani" in say.words
    assert [choice.id for choice in say.choices] == ["go.bcst:7.agree", "go.bcst:7.stop"]


def test_a_trial_says_that_it_is_one() -> None:
    assert broadcast_words.trial(Say("Undangan")).words.endswith("\n\nUndangan")


@pytest.mark.parametrize(
    ("answer", "says", "with_file"),
    [("come", "tetap milik Anda", True), ("waiting", "daftar tunggu", False), ("", "Bisakah", False)],
)
def test_a_move_is_told_to_each_as_it_concerns_them(answer: str, says: str, with_file: bool) -> None:
    say = forum_news.moved(FORUM, answer)
    assert says in say.words
    assert (say.file is not None) == with_file


def test_a_cancellation_is_told_with_its_reason_and_takes_the_forum_out_of_calendars() -> None:
    say = forum_news.cancelled(replace(FORUM, state="cancelled"), "come", "hujan")
    assert "hujan" in say.words
    assert say.file is not None
    assert "STATUS:CANCELLED" in say.file.content
    plain = forum_news.cancelled(FORUM, "", "")
    assert "Alasan" not in plain.words
    assert plain.file is None


def test_what_goes_out_by_itself_names_nobody_and_says_why_somebody_has_to_agree() -> None:
    survey = replace(READY, purpose="survey", topic="Disdukcapil", state="asked", forum="")
    with speaking("id"):
        words = broadcast_words.asks_for_yes(survey, "").words
    assert words.startswith("🖐 Ini sudah waktunya menurut config.yaml.")
    assert "Disdukcapil" in words
