"""Titles of buttons where there is little room: shortened so that they stay apart, never cut blindly.

Lengths are UTF-16 units: the network does not say what it counts, and no other count is longer.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.layout import units

CUT = "…"
_MARKS = " .,;:·-–/("


def titles(labels: Sequence[str], limit: int) -> list[str]:
    """A title of at most `limit` units for each label, all different; those that fit stay as they are.

    A long label keeps its beginning. Where two would then be the same, they keep beginning and end, which is
    where names differ; where even that is the same, a number tells them apart.
    """
    found: list[str] = []
    wanted = [label.strip() for label in labels]
    taken = {label for label in wanted if label and units(label) <= limit}
    for place, label in enumerate(wanted):
        fits = bool(label) and units(label) <= limit and label not in found
        title = label if fits else _shortened(label, limit, taken | set(found), place)
        found.append(title)
    return found


def _shortened(label: str, limit: int, taken: set[str], place: int) -> str:
    for title in (_beginning(label, limit), _both_ends(label, limit)):
        if title and title not in taken:
            return title
    return _numbered(label, limit, taken, place)


def _beginning(label: str, limit: int) -> str:
    """The first words that fit, else the first letters."""
    cut = _fitting(label, limit - 1)
    end = max((cut.rfind(mark) for mark in _MARKS), default=-1)
    # A word alone that is longer than half the room says more in part than not at all.
    kept = cut[:end] if end > len(cut) // 2 else cut
    kept = kept.rstrip(_MARKS)
    return kept + CUT if kept else ""


def _both_ends(label: str, limit: int) -> str:
    """Beginning and end, with what they have in the middle left out."""
    room = limit - 1
    tail = _fitting(label[::-1], room // 2)[::-1].lstrip(_MARKS)
    head = _fitting(label, room - units(tail)).rstrip(_MARKS)
    return f"{head}{CUT}{tail}" if head and tail else ""


def _numbered(label: str, limit: int, taken: set[str], place: int) -> str:
    number = place + 1
    while True:
        mark = f"{number}. "
        title = mark + (_fitting(label, limit - units(mark) - 1) or "").rstrip() + CUT
        if title not in taken:
            return title
        number += 1


def _fitting(text: str, limit: int) -> str:
    """The beginning that fits, without half an emoji at its end."""
    end = min(len(text), max(limit, 0))
    while end and units(text[:end]) > limit:
        end -= 1
    while 0 < end < len(text) and (text[end] in "\u200d\ufe0f\u20e3" or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end]
