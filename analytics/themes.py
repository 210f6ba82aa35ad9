"""What people write about: counts the themes of their words, in chat spelling, with negations kept."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import Protocol

# Digits stand apart from letters and hyphens part: "ktp2" and "ktp-nya" begin with the plain word.
_WORD = re.compile(r"\d+|[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
MET = 50_000  # so many different pieces of text are kept read: people use the same words over and over

# The second and later words of an entry, the theme it speaks for, and whether it brings its own negation.
_Entry = tuple[tuple[str, ...], str, bool]


class Finder(Protocol):
    """Whatever finds the themes of texts."""

    def themes_of_all(self, texts: Iterable[str]) -> list[frozenset[str]]: ...


@dataclass(frozen=True)
class Remembering:
    """Finds what another finder finds; a text that was asked for before is not looked at again."""

    finder: Finder
    _found: dict[str, frozenset[str]] = field(default_factory=dict)

    def themes_of_all(self, texts: Iterable[str]) -> list[frozenset[str]]:
        """The themes of every text, in their order."""
        asked = list(texts)
        new = [text for text in dict.fromkeys(asked) if text not in self._found]
        self._found.update(zip(new, self.finder.themes_of_all(new), strict=True))
        return [self._found[text] for text in asked]


@dataclass(frozen=True)
class Lexicon:
    """The themes and their words; all of it handed in, because words belong to a language and a city.

    themes     theme key -> whole words or phrases ("gg" is not in "egg"); `word*` also takes endings
    synonyms   chat spelling -> the word or words meant ("thx" -> "thanks")
    negations  words that turn the next one around ("not"): "kind" is then not found in "not kind", which has
               to be an entry of its own. Left empty, themes are plain topics, whichever way they are meant.
    """

    themes: Mapping[str, Sequence[str]]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    negations: frozenset[str] = frozenset()

    @cached_property
    def _spelling(self) -> dict[str, tuple[str, ...]]:
        return {short.casefold(): tuple(_split(meant)) for short, meant in self.synonyms.items()}

    @cached_property
    def _whole(self) -> dict[str, list[_Entry]]:
        return _indexed(self, endings=False)

    @cached_property
    def _stems(self) -> dict[str, list[_Entry]]:
        return _indexed(self, endings=True)

    @cached_property
    def _entries(self) -> "_Entries":
        return _Entries(self._whole, self._stems)

    def words(self, text: str) -> list[str]:
        """The words of `text` in small letters and full spelling; none is dropped, negations least of all."""
        return list(chain.from_iterable(map(self._read, text.split(" "))))

    @cached_property
    def _read(self) -> Callable[[str], tuple[str, ...]]:
        """The words between two spaces; nothing of them depends on what stands beyond the spaces."""
        return lru_cache(MET)(
            lambda piece: tuple(full for word in _split(piece) for full in self._spelling.get(word, (word,)))
        )

    def themes_of(self, text: str) -> frozenset[str]:
        """The themes that occur in `text`, each once however often it is named."""
        words = self.words(text)
        entries = self._entries
        telling = ((place, its) for place, word in enumerate(words) if (its := entries[word]))
        return frozenset(theme for place, its in telling for theme in self._at(words, place, its))

    def themes_of_all(self, texts: Iterable[str]) -> list[frozenset[str]]:
        """The themes of every text, in their order."""
        return [self.themes_of(text) for text in texts]

    def _at(self, words: list[str], place: int, entries: tuple[_Entry, ...]) -> Iterator[str]:
        negated = place > 0 and words[place - 1] in self.negations
        for rest, theme, negates in entries:
            following = not rest or tuple(words[place + 1 : place + 1 + len(rest)]) == rest
            if following and (negates or not negated):
                yield theme


class _Entries(dict[str, tuple[_Entry, ...]]):
    """Entries by first word, filled as words are met: a week has far fewer different words than words."""

    def __init__(self, whole: Mapping[str, list[_Entry]], stems: Mapping[str, list[_Entry]]) -> None:
        super().__init__()
        self._known, self._stems = whole, stems

    def __missing__(self, word: str) -> tuple[_Entry, ...]:
        stems = (entry for stem, its in self._stems.items() if word.startswith(stem) for entry in its)
        self[word] = found = (*self._known.get(word, ()), *stems)
        return found


def themes(texts: Iterable[str], lexicon: Lexicon) -> dict[str, int]:
    """In how many of `texts` each theme occurs, largest first, then by key; never occurring ones left out."""
    counts = Counter(theme for text in texts for theme in lexicon.themes_of(text))
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _split(text: str) -> list[str]:
    """The words in small letters; a letter stretched for emphasis is written once ("sloooow")."""
    return _WORD.findall(_STRETCHED.sub(r"\1", _INVISIBLE.sub("", text).casefold()))


def _indexed(lexicon: Lexicon, *, endings: bool) -> dict[str, list[_Entry]]:
    found: dict[str, list[_Entry]] = {}
    for theme, entries in lexicon.themes.items():
        for entry in entries:
            if not (words := lexicon.words(entry)):
                raise ValueError(f"theme {theme!r} has an entry without a word: {entry!r}")
            first, *rest = words
            # In a phrase the star stands for the endings of its first word.
            if entry.split()[0].endswith("*") is endings:
                found.setdefault(first, []).append((tuple(rest), theme, first in lexicon.negations))
    return found
