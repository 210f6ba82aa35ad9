"""Somebody who talks with the conversations: keeps the state between turns and writes down what was said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TypeVar

from handlers import menu
from handlers.events import (
    AgeStated,
    CaseOpened,
    ConsentGiven,
    DataExported,
    Event,
    LanguageChosen,
    NoticeShown,
    OfficialBound,
    PushesStopped,
)
from handlers.facts import Facts
from handlers.routing import route
from handlers.scripts import COMMANDS, SCRIPTS, WITH_WORD, go_for_payload
from handlers.talk import Go, Input, Media, Outcome, Place, Recorded, Say, State, Words, speaking
from handlers.talk.engine import Step, advance, begin, show_again
from handlers.talk.model import Button, Choice
from handlers.talk.parts import part_of
from handlers.talk.stored import as_parts
from tests.handlers.coming import after_forum, recorded_forum
from tests.handlers.worked import after_step, recorded_step

E = TypeVar("E")
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NUMBER = "KS-2611-7F3K"
PIN = "482913"
RECEIPT = "SW-7F3K9M2Q4TXB"
PHOTO = Media("photo", "ref-1", "unique-1", "image/jpeg", 1000)


def recorded(event: Event, facts: Facts) -> Recorded:
    """What a storage would say came of the event, always the same."""
    if isinstance(event, CaseOpened):
        reader = route(event.kind, event.category, event.about, facts.city)
        reader = reader if event.unit or reader == "overseers" else "coordinator"
        due, verify_due = date(2026, 12, 1), date(2026, 11, 27)
        if event.known_as == "untraceable":
            return Recorded(due=due, receipt=RECEIPT)
        return Recorded(number=NUMBER, due=due, verify_due=verify_due, reader=reader, pin=PIN)
    if isinstance(event, DataExported):
        return Recorded(content='{"ratings": []}')
    if isinstance(event, OfficialBound):
        return Recorded(name="Dinas Kependudukan dan Pencatatan Sipil", reader="head")
    return recorded_forum(event, facts) or recorded_step(event, facts) or Recorded()


@dataclass
class Talker:
    """One person with one chat. `says`, `taps`, `sends`; then look at `screen`, `labels` and `events`."""

    facts: Facts
    record: Callable[[Event, Facts], Recorded] = recorded
    state: State | None = None
    says_so_far: list[Say] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    outcome: Outcome | None = None
    turns: int = 0

    # --- what a person does ---

    def says(self, text: str) -> Talker:
        self.lines.append(spoken(self.speaker, text))
        with speaking(self.facts.citizen.language):
            self._heard(Input(text=text))
        return self

    def sends(self, thing: Media | Place, text: str = "") -> Talker:
        what = "a place" if isinstance(thing, Place) else f"a {thing.kind}"
        self.lines.append(spoken(self.speaker, f"({what}) {text}".strip()))
        said = Input(text=text, place=thing) if isinstance(thing, Place) else Input(text=text, media=thing)
        with speaking(self.facts.citizen.language):
            self._heard(said)
        return self

    def taps(self, label: str) -> Talker:
        self.lines.append(spoken(self.speaker, f"[{label}]"))
        return self.presses(self._button(label).id)

    def presses(self, button: str) -> Talker:
        with speaking(self.facts.citizen.language):
            go = Go.parse(button)
            parsed = Button.parse(button)
            if go:
                self.starts(go)
            elif self.state and parsed and parsed.serial == self.state.serial:
                self._advance(Input(tap=button))
            else:
                self._say(menu.menu(self.facts, menu.old_button()))
        return self

    def starts(self, go: Go, first: Input | None = None, carries: Words | None = None) -> Talker:
        script = SCRIPTS[go.talk]
        self.turns += 1
        state = State(
            talk=script.name,
            serial=f"{self.turns:04d}",
            opened=self.facts.today,
            language=self.facts.citizen.language,
            args=script.args_of(go.arg),
            kept=(*((part_of(first),) if first else ()), *as_parts(carries or Words())),
        )
        self._follow(state, begin(script, self.facts, state, NOW))
        return self

    # --- what is seen ---

    @property
    def speaker(self) -> str:
        return "Petugas" if self.facts.is_official else "Warga"

    @property
    def screen(self) -> str:
        return self.says_so_far[-1].words

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.says_so_far[-1].choices]

    def event(self, kind: type[E]) -> E:
        """The only event of its kind."""
        (found,) = [event for event in self.events if isinstance(event, kind)]
        return found

    # --- how it goes on, as the bot does it ---

    def _button(self, label: str) -> Choice:
        buttons = [choice for say in reversed(self.says_so_far) for choice in say.choices]
        return next(choice for choice in buttons if choice.label == label)

    def _heard(self, said: Input) -> None:
        if said.text and menu.is_danger(self.facts, said.text):
            self._say(menu.danger(self.facts))
        if said.text.startswith("/"):
            self._command(said.text)
        elif self.state:
            self._advance(said)
        else:
            self._free(said)

    def _command(self, text: str) -> None:
        name, _, payload = text.partition(" ")
        go = go_for_payload(payload, self.facts.city) or COMMANDS.get(name)
        if go:
            self.starts(replace(go, arg=payload) if go.talk in WITH_WORD else go)
        elif name in menu.HELP_COMMANDS:
            self._say(menu.help_text(self.facts))
        elif name in menu.MENU_COMMANDS:
            self._say(menu.menu(self.facts))
        else:
            self._say(menu.unknown_command(self.facts))

    def _free(self, said: Input) -> None:
        if said.text and not said.media and (go := menu.chosen_from_menu(self.facts, said.text)):
            self.starts(go)
        elif said.text and not said.media and (answer := menu.greeting(self.facts, said.text)):
            self._say(answer)
        elif said.other or not menu.opens_a_case(said):
            self._say(menu.menu(self.facts, menu.not_understood(said)))
        else:
            self.starts(Go("comp"), said)

    def _advance(self, said: Input) -> None:
        assert self.state is not None
        state = replace(self.state, language=self.facts.citizen.language)
        self._follow(state, advance(SCRIPTS[state.talk], self.facts, state, said, NOW))

    def _follow(self, before: State, step: Step) -> None:
        for note in step.notes:
            self._record(note.event)
        if step.toast:
            self.toasts.append(step.toast)
        if step.state:
            self.state = step.state
            for say in step.says:
                self._say(say)
            return
        interrupted = self.state if self.state and self.state.serial != before.serial else None
        self.state = None
        if step.outcome:
            self._conclude(step.outcome)
        if interrupted and self.state is None:
            script = SCRIPTS[interrupted.talk]
            self._follow(interrupted, show_again(script, self.facts, interrupted, NOW, menu.going_on()))
        for said in step.leftover:
            self._heard(said)

    def _conclude(self, outcome: Outcome) -> None:
        self.outcome = outcome
        came = self._record(outcome.event) if outcome.event else Recorded()
        with speaking(self.facts.citizen.language):
            words = outcome.words(came) if callable(outcome.words) else outcome.words
            file = outcome.file(came) if outcome.file else None
        if words or file:
            choices = tuple(Choice(str(go), go.label) for go in outcome.next)
            self._say(Say(words, choices, file=file, case=came.number, media=outcome.media))
        if outcome.then:
            self.starts(outcome.then, carries=outcome.carries)

    def _record(self, event: Event) -> Recorded:
        self.events.append(event)
        self.facts = after(self.facts, event)
        return self.record(event, self.facts)

    def _say(self, say: Say) -> None:
        self.says_so_far.append(say)
        self.lines.append(spoken("Bot", shown(say)))


def after(facts: Facts, event: Event) -> Facts:
    """What a storage would hand the next turn."""
    who = facts.citizen
    if isinstance(event, NoticeShown):
        who = replace(who, noticed=True)
    elif isinstance(event, ConsentGiven):
        agreed = who.agreed | {event.purpose} if event.given else who.agreed - {event.purpose}
        who = replace(who, agreed=agreed, answered=who.answered | {event.purpose})
    elif isinstance(event, AgeStated):
        who = replace(who, is_minor=event.is_minor, guardian_agreed=event.guardian_agreed)
    elif isinstance(event, LanguageChosen):
        who = replace(who, language=event.language)
    elif isinstance(event, PushesStopped):
        who = replace(who, stopped=event.stopped)
    forum = after_forum(facts.forum, event)
    return after_step(replace(facts, citizen=who, forum=forum), event)


def shown(say: Say) -> str:
    """A message as it stands in a play: words, the file's name, then rows of buttons."""
    answers = [f"[{choice.label}]" for choice in say.choices if not choice.nav]
    ways = [f"[{choice.label}]" for choice in say.choices if choice.nav]
    rows = [" ".join(answers[at : at + say.columns]) for at in range(0, len(answers), say.columns)]
    file = [f"({say.file.name})"] if say.file else []
    return "\n".join([say.words, *file, *rows, *([" ".join(ways)] if ways else [])])


def spoken(who: str, text: str) -> str:
    """One speech: the lines after the first stand under it."""
    first, *rest = text.split("\n")
    indent = " " * (len(who) + 2)
    return "\n".join([f"{who}: {first}", *(f"{indent}{line}".rstrip() for line in rest)])
