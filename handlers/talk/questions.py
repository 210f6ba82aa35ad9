"""The questions a conversation can ask, and how each reads an answer."""

from __future__ import annotations

import hashlib
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from handlers.events import Event
from handlers.talk.matching import chosen, plain, plausible
from handlers.talk.model import Input, Json, Media, Note, Place, Talk, Words
from handlers.talk.words import _

T = TypeVar("T")
K = TypeVar("K", bound=int | str)

PAGE = 8  # options a screen; with two page buttons it still fits WhatsApp's ten rows
MOST_PARTS = 100  # messages for one answer; 100 of Telegram's longest are a book
CUT_BY_NETWORK = 4000  # a message this long was cut by the network: the next one continues the sentence

DONE, SKIP, AFRESH, BACK, CANCEL, ALL, PAGE_TO = "=", "-", "!", "<", "x", "*", ">"
DONE_WORDS = frozenset({"selesai", "done", "finish"})
SKIP_WORDS = frozenset({"lewati", "lewat", "skip"})


class Unanswered:
    """What a question reads when it must still be asked."""


UNANSWERED = Unanswered()


@dataclass(frozen=True)
class Took:
    """The answer as it is to be stored."""

    stored: Json


@dataclass(frozen=True)
class Missed:
    """No answer: what to tell the person, what to keep, and which options they may have meant."""

    note: str
    keep: bool = False
    narrowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question(ABC, Generic[T]):
    """Asked under a key that is stored forever: short and boring, a to z, at most eight letters."""

    key: str
    words: str

    @abstractmethod
    def options(self, stored: Json) -> Mapping[str, str]:
        """Button option to label, given what has been answered so far."""

    @abstractmethod
    def read(self, stored: Json, kept: tuple[Json, ...]) -> T | Unanswered:
        """The answer as the conversation sees it."""

    @abstractmethod
    def take(self, said: Input, stored: Json, shown: tuple[str, ...]) -> Took | Missed:
        """What becomes of something typed or sent."""

    @abstractmethod
    def tap(self, option: str, stored: Json) -> Took | Missed:
        """What becomes of a tapped option."""

    def screen(self, stored: Json) -> str:
        """The words shown above the buttons."""
        return self.words

    columns: int = field(default=1, kw_only=True)


@dataclass(frozen=True)
class Choose(Question[str]):
    """One of several options; `also` maps things people may type to options that are not shown."""

    labels: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)

    def options(self, stored: Json) -> Mapping[str, str]:
        return self.labels

    def read(self, stored: Json, kept: tuple[Json, ...]) -> str | Unanswered:
        fits = isinstance(stored, str) and (stored in self.labels or stored in self.also)
        return stored if fits else UNANSWERED

    def tap(self, option: str, stored: Json) -> Took | Missed:
        if option in self.labels or option in self.also:
            return Took(option)
        return Missed(_("That choice is no longer there."))

    def take(self, said: Input, stored: Json, shown: tuple[str, ...]) -> Took | Missed:
        if not said.text:
            return Missed(_("I have kept that. Please also choose one:"), keep=True)
        labels = {**self.also, **self.labels}
        option = chosen(said.text, shown, labels)
        if option is not None:
            return Took(option)
        narrowed = tuple(plausible(said.text, labels, PAGE))
        if narrowed:
            return Missed(_("Which one do you mean?"), narrowed=narrowed)
        if len(said.text.split()) > 2:
            return Missed(_("I have kept your words. Please also choose one:"), keep=True)
        return Missed(_("I did not find that choice. Please tap one, or type its number or name."))


@dataclass(frozen=True)
class Write(Question[Words]):
    """Free words, photos, voice or a place. `many`: may span several messages, until done is said."""

    many: bool = False
    may_skip: bool = False
    collects: bool = False  # also takes up what was sent while something else was asked

    def options(self, stored: Json) -> Mapping[str, str]:
        if _begun(stored):
            return {DONE: _("Done"), AFRESH: _("Write afresh")}
        return {SKIP: _("Skip")} if self.may_skip else {}

    def screen(self, stored: Json) -> str:
        if not _begun(stored):
            return self.words
        so_far = _words(stored, ())
        return _("So far: {summary}\n\nIs there more? Just send it, or tap Done.", summary=in_short(so_far))

    def read(self, stored: Json, kept: tuple[Json, ...]) -> Words | Unanswered:
        if not isinstance(stored, dict) or not stored.get("done"):
            return UNANSWERED
        return _words(stored, kept if self.collects else ())

    def tap(self, option: str, stored: Json) -> Took | Missed:
        if option == SKIP and self.may_skip and not _begun(stored):
            return Took({"parts": [], "done": True})
        if option == DONE and _begun(stored):
            return Took({**stored, "done": True})
        if option == AFRESH:
            return Took({"parts": [], "done": False})
        return Missed(_("Please write a few words first."))

    def take(self, said: Input, stored: Json, shown: tuple[str, ...]) -> Took | Missed:
        typed = plain(said.text)
        if typed in DONE_WORDS and _begun(stored):
            return self.tap(DONE, stored)
        if typed in SKIP_WORDS and self.may_skip:
            return self.tap(SKIP, stored)
        if said.text and not said.media and not says_something(said.text):
            return Missed(_("That message was empty. Please write a few words."))
        parts = [*(stored["parts"] if _begun(stored) else []), part_of(said)]
        if len(parts) > MOST_PARTS:
            return Missed(_("That is as much as I can keep. Please tap Done to go on."))
        return Took({"parts": parts, "done": not self.many and not _begun(stored)})


@dataclass(frozen=True)
class SoFar:
    """No question: a look at what was said though nothing had asked for it yet."""

    def of(self, kept: tuple[Json, ...]) -> Words:
        return _words({"parts": []}, kept)


def _begun(stored: Json) -> bool:
    return isinstance(stored, dict) and bool(stored.get("parts"))


def says_something(text: str) -> bool:
    """Whether there is a letter, a digit or a symbol (an emoji is one) among spaces and invisible signs."""
    return any(unicodedata.category(c)[0] in "LNS" for c in text)


def in_short(words: Words, length: int = 160) -> str:
    """The beginning of the words and what was sent along, to recognise one's own message by."""
    text = " ".join(words.text.split())
    shown = text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + "…"
    extras = [
        _("{count} attachments", count=len(words.media)) if words.media else "",
        _("a place") if words.place else "",
    ]
    return " + ".join(part for part in (shown, *extras) if part)


def part_of(said: Input) -> Json:
    """What is stored of one message that belongs to an answer."""
    part: dict[str, Json] = {"text": said.text} if said.text else {}
    if said.media:
        part["media"] = vars(said.media)
    if said.place:
        part["place"] = [said.place.latitude, said.place.longitude]
    return part


def parts_of(words: Words) -> tuple[Json, ...]:
    """The same for words that were put together before: one part for the text, one for each thing sent along."""
    text = (part_of(Input(words.text)),) if words.text else ()
    place = (part_of(Input(place=words.place)),) if words.place else ()
    return (*text, *(part_of(Input(media=one)) for one in words.media), *place)


def _words(stored: Json, kept: tuple[Json, ...]) -> Words:
    parts = [*stored["parts"], *kept]
    text = ""
    previous = ""
    for part in parts:
        if piece := part.get("text", ""):
            joint = "" if not text or len(previous) >= CUT_BY_NETWORK else "\n"
            text, previous = text + joint + piece, piece
    media = tuple(Media(**part["media"]) for part in parts if part.get("media"))
    places = [Place(*part["place"]) for part in parts if part.get("place")]
    return Words(text, media, places[-1] if places else None)


def choose(
    key: str,
    words: str,
    options: Mapping[K, str],
    *,
    also: Mapping[str, str] | None = None,
    columns: int = 1,
) -> Talk[K]:
    """One of `options` (key to label). More than a screen holds are paged, never cut."""
    by_id = {str(option): option for option in options}
    question = Choose(
        key, words, {str(k): label for k, label in options.items()}, also=also or {}, columns=columns
    )
    answer: str = yield question
    return by_id[answer] if answer in by_id else cast(K, answer)  # options only in `also` are text, as K is


def write(
    key: str, words: str, *, many: bool = False, may_skip: bool = False, collects: bool = False
) -> Talk[Words]:
    """Free words with whatever is sent along; empty when skipped."""
    answer: Words = yield Write(key, words, many=many, may_skip=may_skip, collects=collects)
    return answer


def so_far() -> Talk[Words]:
    """What was sent before and between the questions; empty when nothing was."""
    kept: Words = yield SoFar()
    return kept


def confirm(key: str, words: str, yes: str, no: str) -> Talk[bool]:
    """Yes or no to exactly what is shown: the answer holds a hash of it and is asked again when it changes."""
    shown = hashlib.sha256(words.encode()).hexdigest()[:8]
    answer: str = yield Choose(key, words, {f"y{shown}": yes, f"n{shown}": no}, columns=2)
    return answer.startswith("y")


def record(event: Event, key: str = "") -> Talk[None]:
    """Have the event stored in this turn; once per talk and key, however often the talk is replayed."""
    yield Note(key or type(event).__name__, event)


AnyQuestion = Question[Any]
