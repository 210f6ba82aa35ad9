"""Titles of buttons where there is little room: shortened so that they stay apart, never cut blindly.

Lengths are UTF-16 units: the network does not say what it counts, and no other count is longer.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.channels.layout import units

CUT = "…"
_MARKS = " .,;:·-–/("
_ENDS_A_NAME = (": ", " (", ", ", "; ", " – ")  # what stands before one of these says something by itself
# Nothing ends in these: "Slow or…" says less than "Slow…". The languages of the house; others lose no more.
_JOINING = frozenset(
    "dan atau di ke dari untuk yang dalam and or of for the to in a an at by with are is".split()
)
_SHORT, _LETTERS = 4, 3  # words up to four letters stay; longer ones keep three and a dot
_JOINER = "\u200d"


def titles(labels: Sequence[str], limit: int) -> list[str]:
    """A title of at most `limit` units for each label, all different; those that fit stay as they are.

    A long label has the words shortened that most others begin with too ("Kel. Cipocok Jaya"), else it loses
    its end. Where two would then be the same, they keep beginning and end, which is where names differ; where
    even that is the same, a number tells them apart.
    """
    wanted = [" ".join(label.split()) for label in labels]
    kept = {label for label in wanted if label and units(label) <= limit}
    forms = [[] if label in kept else _forms(label, wanted, limit) for label in wanted]
    claims = Counter(form for one in forms for form in set(one))
    found: list[str] = []
    for place, label in enumerate(wanted):
        taken = kept | set(found)
        alone = (form for form in forms[place] if claims[form] == 1 and form not in taken)
        fits = label in kept and label not in found
        found.append(label if fits else next(alone, "") or _numbered(label, limit, taken, place))
    return found


def _forms(label: str, labels: Sequence[str], limit: int) -> list[str]:
    """Shorter forms of a long label, the best first."""
    brief = list(_abbreviated(label, labels))
    whole = [form for form in brief if units(form) <= limit][:1]
    both = [_both_ends(one, limit) for one in (*brief[:1], label)]
    return [form for form in (*whole, _beginning(label, limit), *both) if form]


def _abbreviated(label: str, labels: Sequence[str]) -> Iterator[str]:
    """The label with the first words shortened that most labels have: one word, then two."""
    words = label.split()
    for count in range(1, len(words)):
        alike = sum(other.split()[:count] == words[:count] for other in labels)
        if alike < 3 or alike * 2 < len(labels):
            return
        yield " ".join([*map(_dotted, words[:count]), *words[count:]])


def _dotted(word: str) -> str:
    return f"{word[:_LETTERS]}." if word.isalpha() and len(word) > _SHORT else word


def _beginning(label: str, limit: int) -> str:
    """What ends of itself before the room does, else the words that fit, else the letters."""
    cut = _head(label, limit - units(CUT))
    named = max(cut.rfind(mark) for mark in _ENDS_A_NAME)
    kept = cut[:named] if named >= limit // 3 else _whole_words(cut, label)
    kept = kept.rstrip(_MARKS)
    return kept + CUT if kept else ""


def _whole_words(cut: str, label: str) -> str:
    """Without the word at the end that was torn, or that only joins what follows."""
    if label[len(cut) : len(cut) + 1] not in ("", " "):
        end = max((cut.rfind(mark) for mark in _MARKS), default=-1)
        # A word alone that is longer than half the room says more in part than not at all.
        if end <= len(cut) // 2:
            return cut
        cut = cut[:end]
    words = cut.rstrip(_MARKS).split(" ")
    while len(words) > 1 and words[-1].lower() in _JOINING:
        words.pop()
    return " ".join(words)


def _both_ends(label: str, limit: int) -> str:
    """Beginning and end, with what they have in the middle left out."""
    room = limit - units(CUT)
    tail = _tail(label, room // 2)
    torn = bool(tail) and label[-len(tail) - 1 : -len(tail)] not in ("", " ")
    whole = tail.partition(" ")[2] if torn else tail
    tail = (whole or tail).lstrip(_MARKS)
    head = _head(label, room - units(tail))
    words = head if label[len(head) : len(head) + 1] == " " else head.rpartition(" ")[0]
    head = _whole_words(words or head, label).rstrip(_MARKS)
    return f"{head}{CUT}{tail}" if head and tail else ""


def _numbered(label: str, limit: int, taken: set[str], place: int) -> str:
    number = place + 1
    while True:
        mark = f"{number}. "
        whole = units(mark + label) <= limit
        title = (mark + (label if whole else _head(label, limit - units(mark + CUT)).rstrip() + CUT)).strip()
        if title not in taken:
            return title
        number += 1


def _head(text: str, limit: int) -> str:
    """The longest beginning that fits."""
    end = min(len(text), max(limit, 0))
    while end and not (units(text[:end]) <= limit and _may_part(text, end)):
        end -= 1
    return text[:end]


def _tail(text: str, limit: int) -> str:
    """The longest end that fits."""
    start = max(len(text) - max(limit, 0), 0)
    while start < len(text) and not (units(text[start:]) <= limit and _may_part(text, start)):
        start += 1
    return text[start:]


def _may_part(text: str, at: int) -> bool:
    """Whether a cut here leaves every emoji and every letter with its marks whole."""
    if not 0 < at < len(text):
        return True
    follows = text[at]
    if text[at - 1] == _JOINER or follows in "\u200d\ufe0f\u20e3" or unicodedata.combining(follows):
        return False
    if "\U0001f3fb" <= follows <= "\U0001f3ff" or "\U000e0020" <= follows <= "\U000e007f":
        return False
    flags = 0
    while flags < at and _is_flag(text[at - 1 - flags]):
        flags += 1
    return not (_is_flag(follows) and flags % 2)


def _is_flag(char: str) -> bool:
    """Half of a flag: a country's letter."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"
