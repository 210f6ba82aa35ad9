"""Which conversation a message belongs to: command, button, reply to a case, open talk, or the menu."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Protocol

from bot.channels.base import Incoming
from handlers import menu
from handlers.facts import Facts
from handlers.scripts import COMMANDS, WITH_WORD, go_for_payload
from handlers.talk import Go, Input, Say
from handlers.talk.model import Button

_WITH_PIN = re.compile(
    r"\s*([a-z]{1,4}-\d{4}-[0-9a-z]{4,8})[\s,.:;]+(?:pin[\s:]*)?([0-9]{6})\s*", re.IGNORECASE
)
_NUMBER = re.compile(r"\b[A-Z]{1,4}-\d{4}-[0-9A-Z]{4,8}\b")  # of a case, whatever the city calls them


@dataclass(frozen=True)
class Start:
    """Begin a conversation; `first` was said before it and belongs to it."""

    go: Go
    first: Input | None = None


@dataclass(frozen=True)
class Continue:
    """Hand what was said to this open talk."""

    serial: str
    said: Input


@dataclass(frozen=True)
class AboutCase:
    """A reply to a message that speaks of this case."""

    number: str


@dataclass(frozen=True)
class Claim:
    """Somebody who names a case with a PIN wants it in this chat."""

    number: str
    pin: str


@dataclass(frozen=True)
class Answer:
    """Nothing to be kept: say this and leave everything as it is."""

    say: Say


@dataclass(frozen=True)
class OldButton:
    """A tap on a talk that is over; `noted`: it is over because this was answered."""

    noted: bool


Move = Start | Continue | AboutCase | Claim | Answer | OldButton


class Situation(Protocol):
    """What the router may ask about the person who wrote."""

    @property
    def facts(self) -> Facts: ...

    @property
    def current(self) -> str:
        """The serial of the talk whose question is on the screen, or nothing."""
        ...

    def is_open(self, serial: str) -> bool: ...

    def has_ended(self, serial: str) -> bool: ...

    def case_of(self, sent_ref: str) -> str | None:
        """The number of the case that a message we sent speaks of."""
        ...


def route(incoming: Incoming, here: Situation) -> Move:
    """Where this message goes. Everything a person can do ends in exactly one of the moves."""
    said = incoming.said
    if incoming.receipt:
        return Start(Go("rcpt", arg=incoming.receipt))
    if said.tap or said.text.startswith("/"):
        return _tapped(said, here) if said.tap else _command(said, here)
    if incoming.reply_to and (number := here.case_of(incoming.reply_to) or _headed(incoming.reply_words)):
        return AboutCase(number)
    if move := _meant_anywhere(said):
        return move
    if here.current:
        return Continue(here.current, said)
    return _free(said, here.facts)


def _meant_anywhere(said: Input) -> Move | None:
    """Words that mean one thing at any moment: a case with its PIN, and no more news."""
    if found := _WITH_PIN.fullmatch(said.text):
        return Claim(found[1], found[2])
    return Start(Go("stop")) if menu.ends_pushes(said) else None


def _headed(words: str) -> str:
    """The case whose number stands in the first line of our message.

    The network's id of a message is not known yet when somebody answers at once, and never when we died
    before it was written down.
    """
    numbers = _NUMBER.findall(words.partition("\n")[0])
    return str(numbers[0]) if len(numbers) == 1 else ""


def _tapped(said: Input, here: Situation) -> Move:
    if go := Go.parse(said.tap):
        return Start(go)
    button = Button.parse(said.tap)
    if button and here.is_open(button.serial):
        return Continue(button.serial, said)
    return OldButton(noted=bool(button and here.has_ended(button.serial)))


def _command(said: Input, here: Situation) -> Move:
    command, _, payload = said.text.strip().partition(" ")
    name = command.lower().partition("@")[0]
    if name == "/start" and payload and (go := go_for_payload(payload.strip(), here.facts.city)):
        return Start(go)
    if go := COMMANDS.get(name):
        return Start(replace(go, arg=payload.strip()) if go.talk in WITH_WORD else go)
    if name in menu.CANCEL_COMMANDS and here.current:
        return Continue(here.current, Input(text=name[1:]))
    if name in (*menu.MENU_COMMANDS, *menu.CANCEL_COMMANDS):
        return Answer(menu.menu(here.facts))
    if name in menu.HELP_COMMANDS:
        return Answer(menu.help_text(here.facts))
    return Answer(menu.unknown_command(here.facts))


def _free(said: Input, facts: Facts) -> Move:
    """Nothing is open: a choice from the menu, a greeting, or the beginning of a case."""
    if said.text and not said.media:
        if go := menu.chosen_from_menu(facts, said.text):
            return Start(go)
        if greeting := menu.greeting(facts, said.text):
            return Answer(greeting)
    if said.other or not menu.opens_a_case(said):
        return Answer(menu.menu(facts, menu.not_understood(said)))
    return Start(Go("comp"), first=said)
