"""Chooses a few masked texts to quote, so that nobody is known by them and nobody can steer the choice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice, zip_longest

from analytics.masking import Mask, looks_personal, mask

# With fewer texts in a week an official could tell from the day and the counter who wrote one of them.
ENOUGH = 5
MOST = 3
SHORTEST = 15
LONGEST = 200
# Worst, best, then what lies between: three quotes from three different scores where there are three.
_SPREAD = (1, 4, 2, 3)
# A week full of texts that cannot be shown must not cost minutes.
_TRIED = 60


def quotes(texts: Mapping[int, Sequence[str]], words: Mask, names: Iterable[str] = ()) -> list[str]:
    """At most three masked quotes from the texts of each score (1..4); none from fewer than five texts.

    The same texts give the same quotes in whatever order they come: they are drawn by their hash.
    """
    if sum(len(some) for some in texts.values()) < ENOUGH:
        return []
    people = tuple(names)
    lanes = [_quotable(texts.get(score, ()), words, people) for score in _SPREAD]
    in_turn = (quote for four in zip_longest(*lanes) for quote in four if quote)
    return list(islice(_different(in_turn), MOST))


def _different(quotes: Iterable[str]) -> Iterator[str]:
    """Each quote once: two texts can become the same by masking. Lazy: no more is masked than is shown."""
    seen: set[str] = set()
    for quote in quotes:
        if quote not in seen:
            seen.add(quote)
            yield quote


def _quotable(texts: Sequence[str], words: Mask, names: tuple[str, ...]) -> Iterator[str]:
    for text in sorted(set(texts), key=_draw)[:_TRIED]:
        quote = " ".join(mask(text, words, names).split())
        if len(words.bare(quote).strip()) >= SHORTEST and not looks_personal(quote, words):
            yield shortened(quote)


def shortened(text: str, longest: int = LONGEST) -> str:
    """`text` in at most `longest` characters, cut between two words and never inside a label."""
    if len(text) <= longest:
        return text
    head = text[:longest]
    whole = head.rpartition(" ")[0] or head[:-1]
    if whole.rfind("[") > whole.rfind("]"):
        whole = whole[: whole.rfind("[")] or whole
    return whole.rstrip(" ,;:-") + "\u2026"


def _draw(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
