"""Talks left open by an older version go on after a deploy that asks one question more, and lose nothing."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers.complaint import COMP
from handlers.events import CaseOpened, RatingExplained, RatingGiven, SurveyAnswered
from handlers.facts import Facts
from handlers.rating import RATE
from handlers.survey import SRVY
from handlers.talk import Input, Media, Outcome, Place, Script, Talk, Words, choose, speaking
from handlers.talk.engine import advance, show_again
from handlers.talk.model import Button, Note, State
from handlers.talk.questions import Question
from handlers.talk.stored import from_json, to_json
from tests.handlers.city import facts
from tests.handlers.talk.example import FACTS, NOW, TELL, Version, tell
from tests.handlers.talk.player import Player, photo

STATES = Path(__file__).parents[2] / "states"
EXTRA = "extra"
REAL: Mapping[str, Script] = {"rating-v0": RATE, "survey-v0": SRVY, "complaint-v0": COMP}
BRIEF = timedelta(minutes=1)


def stored(name: str) -> dict[str, Any]:
    return dict(json.loads((STATES / f"{name}.json").read_text(encoding="utf-8")))


def state_of(name: str) -> State:
    return from_json((STATES / f"{name}.json").read_text(encoding="utf-8"))


def with_one_more(script: Script, before: str) -> Script:
    """The conversation of a newer version, which asks one more choice right before this question."""

    def run(facts: Facts, **args: str) -> Talk[Outcome]:
        talk = script.run(facts, **args)
        answer = None
        while True:
            try:
                demand = talk.send(answer)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]  # a generator's value is not typed
            if isinstance(demand, Question) and demand.key == before:
                yield from choose(EXTRA, "Wait, what colour was it?", {"red": "Crimson", "blue": "Azure"})
            answer = yield demand

    return replace(script, run=run)


def asked_by(name: str) -> list[str]:
    """The keys of the questions that lie behind, and of the one that is open."""
    state = state_of(name)
    return [*state.answers, *([state.asked] if state.asked not in state.answers else [])]


def going_on(name: str, before: str) -> Player:
    """The talk gone on with to its end, properly answered, by a version with one question more."""
    state = state_of(name)
    player = Player(with_one_more(REAL[name], before), state, facts=facts(today=state.opened))
    step = show_again(player.script, player.facts, state, state.asked_at + BRIEF if state.asked_at else NOW)
    player.now = state.asked_at or NOW
    player._keep(step)
    for _turn in range(40):
        if player.state is None:
            break
        proper = [choice.id for choice in player.screen.choices if not choice.nav]
        good = [one for one in proper if ":!~" not in one]
        player.says(Input(tap=good[0]) if good else Input("Begitulah ceritanya."), BRIEF)
    assert player.state is None
    return player


# --- the product's own conversations ---


@pytest.mark.parametrize("name", REAL)
def test_the_files_are_read_and_written_without_a_change(name: str) -> None:
    assert json.loads(to_json(state_of(name))) == stored(name)


@pytest.mark.parametrize("name", REAL)
def test_without_any_change_the_open_question_is_the_one_that_was_open(name: str) -> None:
    state = state_of(name)
    step = show_again(REAL[name], facts(), state, NOW)
    assert step.state is not None
    assert step.notes == ()
    assert (step.state.asked, step.state.turn, step.state.answers) == (state.asked, state.turn, state.answers)


@pytest.mark.parametrize("before", asked_by("rating-v0"))
def test_a_rating_goes_on_wherever_a_question_is_inserted(before: str) -> None:
    player = going_on("rating-v0", before)
    assert [note.key for note in player.notes] == ["RatingExplained"]
    explained = player.notes[0].event
    assert explained == RatingExplained(
        Words("Antrenya lama sekali padahal sudah ambil nomor"), service="ktp_el"
    )
    assert any(f".{EXTRA}:red" in button for button in player.buttons)


@pytest.mark.parametrize("before", asked_by("survey-v0"))
def test_a_survey_goes_on_wherever_a_question_is_inserted(before: str) -> None:
    player = going_on("survey-v0", before)
    survey = player.outcome.event
    assert isinstance(survey, SurveyAnswered)
    assert len(survey.elements) == 9
    assert [*survey.elements.values()][:4] == [4, 3, 3, 4]
    assert survey.profile["age"] == "36_45"
    assert survey.profile["occupation"] == "self_employed"
    assert survey.words.text == "loketnya cuma satu yang buka"
    assert survey.words.media == (Media("photo", "AgACAgUAAx0", "AQADbXk", "image/jpeg", 48211),)
    assert player.step.leftover == ()
    assert any(f".{EXTRA}:red" in button for button in player.buttons)


@pytest.mark.parametrize("before", asked_by("complaint-v0"))
def test_a_complaint_goes_on_wherever_a_question_is_inserted(before: str) -> None:
    player = going_on("complaint-v0", before)
    case = player.outcome.event
    assert isinstance(case, CaseOpened)
    assert (case.kind, case.unit, case.category, case.about) == (
        "complaint",
        "disdukcapil",
        "slow",
        "unknown",
    )
    assert case.words.text == (
        "KTP saya belum jadi 3 bulan\nPetugas bilang tunggu blangko\nini bukti antreannya ya pak"
    )
    assert case.where == Words("Loket 2 Kemang")
    assert case.when == "2026-11-24"
    assert player.step.leftover == ()
    assert any(f".{EXTRA}:red" in button for button in player.buttons)


@pytest.mark.parametrize(
    ("name", "typed"), [("survey-v0", "loketnya jauh dari pintu masuk"), ("complaint-v0", "satu lagi")]
)
def test_words_typed_for_the_old_screen_are_kept_behind_the_new_question(name: str, typed: str) -> None:
    state = state_of(name)
    script = with_one_more(REAL[name], state.asked)
    step = advance(script, facts(), state, Input(typed), NOW + BRIEF)
    assert step.state is not None
    assert step.state.asked == EXTRA
    assert "Wait, what colour was it?" in step.says[0].words
    assert typed in to_json(step.state)


def test_a_tap_on_the_old_screen_answers_its_own_question_behind_the_new_one() -> None:
    state = state_of("survey-v0")
    script = with_one_more(SRVY, state.asked)
    tap = str(Button(state.talk, state.asked, "4", state.serial, state.turn))
    step = advance(script, facts(), state, Input(tap=tap), NOW + BRIEF)
    assert step.state is not None
    assert step.state.answers[state.asked] == "4"
    assert step.state.asked == EXTRA
    answered = advance(script, facts(), step.state, Input("azure"), NOW + BRIEF)
    assert answered.state is not None
    assert answered.state.asked not in (EXTRA, state.asked, *state.answers)


# --- the example, in the form the first version of the house wrote ---


def old(name: str, version: Version) -> Player:
    return Player(tell(version), state_of(name))


def test_a_choice_that_was_open_is_answered_behind_a_new_question() -> None:
    player = old("example-choice-v0", Version(asks_since=True))
    player.presses("tell.score:2~k3f7.3")
    assert player.words == "Noted. This question is new:\n\nSince when?"
    player.taps("Longer")
    assert [note.event for note in player.notes] == [RatingGiven("sukawa_c", 2)]
    assert player.words == "What happened?"


def test_a_choice_that_was_open_is_answered_before_a_new_question() -> None:
    player = old("example-choice-v0", Version())
    player.types("2")
    assert player.words == "What happened?"
    assert player.labels == ["Cancel"]


def test_words_half_written_are_all_there_behind_a_new_question() -> None:
    player = old("example-words-v0", Version(asks_since=True))
    player.types("And nobody told us why.")
    assert player.words == "Noted. This question is new:\n\nSince when?"
    player.taps("Today")
    assert player.words.startswith("So far: The queue was long. And nobody told us why. + 1 attachments")
    player.taps("Done")
    player.answers("Here", "Ani", "Yes, send it")
    case = player.outcome.event
    assert isinstance(case, CaseOpened)
    assert case.words == Words(
        "The queue was long.\nAnd nobody told us why.", (replace(photo("p1"), unique="u1"),)
    )
    assert player.step.leftover == ()


def test_what_was_not_yet_marked_as_recorded_is_recorded_under_its_key_once() -> None:
    player = old("example-words-v0", Version())
    player.types("And nobody told us why.")
    player.taps("Done")
    player.answers("Here", "Ani", "Yes, send it")
    assert player.notes == [Note("RatingGiven", RatingGiven("rsud", 1))]


def test_what_waited_for_days_goes_on_with_fields_we_do_not_know_and_empty_parts() -> None:
    player = old("example-late-v0", Version(asks_since=True))
    player.types("still me")
    assert player.words == "We had not finished: your story. I have kept your message. Go on?"
    player.taps("Go on")
    assert player.words.endswith("Since when?")
    player.taps("Longer")
    player.answers("Ani", "Yes, send it")
    case = player.outcome.event
    assert isinstance(case, CaseOpened)
    assert case.name == "Ani"
    assert case.words == Words(
        "So friendly.\nBefore I forget: thank you.\nAni\nstill me", place=Place(-6.11, 106.15)
    )
    assert player.step.leftover == ()


@pytest.mark.parametrize("path", sorted(STATES.glob("example-*.json")), ids=lambda path: path.stem)
def test_every_old_state_shows_its_question_again(path: Path) -> None:
    with speaking("en"):
        step = show_again(TELL, FACTS, from_json(path.read_text(encoding="utf-8")), NOW)
    assert step.state is not None
    assert step.says[0].choices
