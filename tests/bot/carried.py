"""Plays over a network: every message is seen there as it was meant, every act comes back as it was done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.talk import Input, Media, Place, Say, speaking
from tests.bot.carriers import Carrier
from tests.bot.scene import Scene
from tests.doubles.play import Screen
from tests.handlers.plays import PEOPLE, Play, act
from tests.handlers.talker import Talker, spoken

# Things beside words, as a double writes them down.
_THINGS = re.compile(r"\((?:foto|video|pesan suara|berkas)[^)]*\)")
ENDS = "…"


@dataclass
class CarriedTalker(Talker):
    """Somebody whose words and taps, and all they are told, go through a real channel."""

    carrier: Carrier = field(kw_only=True)
    odd: list[str] = field(default_factory=list)  # what arrived otherwise than it was meant

    def says(self, text: str) -> Talker:
        self.lines.append(spoken(self.speaker, text))
        with speaking(self.facts.citizen.language):
            self._heard(self.carrier.types(text))
        return self

    def sends(self, thing: Media | Place, text: str = "") -> Talker:
        what = "a place" if isinstance(thing, Place) else f"a {thing.kind}"
        self.lines.append(spoken(self.speaker, f"({what}) {text}".strip()))
        with speaking(self.facts.citizen.language):
            self._heard(self.carrier.sends(thing, text))
        return self

    def taps(self, label: str) -> Talker:
        """What is not on the screen, as there was no room for it, is typed."""
        self.lines.append(spoken(self.speaker, f"[{label}]"))
        choice = self._button(label)
        try:
            said = self.carrier.taps(choice.id)
        except AssertionError:
            assert choice.nav, f"no room for an answer: {label}"
            said = self.carrier.types(label)
        if said.tap:
            return self.presses(said.tap)
        with speaking(self.facts.citizen.language):
            self._heard(said)
        return self

    def _say(self, say: Say) -> None:
        super()._say(say)
        self.odd += compared(say, self.carrier.shows(say))


@dataclass
class CarriedScene(Scene):
    """A case with everybody in it on a network: real turns, and between them and the people real channels."""

    carriers: dict[str, Carrier] = field(default_factory=dict)  # by who is in the chat
    odd: list[str] = field(default_factory=list)

    def _does(self, who: str, line: str, said: Input, quoting: str = "") -> None:
        super()._does(who, line, carried(self.carriers[who], said), quoting)

    def reads(self, who: str, say: Say) -> None:
        self.odd += compared(say, self.carriers[who].shows(say))


def carried(carrier: Carrier, said: Input) -> Input:
    """The same once it has come over the network."""
    if said.media or said.place:
        thing: Any = said.media or said.place
        return carrier.sends(thing, said.text)
    return carrier.taps(said.tap) if said.tap else carrier.types(said.text)


def compared(say: Say, screens: Sequence[Screen]) -> list[str]:
    """What is wrong with the way a message arrived; nothing when all is well."""
    found = []
    if words(say.words) != words("\n".join(screen.text for screen in screens)):
        found.append(f"other words: {say.words!r} became {[screen.text for screen in screens]!r}")
    shown = [pair for screen in screens for pair in zip(screen.buttons, screen.data, strict=True)]
    meant = {choice.id: choice for choice in say.choices}
    for label, choice in shown:
        if choice not in meant:
            found.append(f"a button that was not meant: {label!r} {choice!r}")
        elif not is_label(label, meant[choice].label):
            found.append(f"another label: {meant[choice].label!r} became {label!r}")
    missing = [c.label for c in say.choices if not c.nav and c.id not in dict(map(reversed, shown))]
    if missing:
        found.append(f"not offered: {missing!r} of {say.words[:60]!r}")
    labels = [label for label, _ in shown]
    if len(set(labels)) != len(labels):
        found.append(f"two buttons look the same: {labels!r}")
    return found


def words(text: str) -> str:
    """What is read, whatever was cut where."""
    return " ".join(_THINGS.sub(" ", text).split())


def is_label(shown: str, meant: str) -> bool:
    """The label itself, or a shortened one: its words in order, some left out or ended early."""
    if shown == meant:
        return True
    letters = iter(plain(meant))
    return ENDS in shown and all(letter in letters for letter in plain(shown))


def plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def replayed(play: Play, carrier: Carrier) -> CarriedTalker:
    """The play once more, over this network."""
    talker = CarriedTalker(PEOPLE[play.who](), carrier=carrier)
    for action in play.actions():
        act(talker, re.sub(r"\n {7}(?: {2})?", "\n", action))
    return talker


def decided(talker: Talker) -> list[str]:
    """The events of a play, whatever a network calls its photos and whenever they came."""
    return [_named(repr(event)) for event in talker.events]


def _named(event: str) -> str:
    return re.sub(r"Media\(kind='(\w+)'[^)]*\)", r"Media(\1)", event)
