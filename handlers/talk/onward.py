"""Shows where a talk stands after a turn: its open question, or how it ended and what is left over."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.events import DataDeleted
from handlers.talk import resume
from handlers.talk.model import Input, Json, Note, Outcome, Say, State, altered
from handlers.talk.parts import parts_of
from handlers.talk.questions import AnyQuestion
from handlers.talk.replay import Replay, Scene, replay
from handlers.talk.screen import buttons, visible
from handlers.talk.words import paragraphs

LAST_TURN = 9999  # a button has room for four digits; after so many turns none of the first is still tapped


@dataclass(frozen=True)
class Step:
    """What one turn came to. `state` is None when the talk has ended; `outcome` then says how."""

    state: State | None
    says: tuple[Say, ...] = ()
    notes: tuple[Note, ...] = ()
    outcome: Outcome | None = None
    toast: str = ""  # shown over the tapped button, without a message of its own
    leftover: tuple[Input, ...] = ()  # said to a talk that no longer wants it: belongs to whatever comes next


def go_on(scene: Scene, note: str = "", seen: Replay | None = None) -> Step:
    """Replay with the state as it now is: either the talk has ended, or its open question is shown.

    `seen`: where it stands with that state, if that is known.
    """
    seen = seen or replay(scene.script, scene.facts, scene.state)
    if seen.question is None:
        return _ended(scene, seen, note)
    if scene.state.late:
        state = replace(scene.state, asked_at=scene.now)
        ask = resume.question(scene.script, state)
        return Step(state, (replace(ask, words=paragraphs(note, ask.words)),))
    state = _asking(scene, seen, seen.question)
    question, stored = seen.question, scene.state.answers.get(seen.question.key)
    shown = buttons(state, question, stored, may_go_back=len(seen.path) > seen.fixed)
    say = Say(paragraphs(note, question.screen(stored)), shown, question.columns)
    return Step(state, (say,), seen.notes)


def _asking(scene: Scene, seen: Replay, question: AnyQuestion) -> State:
    before = scene.state
    recorded = (*before.recorded, *(note.key for note in seen.notes))
    changes: dict[str, object] = {"recorded": recorded, "asked_at": scene.now}
    if question.key != before.asked:
        turn = before.turn % LAST_TURN + 1
        changes |= {"asked": question.key, "turn": turn, "page": 0, "narrowed": ()}
    state = altered(before, **changes)
    shown = visible(state, question, state.answers.get(question.key))
    is_new = question.key != before.asked or shown.options != before.shown or before.new_at is None
    new_at = scene.now if is_new else before.new_at
    return altered(state, shown=shown.options, page=shown.page, new_at=new_at)


def _ended(scene: Scene, seen: Replay, note: str) -> Step:
    """The end; what somebody wrote and no question read is taken up by the talk if it can, else left over."""
    state = scene.state
    unread = {
        key: parts_of(stored)
        for key, stored in state.answers.items()
        if key not in seen.path and parts_of(stored)
    }
    orphans = tuple(seen.dated(part) for parts in unread.values() for part in parts)
    if orphans and seen.collected == seen.told:
        answers = {key: stored for key, stored in state.answers.items() if key not in unread}
        return go_on(scene.with_state(replace(state, answers=answers, kept=(*state.kept, *orphans))), note)
    left = (*_not_taken_up(state.kept, seen), *orphans, *filter(None, state.late))
    if seen.outcome and isinstance(seen.outcome.event, DataDeleted):
        left = ()  # who asked to be forgotten leaves nothing behind
    return Step(None, notes=seen.notes, outcome=seen.outcome, leftover=resume.gathered(left))


def _not_taken_up(kept: tuple[Json, ...], seen: Replay) -> list[Json]:
    return [part for part in kept if part.get("after", 0) > seen.collected]
