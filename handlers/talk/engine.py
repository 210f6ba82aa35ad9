"""Runs a conversation one turn further: replays it from its stored answers, then applies what was said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.facts import Facts
from handlers.talk.matching import chosen, plain
from handlers.talk.model import Button, Choice, Input, Json, Media, Note, Outcome, Place, Say, Script, State
from handlers.talk.questions import (
    ALL,
    BACK,
    CANCEL,
    PAGE_TO,
    UNANSWERED,
    AnyQuestion,
    Missed,
    SoFar,
    Took,
    Write,
    part_of,
)
from handlers.talk.screen import buttons, visible
from handlers.talk.words import _, speaking

LATE = timedelta(hours=24)  # after this, words are kept and the person is asked whether to go on
RESUME, YES, NO = "resume", "y", "n"
BACK_WORDS = frozenset({"kembali", "back", "mundur"})
CANCEL_WORDS = frozenset({"batal", "batalkan", "cancel"})


@dataclass(frozen=True)
class Step:
    """What one turn came to. `state` is None when the talk has ended; `outcome` then says how."""

    state: State | None
    says: tuple[Say, ...] = ()
    notes: tuple[Note, ...] = ()
    outcome: Outcome | None = None
    toast: str = ""  # shown over the tapped button, without a message of its own
    leftover: tuple[Input, ...] = ()  # said to a talk that no longer wants it: belongs to whatever comes next


@dataclass(frozen=True)
class Replay:
    """Where a talk stands: the open question or the outcome, and the answers that led there."""

    question: AnyQuestion | None
    outcome: Outcome | None
    path: tuple[str, ...]
    fixed: int  # how many answers at the start of the path lie before something already recorded
    notes: tuple[Note, ...]


def replay(script: Script, facts: Facts, state: State) -> Replay:
    """Run the conversation from the top with the stored answers; `notes` are those not yet recorded."""
    talk = script.open(facts, state.args)
    path: list[str] = []
    notes: list[Note] = []
    fixed = 0
    try:
        demand = next(talk)
        while True:
            if isinstance(demand, Note):
                fixed = len(path)
                if demand.key not in state.recorded:
                    notes.append(demand)
                demand = talk.send(None)
                continue
            if isinstance(demand, SoFar):
                demand = talk.send(demand.of(state.kept))
                continue
            answer = demand.read(state.answers.get(demand.key), state.kept)
            if answer is UNANSWERED:
                return Replay(demand, None, tuple(path), fixed, tuple(notes))
            path.append(demand.key)
            demand = talk.send(answer)
    except StopIteration as stop:
        return Replay(None, stop.value, tuple(path), fixed, tuple(notes))


@dataclass(frozen=True)
class Scene:
    """One turn's surroundings, so that they need not be handed on one by one."""

    script: Script
    facts: Facts
    state: State
    now: datetime

    def with_state(self, state: State) -> Scene:
        return replace(self, state=state)


def begin(script: Script, facts: Facts, state: State, now: datetime) -> Step:
    """Ask a new talk's first question."""
    with speaking(state.language):
        return _go_on(Scene(script, facts, state, now))


def show_again(script: Script, facts: Facts, state: State, now: datetime, intro: str = "") -> Step:
    """Put the open question on the screen once more, under an introduction."""
    with speaking(state.language):
        return _go_on(Scene(script, facts, replace(state, late=()), now), note=intro)


def advance(script: Script, facts: Facts, state: State, said: Input, now: datetime) -> Step:
    """Apply one input. Never loses an answer, and always leaves the open question on the screen."""
    with speaking(state.language):
        return _advance(Scene(script, facts, state, now), said)


def _advance(scene: Scene, said: Input) -> Step:
    seen = replay(scene.script, scene.facts, scene.state)
    if seen.question is None:  # a newer version no longer asks what was open
        ended = _go_on(scene)
        return replace(ended, leftover=(said,))
    if said.tap:
        return _tapped(scene, seen, Button.parse(said.tap))
    if scene.state.late or _after_days(scene):
        return _came_late(scene, said)
    return _said(scene, seen, seen.question, said)


# --- taps -------------------------------------------------------------------------------------------


def _tapped(scene: Scene, seen: Replay, button: Button | None) -> Step:
    state = scene.state
    if button is None or (button.serial, button.turn) != (state.serial, state.turn):
        return _stale(scene, button)
    if button.key == RESUME:
        return _resume(scene, go_on=button.option == YES)
    if button.key != state.asked or seen.question is None or seen.question.key != state.asked:
        return _go_on(scene, note=_("This question has changed. Please answer it once more."))
    if (moved := _navigated(scene, seen, button.option)) is not None:
        return moved
    stored = state.answers.get(state.asked)
    awake = replace(state, kept=(*state.kept, *filter(None, state.late)), late=())
    return _apply(scene.with_state(awake), seen.question.tap(button.option, stored), None)


def _stale(scene: Scene, button: Button | None) -> Step:
    state = scene.state
    if button and button.turn < state.turn and _same(state.answers.get(button.key), button.option):
        return Step(state, toast=_("Already noted."))  # tapped twice: the next question is on the screen
    old = _("That was an earlier question; nothing has changed.")
    return replace(_go_on(scene), toast=old)


def _same(stored: Json, option: str) -> bool:
    return bool(stored == option or (isinstance(stored, dict) and stored.get("done") and option in "=-"))


def _navigated(scene: Scene, seen: Replay, option: str) -> Step | None:
    if option == BACK:
        return _back(scene, seen)
    if option == CANCEL:
        return _cancelled(scene)
    if option.startswith(PAGE_TO) and option[1:].isdigit():
        turned = replace(scene.state, page=int(option[1:]))
        return _redrawn(_go_on(scene.with_state(turned)))
    if option == ALL:
        return _redrawn(_go_on(scene.with_state(replace(scene.state, page=0, narrowed=()))))
    return None


def _redrawn(step: Step) -> Step:
    return replace(step, says=tuple(replace(say, redraws=True) for say in step.says))


def _back(scene: Scene, seen: Replay) -> Step:
    if len(seen.path) <= seen.fixed:
        return _go_on(scene, note=_("There is nothing to go back to."))
    last = seen.path[-1]
    stored = scene.state.answers.get(last)
    if isinstance(stored, dict) and stored.get("parts"):  # words are never dropped: the question opens again
        return _go_on(scene.with_state(scene.state.answering(last, {**stored, "done": False})))
    return _go_on(scene.with_state(scene.state.without(last)))


def _cancelled(scene: Scene) -> Step:
    words = _("All right, I have stopped. Nothing more was sent.")
    return Step(None, outcome=Outcome(words=words, then=None), says=())


# --- words, photos and everything else ---------------------------------------------------------------


def _said(scene: Scene, seen: Replay, question: AnyQuestion, said: Input) -> Step:
    typed = plain(said.text)
    if typed in BACK_WORDS:
        return _back(scene, seen)
    if typed in CANCEL_WORDS:
        return _cancelled(scene)
    if said.other or not (said.text or said.media or said.place):
        return _go_on(scene, note=_unreadable(said.other))
    if said.text and not isinstance(question, Write) and _before_the_question(scene, said):
        return _joined(scene, seen, said)
    stored = scene.state.answers.get(question.key)
    return _apply(scene, question.take(said, stored, scene.state.shown), said)


def _unreadable(other: str) -> str:
    if other == "edited":
        return _("I cannot see what you changed in an earlier message. Please send it as a new one.")
    if other == "sticker":
        return _("A nice sticker, but I can only read words, photos and buttons.")
    return _("I cannot read that kind of message. Words, photos, voice and places I can.")


def _before_the_question(scene: Scene, said: Input) -> bool:
    # The network's clock has whole seconds: only what is older by the second is surely older.
    asked_at = scene.state.asked_at
    return bool(said.at and asked_at and said.at < asked_at.replace(microsecond=0))


def _joined(scene: Scene, seen: Replay, said: Input) -> Step:
    """Sent before the question was seen: it belongs to what was written last."""
    note = _("That came before my question; I have kept it with your words.")
    writings = [key for key in seen.path if isinstance(scene.state.answers.get(key), dict)]
    if writings and len(seen.path) > seen.fixed and writings[-1] in seen.path[seen.fixed :]:
        stored = scene.state.answers[writings[-1]]
        joined = {**stored, "parts": [*stored["parts"], part_of(said)]}
        answers = {**scene.state.answers, writings[-1]: joined}
        return _go_on(scene.with_state(replace(scene.state, answers=answers)), note=note)
    return _go_on(scene.with_state(_keeping(scene.state, said)), note=note)


def _keeping(state: State, said: Input) -> State:
    return replace(state, kept=(*state.kept, part_of(said)))


def _apply(scene: Scene, taken: Took | Missed, said: Input | None) -> Step:
    state = scene.state
    if not isinstance(taken, Missed):
        return _go_on(scene.with_state(state.answering(state.asked, taken.stored)))
    if taken.keep and said is not None:
        if scene.script.yields:
            return Step(None, leftover=(said,))
        state = _keeping(state, said)
    if taken.narrowed:
        state = replace(state, narrowed=taken.narrowed, page=0)
    return _go_on(scene.with_state(state), note=taken.note)


# --- after days ---------------------------------------------------------------------------------------


def _after_days(scene: Scene) -> bool:
    asked_at = scene.state.asked_at
    return asked_at is not None and scene.now - asked_at > LATE


def _came_late(scene: Scene, said: Input) -> Step:
    answer = chosen(said.text, (YES, NO), _resume_labels()) if scene.state.late else None
    if answer is not None:
        return _resume(scene, go_on=answer == YES)
    if plain(said.text) in CANCEL_WORDS:
        return _cancelled(scene)
    late = (*scene.state.late, part_of(said)) if part_of(said) else scene.state.late or ({},)
    state = replace(scene.state, late=late)
    words = _("We had not finished: {title}. I have kept your message. Go on?", title=scene.script.title())
    choices = tuple(
        Choice(str(Button(state.talk, RESUME, option, state.serial, state.turn)), label)
        for option, label in _resume_labels().items()
    )
    return Step(state, (Say(words, choices, columns=2),))


def _resume_labels() -> dict[str, str]:
    return {YES: _("Go on"), NO: _("Start something new")}


def _resume(scene: Scene, *, go_on: bool) -> Step:
    waiting = tuple(_input_of(part) for part in scene.state.late if part)
    if not go_on:
        return Step(None, leftover=waiting)
    step = _go_on(scene.with_state(replace(scene.state, late=())))
    for place, said in enumerate(waiting, start=1):
        if step.state is None:
            return replace(step, leftover=waiting[place - 1 :])
        following = _advance(scene.with_state(step.state), said)
        step = replace(following, notes=step.notes + following.notes)
    return step


def _input_of(part: Json) -> Input:
    media = Media(**part["media"]) if part.get("media") else None
    place = Place(*part["place"]) if part.get("place") else None
    return Input(part.get("text", ""), media=media, place=place)


# --- onwards ------------------------------------------------------------------------------------------


def _go_on(scene: Scene, note: str = "") -> Step:
    """Replay with the state as it now is: either the talk has ended, or its open question is shown."""
    seen = replay(scene.script, scene.facts, scene.state)
    if seen.question is None:
        return Step(None, notes=seen.notes, outcome=seen.outcome)
    state = _asking(scene, seen, seen.question)
    question, stored = seen.question, scene.state.answers.get(seen.question.key)
    words = "\n\n".join(part for part in (note, question.screen(stored)) if part)
    shown = buttons(state, question, stored, may_go_back=len(seen.path) > seen.fixed)
    return Step(state, (Say(words, shown, question.columns),), seen.notes)


def _asking(scene: Scene, seen: Replay, question: AnyQuestion) -> State:
    state = scene.state
    recorded = (*state.recorded, *(note.key for note in seen.notes))
    state = replace(state, recorded=recorded, asked_at=scene.now)
    if question.key != state.asked:
        state = replace(state, asked=question.key, turn=state.turn + 1, page=0, narrowed=())
    shown = visible(state, question, state.answers.get(question.key))
    return replace(state, shown=shown.options, page=shown.page)
