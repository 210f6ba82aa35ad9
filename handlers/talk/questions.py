"""The questions a conversation can ask, and how each reads an answer."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from handlers.talk.matching import chosen, plain, plausible
from handlers.talk.model import Input, Json, Note, Talk, Words
from handlers.talk.parts import in_short, is_more_than_a_choice, part_of, parts_of, says_something, words_of
from handlers.talk.words import _

if TYPE_CHECKING:
    from handlers.events import Event

T = TypeVar("T")
K = TypeVar("K", bound=int | str)

PAGE = 8  # options a screen; with two page buttons it still fits WhatsApp's ten rows
MOST_PARTS = 100  # messages for one answer; 100 of Telegram's longest are a book

# None of them can be the key of a unit, which is made of letters, digits and underscores.
DONE, SKIP, AFRESH, BACK, CANCEL, ALL, PAGE_TO = "=", "-", "!", "<", "#", "*", ">"
DONE_WORDS = frozenset({"selesai", "done", "finish"})
SKIP_WORDS = frozenset({"lewati", "lewat", "skip"})
YES_WORDS = frozenset({"ya", "iya", "yes", "ok", "oke", "betul", "benar"})
NO_WORDS = frozenset({"tidak", "tdk", "no", "bukan", "belum"})


class Unanswered:
    """What a question reads when it must still be asked."""


UNANSWERED = Unanswered()


@dataclass(frozen=True)
class Took:
    """The answer as it is to be stored; `keep`: what was sent along with it is kept besides."""

    stored: Json
    keep: bool = False


@dataclass(frozen=True)
class Missed:
    """No answer: what to tell the person, what to keep, and which options they may have meant."""

    note: str
    keep: bool = False
    narrowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question(ABC, Generic[T]):
    """Asked under a key that is stored forever: boring, one to eight of a to z, and not `resume`."""

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
        brings = bool(said.media or said.place)
        if not said.text:
            return Missed(_("I have kept that. Please also choose one:"), keep=True)
        labels = {**self.also, **self.labels}
        option = _said_plainly(plain(said.text), self.labels) or chosen(said.text, shown, labels)
        if option is not None:
            return Took(option, keep=brings)
        narrowed = tuple(plausible(said.text, labels))
        if narrowed:
            return Missed(_("Which one do you mean?"), keep=brings, narrowed=narrowed)
        if brings or is_more_than_a_choice(said.text):
            return Missed(_("I have kept your words. Please also choose one:"), keep=True)
        return Missed(_("I did not find that choice. Please tap one, or type its number or name."))


def _said_plainly(typed: str, options: Iterable[str]) -> str | None:
    """The option of a yes or a no as people say it: its key is that word, whatever stands behind a dot."""
    meant = "yes" if typed in YES_WORDS else "no" if typed in NO_WORDS else None
    return next((option for option in options if option.partition(".")[0] == meant), None)


@dataclass(frozen=True)
class Write(Question[Words]):
    """Free words, photos, voice or a place. `many`: may span several messages, until done is said."""

    many: bool = False
    may_skip: bool = False
    collects: bool = False  # also takes up what was sent while something else was asked

    def options(self, stored: Json) -> Mapping[str, str]:
        if parts_of(stored):
            return {DONE: _("Done"), AFRESH: _("Write afresh")}
        return {SKIP: _("Skip")} if self.may_skip else {}

    def screen(self, stored: Json) -> str:
        if not parts_of(stored):
            return self.words
        summary = in_short(words_of(parts_of(stored)))
        return _("So far: {summary}\n\nIs there more? Just send it, or tap Done.", summary=summary)

    def read(self, stored: Json, kept: tuple[Json, ...]) -> Words | Unanswered:
        if not isinstance(stored, dict) or not stored.get("done"):
            return UNANSWERED
        return words_of((*parts_of(stored), *(kept if self.collects else ())))

    def tap(self, option: str, stored: Json) -> Took | Missed:
        if option == SKIP and self.may_skip and not parts_of(stored):
            return Took({"parts": [], "done": True})
        if option == DONE and parts_of(stored):
            return Took({**stored, "done": True})
        if option == AFRESH:
            return Took({"parts": [], "done": False})
        return Missed(_("Please write a few words first."))

    def take(self, said: Input, stored: Json, shown: tuple[str, ...]) -> Took | Missed:
        begun = parts_of(stored)
        if not said.media and not said.place:
            typed = plain(said.text)
            if begun and typed in DONE_WORDS | SKIP_WORDS:
                return self.tap(DONE, stored)
            if typed in SKIP_WORDS and self.may_skip:
                return self.tap(SKIP, stored)
            if not says_something(said.text):
                return Missed(_("That message was empty. Please write a few words."))
        if len(begun) >= MOST_PARTS:
            return Missed(_("That is as much as I can keep. Please tap Done to go on."))
        return Took({"parts": [*begun, part_of(said)], "done": not self.many and not begun})


@dataclass(frozen=True)
class SoFar:
    """No question: a look at what was said though nothing had asked for it yet."""

    def of(self, kept: tuple[Json, ...]) -> Words:
        return words_of(kept)


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
    """Yes or no to exactly what is shown: the answer holds a hash of it, and a change of it asks again."""
    shown = hashlib.sha256(words.encode()).hexdigest()[:8]
    answer: str = yield Choose(key, words, {f"yes.{shown}": yes, f"no.{shown}": no}, columns=2)
    return answer.startswith("yes")


def record(event: Event, key: str = "") -> Talk[None]:
    """Have the event stored in this turn; once per talk and key, however often the talk is replayed."""
    yield Note(key or type(event).__name__, event)


AnyQuestion = Question[Any]
