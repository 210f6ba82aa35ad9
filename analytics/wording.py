"""Reads words as people write them in a chat: one spelling each, and what a negation reaches marked."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain

# A word, a number, or a sign at which a thought ends. Hyphens part: "ktp-nya" begins with the plain word.
_TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*|\d+|[.,;:!?()\n]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DRAWN_OUT = re.compile(r"(?<=[^\W\d_]{2})([aeiou])\1\b")
# In chats a 2 behind a word says it twice; the word is the same.
_TWICE = re.compile(r"(?<=[^\W\d_]{2})2(?=[^\W\d_]*\b)")

REACH = 3  # so many words behind a negation are turned around by it
NEGATED = "~"  # stands before a word that is
# People use the same words over and over: what stands between two spaces is read once. Nothing that is read
# out of it depends on what stands beyond the spaces.
MET = 50_000


@dataclass(frozen=True)
class Wording:
    """How a language is written in chats; all of it handed in.

    spelling   chat spelling -> the word or words meant ("thx" -> "thanks")
    negations  words that turn around what follows ("not"), in full spelling; they are never dropped
    breaks     words behind which a negation no longer reaches ("but")
    own        short forms with a meaning of their own: what `spelling` says of them is not believed
    """

    spelling: Mapping[str, str] = field(default_factory=dict)
    negations: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    @cached_property
    def _full(self) -> dict[str, tuple[str, ...]]:
        given = {short.casefold(): tuple(_tokens(meant)) for short, meant in self.spelling.items()}
        return {short: meant for short, meant in given.items() if short not in self.own}

    def words(self, text: str) -> list[str]:
        """The words and numbers of `text` in small letters and full spelling, in their order."""
        return list(chain.from_iterable(map(self._read_words, text.split(" "))))

    def marked(self, text: str) -> list[str]:
        """The same words; those that a negation reaches begin with NEGATED: "not ~kind"."""
        words = self.words(text)
        if self.negations.isdisjoint(words):
            return words
        return list(self._turned(word for piece in text.split(" ") for word in self._read(piece)))

    @cached_property
    def _read(self) -> Callable[[str], tuple[str, ...]]:
        """The words and signs between two spaces, in full spelling."""
        return lru_cache(MET)(
            lambda piece: tuple(full for token in _tokens(piece) for full in self._full.get(token, (token,)))
        )

    @cached_property
    def _read_words(self) -> Callable[[str], tuple[str, ...]]:
        """The words alone."""
        return lru_cache(MET)(lambda piece: tuple(word for word in self._read(piece) if word[0].isalnum()))

    def _turned(self, tokens: Iterable[str]) -> Iterator[str]:
        left = 0
        for token in tokens:
            if token in self.negations:
                left = REACH
                yield token
            elif not token[0].isalnum() or token in self.breaks:
                left = 0
                yield from (token,) * token[0].isalnum()
            else:
                yield NEGATED * (left > 0) + token
                left -= 1


def _tokens(text: str) -> list[str]:
    """Words, numbers and signs in small letters; stretched letters once, a word said twice once."""
    plain = _STRETCHED.sub(r"\1", _INVISIBLE.sub("", text).casefold())
    return _TOKEN.findall(_TWICE.sub("", _DRAWN_OUT.sub(r"\1", plain)))
