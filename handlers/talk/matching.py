"""Typed instead of tapped: which option did somebody mean?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

CLOSE = 86  # of 100; below it a typing mistake and another word look alike
APART = 6  # how far the best must be ahead of the next to be taken without asking
SHORTEST = 4  # shorter words are only taken when they match exactly
SHORTEST_PART = 2  # letters of a word by which options are looked for

_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_LEADING_NUMBER = re.compile(r"\s*(\d+)\b")


def plain(text: str) -> str:
    """Lower case without accents, emoji, marks and doubled spaces: what a label sounds like."""
    if text.isascii():  # nearly everything that people type here
        return " ".join(text.translate(_ASCII).split())
    letters = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(kept.split())


def chosen(text: str, shown: Sequence[str], labels: Mapping[str, str]) -> str | None:
    """The one option meant by `text`: its number as shown, its label, or nearly its label."""
    said = plain(text)
    if not said:
        return None
    by_number = _numbers(shown, labels).get(said)
    if by_number is not None or said.isdigit():
        return by_number
    for called in (_is_label, _is_name):
        if exact := [option for option, label in labels.items() if called(said, label)]:
            return exact[0] if len(exact) == 1 else None
    return _begun_with(said, labels) or _nearest(said, labels)


def plausible(text: str, labels: Mapping[str, str]) -> list[str]:
    """Options that contain all the words of `text`, or nearly so, the best first: for asking back."""
    said = plain(text)
    words = said.split()
    if not words or min(len(word) for word in words) < SHORTEST_PART:
        return []
    hits = [option for option, label in labels.items() if all(word in plain(label) for word in words)]
    hits = hits or [option for option, label in labels.items() if _is_nearly_in(said, plain(label))]
    return sorted(hits, key=lambda option: len(labels[option]))


def _is_label(said: str, label: str) -> bool:
    return said == plain(label)


def _is_name(said: str, label: str) -> bool:
    return said in _names(label)


def _begun_with(said: str, labels: Mapping[str, str]) -> str | None:
    """The option whose label begins with these words ("yes" for "Yes, send it"), if no other has them."""
    hits = [option for option, label in labels.items() if said in plain(label)]
    return hits[0] if len(hits) == 1 and f"{plain(labels[hits[0]])} ".startswith(f"{said} ") else None


def _is_nearly_in(said: str, label: str) -> bool:
    if not SHORTEST <= len(said) <= len(label):
        return False
    return fuzz.partial_ratio(said, label) >= CLOSE


def _numbers(shown: Sequence[str], labels: Mapping[str, str]) -> dict[str, str]:
    """Numbers people see before the labels ("4 Very good"), else their place on the screen from 1."""
    visible = [option for option in shown if option in labels]
    printed = {m[1]: option for option in visible if (m := _LEADING_NUMBER.match(labels[option]))}
    return printed or {str(place): option for place, option in enumerate(visible, start=1)}


def _names(label: str) -> set[str]:
    """What people may call it: the whole label, the part before brackets, and what is inside them."""
    outside, _, inside = label.partition("(")
    without_number = _LEADING_NUMBER.sub("", outside)
    return {plain(part) for part in (label, outside, without_number, inside)} - {""}


def _nearest(said: str, labels: Mapping[str, str]) -> str | None:
    if len(said) < SHORTEST:
        return None
    # Two options may share a name: both must compete, or the last one would win unasked.
    named = [(name, option) for option, label in labels.items() for name in sorted(_names(label))]
    names = [name for name, _ in named]
    best = process.extract(said, names, scorer=fuzz.ratio, score_cutoff=CLOSE - APART, limit=8)
    ranked = [(score, named[place][1]) for _, score, place in best]
    if not ranked or ranked[0][0] < CLOSE:
        return None
    rivals = [score for score, option in ranked if option != ranked[0][1]]
    return None if rivals and ranked[0][0] - rivals[0] < APART else ranked[0][1]
