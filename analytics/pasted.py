"""Finds answers pasted over many cases: nearly the same words, whatever names and numbers are in them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice, pairwise
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from analytics.masking import Mask, mask
from analytics.quotes import shortened

__all__ = ["MANY", "Pasted", "pasted"]

MANY = 5  # so many cases with nearly the same answer are told of
ALIKE = 90  # of 100: how alike two texts are (normalised edit similarity) that count as the same answer
# Texts are compared in full only where one of BANDS groups of ROWS least hashes of their word pairs agrees:
# two that share 9 of 10 pairs meet with a probability above 0.99, two that share 3 of 10 in one of ten cases.
BANDS, ROWS = 16, 3
# However many templates begin with the same thanks, a text is compared with no more than these.
COMPARED = 40
_PRIME = (1 << 31) - 1
_DRAW = np.random.default_rng(20261124)
_A = _DRAW.integers(1, _PRIME, BANDS * ROWS, dtype=np.uint64)
_B = _DRAW.integers(0, _PRIME, BANDS * ROWS, dtype=np.uint64)
_SIGN = re.compile(r"[^\w\s]|_")
_NUMBER = re.compile(r"\w*\d\w*")


@dataclass(frozen=True)
class Pasted:
    """One answer that a unit gave in many cases; `unit` is empty where it is not known."""

    unit: str
    cases: int
    sample: str  # masked, at most 200 characters
    officials: tuple[str, ...] = ()  # official:ID of those who sent it, to most cases first

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "officials": list(self.officials)}


def pasted(frame: pd.DataFrame, words: Mask, people: Iterable[str] = (), least: int = MANY) -> list[Pasted]:
    """Answers that reached at least `least` cases of one unit in nearly the same words, most cases first.

    frame   number, unit (NA: not known), kind, official, words (text or NA), at: one row an answer
    people  names to mask even without a title before them

    Thanks for praise are left out. What one official sent at one moment is one answer however many merged
    cases it reached. Near-duplicates by MinHash (Broder 1997), then by edit similarity.
    """
    told = _answers(frame)
    known = tuple(people)
    found = [
        one for unit, rows in told.groupby("unit", sort=True) for one in _of_unit(unit, rows, words, known)
    ]
    return sorted(
        (one for one in found if one.cases >= least), key=lambda one: (-one.cases, one.unit, one.sample)
    )


def _answers(frame: pd.DataFrame) -> pd.DataFrame:
    """unit, number, official, words of every answer that counts."""
    told = frame[(frame["kind"] != "praise") & frame["words"].notna()]
    told = told.drop_duplicates(["official", "at", "words"])
    return told.assign(unit=told["unit"].fillna(""))[["unit", "number", "official", "words"]]


def _of_unit(unit: Any, rows: pd.DataFrame, words: Mask, people: tuple[str, ...]) -> Iterator[Pasted]:
    numbers: dict[str, set[str]] = {}
    senders: dict[str, dict[str, set[str]]] = {}
    example: dict[str, str] = {}
    masked: dict[str, str] = {}
    for number, official, text in zip(rows["number"], rows["official"], rows["words"], strict=True):
        if text not in masked:
            masked[text] = mask(text, words, people)
        plain = _plain(words.bare(masked[text]))
        numbers.setdefault(plain, set()).add(number)
        senders.setdefault(plain, {}).setdefault(str(official), set()).add(number)
        example.setdefault(plain, masked[text])
    for group in _groups(numbers):
        reached = set().union(*(numbers[plain] for plain in group))
        sample, who = shortened(" ".join(example[group[0]].split())), _most(senders[one] for one in group)
        yield Pasted(str(unit), len(reached), sample, who)


def _most(senders: Iterable[dict[str, set[str]]]) -> tuple[str, ...]:
    """Who sent any of these texts, to most cases first."""
    reached: dict[str, set[str]] = {}
    for each in senders:
        for official, cases in each.items():
            reached.setdefault(official, set()).update(cases)
    return tuple(sorted(reached, key=lambda official: (-len(reached[official]), official)))


def _plain(text: str) -> str:
    """The text as it is compared: small letters, one space, no signs, and nothing with a digit in it."""
    return " ".join(_NUMBER.sub(" ", _SIGN.sub(" ", text.casefold())).split())


def _groups(numbers: dict[str, set[str]]) -> list[list[str]]:
    """Texts that are nearly the same, each group led by its most frequent one."""
    leaders: dict[str, list[str]] = {}
    met: dict[tuple[int, bytes], list[str]] = {}
    for plain in sorted(numbers, key=lambda plain: (-len(numbers[plain]), plain)):
        bands = _bands(plain)
        leader = _leader(plain, bands, met)
        leaders.setdefault(leader, []).append(plain)
        if leader == plain:
            for band in bands:
                met.setdefault(band, []).append(plain)
    return list(leaders.values())


def _leader(plain: str, bands: Sequence[tuple[int, bytes]], met: dict[tuple[int, bytes], list[str]]) -> str:
    """The leader of the group that a text belongs to; the text itself when it is the first of its sort."""
    near = dict.fromkeys(one for band in bands for one in islice(met.get(band, ()), COMPARED))
    for one in islice(near, COMPARED):
        if fuzz.ratio(plain, one, score_cutoff=ALIKE):
            return one
    return plain


def _bands(plain: str) -> list[tuple[int, bytes]]:
    """The least hashes of the text's word pairs, in groups: what nearly the same texts have in common."""
    words = plain.split()
    pairs = {" ".join(pair) for pair in pairwise(words)} or {plain}
    hashes = np.array([zlib.crc32(pair.encode()) for pair in pairs], dtype=np.uint64) % _PRIME
    least = ((hashes[:, None] * _A + _B) % _PRIME).min(axis=0).reshape(BANDS, ROWS)
    return [(number, band.tobytes()) for number, band in enumerate(least)]
