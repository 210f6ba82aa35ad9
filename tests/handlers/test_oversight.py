"""The reason after stepping out, and the taps under a question who a reporter is."""

from __future__ import annotations

import pytest

from handlers.facts import Facts
from handlers.oversight_events import DisclosureDecided, DisclosureOpened, SteppingOutExplained
from handlers.talk import Words
from tests.handlers.city import facts
from tests.handlers.desks import always, official
from tests.handlers.talker import NUMBER, Talker

NOTHING = "Tidak ada yang seperti itu untuk Anda di sini."


def tapped(go: str, known: Facts | None = None, **recorded: object) -> Talker:
    return Talker(known or official(), record=always(**{"number": NUMBER, **recorded})).presses(go)


def test_the_reason_for_stepping_out_is_told_or_kept_to_oneself() -> None:
    talker = tapped(f"go.outw:{NUMBER}").says("Pelapornya adik saya.")
    assert talker.events == [SteppingOutExplained(NUMBER, Words("Pelapornya adik saya."))]
    assert talker.screen == "Terima kasih. Tim pengawas membacanya."
    silent = tapped(f"go.outw:{NUMBER}").taps("Lewati")
    assert silent.events == []
    assert silent.screen == "Tidak apa-apa."


@pytest.mark.parametrize("go", ["go.outw", f"go.outw:{NUMBER}"])
def test_whoever_is_no_official_or_names_no_case_finds_nothing(go: str) -> None:
    assert tapped(go, facts()).screen == NOTHING


def test_a_second_person_says_yes_or_no() -> None:
    yes, no = tapped("go.disc:7.yes", name="yes"), tapped("go.disc:7.no", name="no")
    assert yes.events == [DisclosureDecided(7, granted=True)]
    assert no.events == [DisclosureDecided(7, granted=False)]
    assert "Anda setuju" in yes.screen
    assert "Anda tidak setuju" in no.screen


def test_the_identity_is_in_the_answer_to_one_tap() -> None:
    talker = tapped("go.disc:7.see", content="Sari\n0812\nTelegram: 4711")
    assert talker.events == [DisclosureOpened(7)]
    assert f"{NUMBER} disampaikan oleh:\nSari\n0812\nTelegram: 4711" in talker.screen


@pytest.mark.parametrize("go", ["go.disc", "go.disc:7", "go.disc:x.yes", "go.disc:².yes", "go.disc:7.maybe"])
def test_a_button_that_was_made_up_decides_nothing(go: str) -> None:
    talker = tapped(go)
    assert talker.events == []
    assert talker.screen == NOTHING


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("same", "perlu orang kedua"),
        ("head", "bertugas di kantor"),
        ("expired", "tiga hari"),
        ("stale", "sudah diputuskan"),
        ("shown", "satu kali"),
        ("gone", NOTHING),
    ],
)
def test_why_not_is_said(problem: str, said: str) -> None:
    for go in ("go.disc:7.yes", "go.disc:7.see"):
        assert said in tapped(go, done=False, problem=problem).screen
