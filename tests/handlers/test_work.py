"""One case opened on the desk: what may be done to it, by whom, and what a tap on each button does."""

from __future__ import annotations

import pytest

from handlers.desk_events import CaseTaken, ClosingApproved, NoteAdded
from handlers.talk import Go, Recorded, Words
from handlers.work import ACTS, BUTTONS, NEEDS
from tests.handlers.city import facts
from tests.handlers.desks import CLOCK, EVERYTHING, always, at_work, official, opens, work
from tests.handlers.talker import NUMBER, PHOTO, Talker

OTHER = "KS-2610-2M9D"
HEADS = frozenset({"see", "approve"})


def ids(talker: Talker) -> list[str]:
    return [choice.id for choice in talker.says_so_far[-1].choices]


def steps_offered(talker: Talker) -> list[str]:
    """The steps behind the buttons under an opened case."""
    found = [Go.parse(button) for button in ids(talker)]
    return [go.arg.split(".")[1] for go in found if go and go.talk == "work"]


# --- what is offered ---


def test_everything_that_may_be_done_is_offered_and_nothing_else() -> None:
    open_to_all = work(may=EVERYTHING, mine=False, next_step="head", outcome="cannot")
    assert steps_offered(opens(open_to_all)) == list(BUTTONS)
    assert steps_offered(opens(work(may=frozenset({"see"})))) == []
    for action in ("answer", "ask", "propose", "pass", "note", "merge", "archive", "pull", "step_out"):
        assert steps_offered(opens(work(may=frozenset({"see", action})))) == [action]


@pytest.mark.parametrize("state", ["received", "verified", "assigned", "reopened"])
def test_whoever_owns_a_case_nobody_has_begun_with_can_take_it(state: str) -> None:
    assert "take" in steps_offered(opens(work(state=state, mine=True)))
    assert "take" not in steps_offered(opens(work(state="in_progress", mine=True)))
    assert "take" in steps_offered(opens(work(state="in_progress", mine=False)))


def test_a_word_is_asked_of_the_head_only_while_something_waits_for_it() -> None:
    assert steps_offered(opens(work(may=HEADS))) == []
    assert steps_offered(opens(work(may=HEADS, next_step="head"))) == ["agree", "decline"]


def test_what_follows_another_case_is_not_joined_with_a_third() -> None:
    assert "merge" not in steps_offered(opens(work(merged_into=OTHER)))


def test_every_button_carries_the_version_that_was_shown() -> None:
    shown = [button for button in ids(opens(work(version=17, may=EVERYTHING))) if "work" in button]
    assert len(shown) == 10
    assert all(button.endswith(".17") for button in shown)


def test_photos_promises_lateness_and_the_clock_have_their_buttons() -> None:
    plain = ids(opens(work()))
    assert not any(button.startswith(("go.cloc", "go.expl")) for button in plain)
    full = work(photos=(PHOTO,), promised=CLOCK.due, clock=CLOCK, overdue=True, reader="head", may=EVERYTHING)
    found = ids(opens(full))
    assert {
        f"go.work:{NUMBER}.photos.4",
        f"go.work:{NUMBER}.kept.4",
        f"go.cloc:{NUMBER}",
        f"go.expl:{NUMBER}",
    } <= set(found)
    assert f"go.expl:{NUMBER}" not in ids(opens(work(overdue=True, reader="officer")))


def test_photos_are_shown_before_the_words_and_none_is_said_kindly() -> None:
    talker = opens(work(photos=(PHOTO,)), "photos")
    assert talker.outcome is not None
    assert talker.outcome.media == (PHOTO,)
    assert "Tidak ada foto" in opens(work(), "photos").screen


# --- taking, agreeing, declining ---


def test_taking_is_one_tap() -> None:
    talker = opens(work(state="received"), "take")
    assert talker.event(CaseTaken) == CaseTaken(NUMBER, 4)
    assert talker.screen == (
        f"{NUMBER} sekarang Anda yang menangani. Pelapor dikabari bahwa laporannya sedang dikerjakan."
    )
    assert f"go.work:{NUMBER}" in ids(talker)
    begun = opens(work(mine=False), "take")
    assert begun.screen == f"{NUMBER} sekarang ada pada Anda."  # nothing new for its reporter


def test_the_head_agrees_with_one_tap_to_exactly_what_was_shown() -> None:
    talker = at_work(work(may=HEADS, version=9)).presses(f"go.work:{NUMBER}.agree.7")
    assert talker.event(ClosingApproved) == ClosingApproved(NUMBER, 7, approved=True)


@pytest.mark.parametrize("answer", ["agree", "decline"])
def test_a_tap_that_does_not_say_what_was_shown_shows_it_first(answer: str) -> None:
    talker = at_work(work(may=HEADS, version=9, next_step="head")).presses(f"go.work:{NUMBER}.{answer}")
    assert talker.events == []
    assert ids(talker)[:2] == [f"go.work:{NUMBER}.agree.9", f"go.work:{NUMBER}.decline.9"]
    assert "Lampu jalan di depan pasar" in talker.screen


def test_the_head_says_what_to_do_instead() -> None:
    talker = opens(work(may=HEADS), "decline").says("Pinjam tangga dari Damkar")
    note = Words("Pinjam tangga dari Damkar")
    assert talker.event(ClosingApproved) == ClosingApproved(NUMBER, 4, approved=False, note=note)
    silent = opens(work(may=HEADS), "decline").taps("Lewati")
    assert silent.event(ClosingApproved).note == Words()


# --- who may not ---


@pytest.mark.parametrize("number", [NUMBER, f"{NUMBER}.note.4", "KS-2611-ZZZZ", "'; DROP TABLE cases"])
def test_a_guessed_number_and_somebody_elses_sound_the_same(number: str) -> None:
    talker = Talker(official()).presses(f"go.work:{number}")
    assert talker.screen == "Laporan itu tidak ada di meja Anda."
    assert talker.events == []


def test_a_citizen_with_an_officials_button_is_sent_to_their_own_reports() -> None:
    talker = Talker(facts()).presses(f"go.work:{NUMBER}.archive.4")
    assert "untuk petugas" in talker.screen
    assert talker.events == []


@pytest.mark.parametrize("action", [action for action in ACTS if NEEDS.get(action, action) != "see"])
def test_a_forwarded_button_of_what_one_may_not_do_asks_nothing_and_changes_nothing(action: str) -> None:
    talker = opens(work(may=frozenset({"see"})), action)
    assert talker.screen == "Langkah itu bukan wewenang Anda untuk laporan ini."
    assert (talker.events, talker.state) == ([], None)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": "fixed"}, "Laporan ini sudah ditutup."),
        ({"merged_into": OTHER}, OTHER),
        ({"state": "proposed"}, "Pelapor sedang dimintai tanggapan"),
    ],
)
def test_why_a_step_is_not_possible_now_is_said(changes: dict[str, str], why: str) -> None:
    talker = opens(work(may=frozenset({"see"}), **changes), "ask")
    assert why in talker.screen
    assert talker.events == []


def test_an_unknown_action_or_version_only_opens_the_case() -> None:
    assert at_work().presses(f"go.work:{NUMBER}.dance.4").screen.startswith(f"📂 {NUMBER}")
    fresh = at_work(work(may=EVERYTHING)).presses(f"go.work:{NUMBER}.note.²")
    assert fresh.state is not None
    assert fresh.state.args == {"number": f"{NUMBER}.note.4"}


# --- somebody is removed in the middle ---


INSULT = "Pelapor ini cerewet sekali dan selalu marah-marah"


def test_a_note_of_an_official_who_is_removed_in_the_middle_goes_nowhere() -> None:
    talker = opens(work(), "note").says(INSULT)
    talker.facts = facts()
    talker.taps("Selesai")
    assert talker.events == []
    assert talker.state is None  # and above all it begins no report of their own
    assert f"Tulisan Anda tidak saya teruskan: “{INSULT}”" in talker.screen


def test_a_step_that_became_impossible_in_the_middle_gives_the_words_back() -> None:
    talker = opens(work(), "ask").says("Di tiang nomor berapa?")
    talker.facts = official(opened=work(state="proposed", may=frozenset({"see", "note"})))
    talker.taps("Selesai")
    assert (talker.events, talker.state) == ([], None)
    assert "“Di tiang nomor berapa?”" in talker.screen


def test_a_note_reaches_colleagues_through_its_own_event_alone() -> None:
    talker = opens(work(), "note").says(INSULT).taps("Selesai")
    assert talker.events == [NoteAdded(NUMBER, 4, Words(INSULT))]


# --- somebody was quicker ---


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ratna", "Ratna sudah lebih dulu"),
        ("citizen", "pelapor menulis lagi"),
        ("system", "sudah berubah"),
        ("", "sudah berubah"),
    ],
)
def test_the_second_of_two_is_told_who_was_quicker_and_can_look_again(name: str, said: str) -> None:
    talker = opens(work(state="received"), "take", done=False, problem="stale", name=name)
    assert said in talker.screen
    assert "Tidak ada yang saya kirim atau ubah. Silakan lihat laporannya lagi." in talker.screen
    assert f"go.work:{NUMBER}" in ids(talker)


@pytest.mark.parametrize(
    "problem", ["closed", "forbidden", "waiting", "no_photo", "no_head", "bad_day", "no_reason", "gone"]
)
def test_each_problem_has_words_of_its_own(problem: str) -> None:
    said = opens(work(), "take", done=False, problem=problem).screen
    others = {
        opens(work(), "take", done=False, problem=other).screen
        for other in ("closed", "forbidden", "waiting", "no_photo", "no_head", "bad_day", "no_reason", "gone")
        if other != problem
    }
    assert said not in others
    assert problem not in said


def test_a_case_that_follows_another_names_it() -> None:
    assert OTHER in opens(work(), "take", done=False, problem="merged", name=OTHER).screen


def test_storage_is_asked_and_its_no_is_final() -> None:
    talker = Talker(official(opened=work()), record=always(done=False, problem="gone"))
    talker.presses(f"go.work:{NUMBER}.take.4")
    assert talker.screen == "Laporan itu tidak ada di meja Anda."
    assert talker.record(talker.events[0], talker.facts) == Recorded(done=False, problem="gone")
