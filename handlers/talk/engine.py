"""Runs a conversation one turn further: replays it from its stored answers, then applies what was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.facts import Facts
from handlers.talk import resume
from handlers.talk.matching import chosen, plain
from handlers.talk.model import Button, Input, Json, Outcome, Script, State
from handlers.talk.onward import Step, go_on
from handlers.talk.parts import is_more_than_a_choice, part_of, parts_of
from handlers.talk.questions import (
    AFRESH,
    ALL,
    BACK,
    CANCEL,
    DONE,
    PAGE_TO,
    SKIP,
    AnyQuestion,
    Missed,
    Took,
    Write,
)
from handlers.talk.replay import Replay, Scene, replay
from handlers.talk.words import _, speaking

__all__ = ["Replay", "Step", "advance", "begin", "replay", "show_again"]

BACK_WORDS = frozenset({"kembali", "back", "mundur"})
CANCEL_WORDS = frozenset({"batal", "batalkan", "cancel"})
WRITING = frozenset({DONE, SKIP, AFRESH})  # what can be tapped where words are asked for


def begin(script: Script, facts: Facts, state: State, now: datetime) -> Step:
    """Ask a new talk's first question."""
    with speaking(state.language):
        return go_on(Scene(script, facts, state, now))


def show_again(script: Script, facts: Facts, state: State, now: datetime, intro: str = "") -> Step:
    """Put what is on the screen there once more, under an introduction."""
    with speaking(state.language):
        return go_on(Scene(script, facts, state, now), intro)


def advance(script: Script, facts: Facts, state: State, said: Input, now: datetime) -> Step:
    """Apply one input. Never loses an answer, and always leaves the open question on the screen."""
    with speaking(state.language):
        return _advance(Scene(script, facts, state, now), said)


def _advance(scene: Scene, said: Input) -> Step:
    seen = replay(scene.script, scene.facts, scene.state)
    if seen.question is None:  # a newer version no longer asks what was open
        ended = go_on(scene)
        return replace(ended, leftover=(*ended.leftover, said)) if part_of(said) else ended
    if said.tap:
        return _tapped(scene, seen, seen.question, Button.parse(said.tap))
    if said.other or not part_of(said):
        return go_on(scene, _unreadable(said.other))
    if scene.state.late or resume.after_days(scene):
        return _came_late(scene, said)
    return _said(scene, seen, seen.question, said)


def _unreadable(other: str) -> str:
    if other == "edited":
        return _("I cannot see what you changed in an earlier message. Please send it as a new one.")
    if other == "deleted":
        return _("What you deleted in the chat I have read already. /data shows what is kept and deletes it.")
    if other == "sticker":
        return _("A nice sticker, but I can only read words, photos and buttons.")
    return _("I cannot read that kind of message. Words, photos, voice and places I can.")


# --- taps -------------------------------------------------------------------------------------------


def _tapped(scene: Scene, seen: Replay, question: AnyQuestion, button: Button | None) -> Step:
    state = scene.state
    if button is None or (button.serial, button.turn) != (state.serial, state.turn):
        return _stale(scene, button)
    if button.key == resume.RESUME and state.late and button.option in (resume.YES, resume.NO):
        return _resumed(scene, go_on_with_it=button.option == resume.YES)
    if button.key != state.asked:
        return _stale(scene, button)
    awake = scene.with_state(resume.awake(state))
    if (moved := _navigated(awake, seen, button.option)) is not None:
        return moved
    if question.key != state.asked:
        return _tapped_before_a_change(awake, button.option)
    return _apply(awake, seen, question.tap(button.option, state.answers.get(question.key)), None)


def _stale(scene: Scene, button: Button | None) -> Step:
    state = scene.state
    if button and button.turn < state.turn and _is_noted(state.answers.get(button.key), button.option):
        return Step(state, toast=_("Already noted."))  # tapped twice: the next question is on the screen
    return replace(go_on(scene), toast=_("That was an earlier question; nothing has changed."))


def _is_noted(stored: Json, option: str) -> bool:
    if isinstance(stored, dict):
        return bool(stored.get("done")) and option in (DONE, SKIP)
    return bool(stored == option)


def _navigated(scene: Scene, seen: Replay, option: str) -> Step | None:
    if option == BACK:
        return _back(scene, seen)
    if option == CANCEL:
        return _cancelled()
    if option.startswith(PAGE_TO) and option[1:].isdecimal():
        return _redrawn(go_on(scene.with_state(replace(scene.state, page=int(option[1:])))))
    if option == ALL:
        return _redrawn(go_on(scene.with_state(replace(scene.state, page=0, narrowed=()))))
    return None


def _redrawn(step: Step) -> Step:
    return replace(step, says=tuple(replace(say, redraws=True) for say in step.says))


def _back(scene: Scene, seen: Replay) -> Step:
    if len(seen.path) <= seen.fixed:
        return go_on(scene, _("There is nothing to go back to."))
    last = seen.path[-1]
    if parts := parts_of(scene.state.answers.get(last)):  # words are never dropped: it opens again
        opened = {"parts": list(parts), "done": False}
        return go_on(scene.with_state(scene.state.answering(last, opened)))
    return go_on(scene.with_state(scene.state.without(last)))


def _cancelled() -> Step:
    return Step(None, outcome=Outcome(words=_("All right, I have stopped. Nothing more was sent.")))


# --- words, photos and places -----------------------------------------------------------------------


def _said(scene: Scene, seen: Replay, question: AnyQuestion, said: Input) -> Step:
    state = scene.state
    typed = "" if said.media or said.place else plain(said.text)  # under a photo it is no command
    if typed in BACK_WORDS:
        return _back(scene, seen)
    if typed in CANCEL_WORDS:
        return _cancelled()
    if state.asked and question.key != state.asked:
        return _said_before_a_change(scene, seen, said)
    if said.text and not isinstance(question, Write) and _before_the_question(scene, said):
        return _said_before_the_question(scene, seen, question, said)
    return _apply(scene, seen, question.take(said, state.answers.get(question.key), state.shown), said)


def _apply(scene: Scene, seen: Replay, taken: Took | Missed, said: Input | None) -> Step:
    state = scene.state
    if isinstance(taken, Took):
        if taken.keep and said:
            state = seen.keeping(state, replace(said, text=""))
        state = _answered(state, seen, taken.stored)
        return go_on(scene.with_state(state), seen=seen.answered(state))
    if said and (taken.keep or scene.promised):
        if scene.script.yields:
            return Step(None, leftover=(*resume.gathered(state.kept), said))
        state = seen.keeping(state, said)
    if taken.narrowed:
        state = replace(state, narrowed=taken.narrowed, page=0)
    return go_on(scene.with_state(state), taken.note)


def _answered(state: State, seen: Replay, stored: Json) -> State:
    """The answer stored; words that an older version took under the same key are kept."""
    key = seen.question.key if seen.question else state.asked
    if not isinstance(stored, dict):
        words = tuple(seen.dated(part) for part in parts_of(state.answers.get(key)))
        state = replace(state, kept=(*state.kept, *words))
    return state.answering(key, stored)


def _before_the_question(scene: Scene, said: Input) -> bool:
    # The network's clock has whole seconds: only what is older by the second is surely older.
    asked_at = scene.state.new_at or scene.state.asked_at
    return bool(said.at and asked_at and said.at < asked_at.replace(microsecond=0))


def _said_before_the_question(scene: Scene, seen: Replay, question: AnyQuestion, said: Input) -> Step:
    """It belongs to what was written last; only what looks like an answer is asked for again."""
    state = scene.state
    if chosen(said.text, state.shown, question.options(None)) or plain(said.text).isdigit():
        return go_on(scene, _("That came before my question. What do you say to it now?"))
    note = _("That came before my question; I have kept it with your words.")
    writings = [key for key in seen.path[seen.fixed :] if parts_of(state.answers[key])]
    if not writings:
        return go_on(scene.with_state(seen.keeping(state, said)), note)
    return go_on(scene.with_state(_with_part(state, writings[-1], said)), note)


def _with_part(state: State, key: str, said: Input) -> State:
    """One more message for a written answer, where it stands among the answers."""
    stored = state.answers.get(key)
    done = bool(isinstance(stored, dict) and stored.get("done"))
    joined = {"parts": [*parts_of(stored), part_of(said)], "done": done}
    return replace(state, answers={**state.answers, key: joined})


# --- a newer version asks something else than what is on the screen -----------------------------------


def _tapped_before_a_change(scene: Scene, option: str) -> Step:
    """What was tapped is kept for its own question, which may still come."""
    state = scene.state
    if option not in state.shown or option in WRITING:
        return go_on(scene, _("This question has changed. Please answer it once more."))
    return go_on(scene.with_state(state.answering(state.asked, option)), _("Noted. This question is new:"))


def _said_before_a_change(scene: Scene, seen: Replay, said: Input) -> Step:
    """Words for a question that asked for words stay with it; others are kept, or asked for again."""
    state = scene.state
    if WRITING.issuperset(state.shown):
        written = _with_part(state, state.asked, said)
        return go_on(scene.with_state(written), _("Noted. This question is new:"))
    if said.media or said.place or is_more_than_a_choice(said.text) or scene.promised:
        kept = seen.keeping(state, said)
        return go_on(scene.with_state(kept), _("I have kept your words. Please also choose one:"))
    return go_on(scene, _("This question has changed. Please answer it once more."))


# --- after days ---------------------------------------------------------------------------------------


def _came_late(scene: Scene, said: Input) -> Step:
    go_on_with_it = resume.answer(said) if scene.state.late else None
    if go_on_with_it is not None:
        return _resumed(scene, go_on_with_it=go_on_with_it)
    if plain(said.text) in CANCEL_WORDS and not said.media and not said.place:
        return _cancelled()
    return go_on(scene.with_state(resume.keeping(scene.state, said)))


def _resumed(scene: Scene, *, go_on_with_it: bool) -> Step:
    """Go on with what was said meanwhile, or leave the talk and what was said to something new."""
    state = scene.state
    if not go_on_with_it:
        return Step(None, leftover=resume.gathered(state.late))
    step = go_on(replace(scene, state=replace(state, late=()), promised=True))
    waiting = resume.waiting(state)
    for place, said in enumerate(waiting, start=1):
        if step.state is None:
            return replace(step, leftover=(*step.leftover, *waiting[place - 1 :]))
        following = _advance(replace(scene, state=step.state, promised=True), said)
        step = replace(following, notes=step.notes + following.notes)
    return step
