"""Runs a conversation from the top with the answers given so far, and tells where it then stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handlers.facts import Facts
from handlers.talk.model import Input, Json, Note, Outcome, Script, State, Talk, Words, altered
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
    run: _Run = field(compare=False, repr=False)

    def answered(self, state: State) -> Replay | None:
        """Where it stands with an answer to the open question and no other change, without a second run.

        Once only: the conversation has gone on then. None: it has to be run from the top.
        """
        return self.run.answered(self.question, state) if self.question else None

    def keeping(self, state: State, said: Input) -> State:
        """The state with something said that no question asked for."""
        return altered(state, kept=(*state.kept, self.dated(part_of(said))))

    def dated(self, part: Json) -> Json:
        """What is kept after an event with words is no part of those words any more, and says so."""
        return {**part, "after": self.told} if self.told else part


def replay(script: Script, facts: Facts, state: State) -> Replay:
    """Run the conversation from the top with the stored answers."""
    return _Run(state, script.open(facts, state.args)).on(None)


class _Run:
    """A replay on its way: answers each demand of the conversation, and counts what lies behind."""

    def __init__(self, state: State, talk: Talk[Outcome]) -> None:
        self._state, self._talk = state, talk
        self._path: list[str] = []
        self._notes: list[Note] = []
        self._fixed = 0
        self._told = 0
        self._collected = NEVER

    def on(self, answer: object) -> Replay:
        """Go on with this answer, to a question that has none or to the end."""
        try:
            while True:
                demand = self._talk.send(answer)
                answer = self.answer(demand)
                if answer is UNANSWERED and not isinstance(demand, (Note, SoFar)):
                    return self.stands(demand, None)
        except StopIteration as stop:
            return self.stands(None, stop.value)

    def answered(self, question: AnyQuestion, state: State) -> Replay | None:
        """As `Replay.answered`, where `question` is the open one."""
        if state.kept != self._state.kept or question.key in self._path:
            return None
        self._state = state
        answer = self.answer(question)
        return None if answer is UNANSWERED else self.on(answer)

    def answer(self, demand: AnyQuestion | Note | SoFar) -> object:
        if isinstance(demand, Note):
            self._noted(demand)
            return None
        kept = self._state.kept
        if kept:
            kept = tuple(part for part in kept if part.get("after", 0) <= self._told)
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
        return Replay(question, outcome, path, self._fixed, notes, self._told, self._collected, self)
