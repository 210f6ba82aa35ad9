"""Runs a conversation from the top with the answers given so far, and tells where it then stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.facts import Facts
from handlers.talk.model import Input, Json, Note, Outcome, Script, State, Words, altered
from handlers.talk.parts import part_of
from handlers.talk.questions import UNANSWERED, AnyQuestion, SoFar, Write

NEVER = -1


@dataclass(frozen=True)
class Scene:
    """One turn's surroundings, so that they need not be handed on one by one."""

    script: Script
    facts: Facts
    state: State
    now: datetime
    promised: bool = False  # the person was told that what they said is kept: it must not get lost

    def with_state(self, state: State) -> Scene:
        return altered(self, state=state)


@dataclass(frozen=True)
class Replay:
    """Where a talk stands: the open question or the outcome, and the answers that led there."""

    question: AnyQuestion | None
    outcome: Outcome | None
    path: tuple[str, ...]
    fixed: int  # how many answers at the start of the path lie before something already recorded
    notes: tuple[Note, ...]  # those not yet recorded
    told: int  # how many events with somebody's words lie behind
    collected: int  # how many did where kept words were last taken up; NEVER when nothing takes them up

    def keeping(self, state: State, said: Input) -> State:
        """The state with something said that no question asked for."""
        return altered(state, kept=(*state.kept, self.dated(part_of(said))))

    def dated(self, part: Json) -> Json:
        """What is kept after an event with words is no part of those words any more, and says so."""
        return {**part, "after": self.told} if self.told else part


def replay(script: Script, facts: Facts, state: State) -> Replay:
    """Run the conversation from the top with the stored answers."""
    run = _Run(state)
    talk = script.open(facts, state.args)
    try:
        demand = next(talk)
        while True:
            answer = run.answer(demand)
            if answer is UNANSWERED and not isinstance(demand, Note | SoFar):
                return run.stands(demand, None)
            demand = talk.send(answer)
    except StopIteration as stop:
        return run.stands(None, stop.value)


class _Run:
    """A replay on its way: answers each demand of the conversation, and counts what lies behind."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._path: list[str] = []
        self._notes: list[Note] = []
        self._fixed = 0
        self._told = 0
        self._collected = NEVER

    def answer(self, demand: AnyQuestion | Note | SoFar) -> object:
        if isinstance(demand, Note):
            self._noted(demand)
            return None
        kept = tuple(part for part in self._state.kept if part.get("after", 0) <= self._told)
        if isinstance(demand, SoFar):
            self._collected = self._told
            return demand.of(kept)
        answer = demand.read(self._state.answers.get(demand.key), kept)
        if answer is not UNANSWERED:
            self._path.append(demand.key)
            if isinstance(demand, Write) and demand.collects:
                self._collected = self._told
        return answer

    def _noted(self, note: Note) -> None:
        self._fixed = len(self._path)
        if note.key not in self._state.recorded:
            self._notes.append(note)
        if any(isinstance(value, Words) for value in vars(note.event).values()):
            self._told += 1

    def stands(self, question: AnyQuestion | None, outcome: Outcome | None) -> Replay:
        path, notes = tuple(self._path), tuple(self._notes)
        return Replay(question, outcome, path, self._fixed, notes, self._told, self._collected)
