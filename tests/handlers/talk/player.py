"""Plays a citizen against the engine: hears what is said, taps what is on the screen, and lets time pass."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.facts import Facts
from handlers.talk import Input, Media, Place, Recorded, Say, Script, State
from handlers.talk.engine import Replay, Step, advance, begin, replay
from handlers.talk.model import Note, Outcome
from handlers.talk.stored import from_json, to_json
from tests.handlers.talk.example import FACTS, NOW, TELL, fresh

SECOND = timedelta(seconds=1)
DAYS = timedelta(days=3)


def photo(ref: str) -> Media:
    return Media("photo", ref, mime="image/jpeg", size=3)


def restarted(state: State) -> State:
    """What is left of the state when the process ends between two turns."""
    return from_json(to_json(state))


class Player:
    """One citizen in one talk. `remembers` is what happens to the state between two turns."""

    def __init__(
        self,
        script: Script = TELL,
        state: State | None = None,
        remembers: Callable[[State], State] = lambda state: state,
        facts: Facts = FACTS,
    ) -> None:
        self.script = script
        self.facts = facts
        self.now = NOW
        self.notes: list[Note] = []
        self.transcript: list[tuple[tuple[Say, ...], str]] = []
        self.buttons: list[str] = []
        self._remembers = remembers
        self.state: State | None = state or fresh(script)
        if state is None:
            self._keep(begin(script, facts, fresh(script), NOW))
        else:
            self.step = Step(state)

    def _keep(self, step: Step) -> Step:
        self.step = step
        self.state = self._remembers(step.state) if step.state else None
        self.notes += step.notes
        self.transcript.append((step.says, step.toast))
        self.buttons += [choice.id for say in step.says for choice in say.choices]
        return step

    # --- what the citizen does ---

    def says(self, said: Input, after: timedelta = SECOND) -> Step:
        assert self.state is not None
        self.now += after
        return self._keep(advance(self.script, self.facts, self.state, said, self.now))

    def types(self, text: str, *, after: timedelta = SECOND, at: datetime | None = None) -> Step:
        return self.says(Input(text, at=at), after)

    def sends(self, ref: str, text: str = "", *, after: timedelta = SECOND) -> Step:
        return self.says(Input(text, media=photo(ref)), after)

    def shows_place(self, latitude: float, *, after: timedelta = SECOND) -> Step:
        return self.says(Input(place=Place(latitude, 106.0)), after)

    def taps(self, label: str, *, after: timedelta = SECOND) -> Step:
        return self.says(Input(tap=self.button(label)), after)

    def presses(self, button: str, *, after: timedelta = SECOND) -> Step:
        return self.says(Input(tap=button), after)

    def answers(self, *labels: str) -> None:
        """Answer choices by their buttons, and written questions by text and, where needed, Done."""
        for label in labels:
            if label in self.labels:
                self.taps(label)
                continue
            self.types(label)
            if "Done" in self.labels:
                self.taps("Done")

    def meets(self, script: Script) -> "Player":
        """The same talk after a deploy of another version of the conversation."""
        self.script = script
        return self

    # --- what the citizen sees ---

    @property
    def screen(self) -> Say:
        """The last message that was said."""
        return next(says[-1] for says, _toast in reversed(self.transcript) if says)

    @property
    def words(self) -> str:
        return self.screen.words

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.screen.choices]

    @property
    def options(self) -> list[str]:
        """The labels of the answers alone, without the ways back and out."""
        return [choice.label for choice in self.screen.choices if not choice.nav]

    def button(self, label: str) -> str:
        return next(choice.id for choice in self.screen.choices if choice.label == label)

    # --- what we know and the citizen does not ---

    @property
    def stored(self) -> State:
        assert self.state is not None
        return self.state

    @property
    def outcome(self) -> Outcome:
        assert self.step.outcome is not None
        return self.step.outcome

    @property
    def seen(self) -> Replay:
        return replay(self.script, self.facts, self.stored)

    @property
    def result(self) -> tuple[object, ...]:
        """How it ended, comparable: the event, the words, what was left over."""
        outcome = self.step.outcome
        if outcome is None:
            return (None, "", None, self.step.leftover)
        words = outcome.words(Recorded(number="KS-1")) if callable(outcome.words) else outcome.words
        return (outcome.event, words, outcome.then, self.step.leftover)

    @property
    def everything_kept(self) -> str:
        """All that is held of what was said, wherever: in the state, the outcome or what is left over."""
        state = to_json(self.state) if self.state else ""
        said = [[one.text, vars(one.media) if one.media else None] for one in self.step.leftover]
        event = self.step.outcome.event if self.step.outcome else None
        return state + json.dumps(said, ensure_ascii=False) + repr(event)

    def same_but_for_time(self) -> State:
        return replace(self.stored, asked_at=None)
