"""How a message is laid out for WhatsApp: texts, up to three buttons, lists of ten, files one by one.

Lengths are UTF-16 units: the network does not say what it counts, and no other count is longer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.channels import layout
from bot.channels.layout import units
from bot.channels.whatsapp_titles import titles
from handlers.talk import Say
from handlers.talk.model import Choice

TEXT, BODY = 4096, 1024
BUTTONS, BUTTON_TITLE = 3, 20
ROWS, ROW_TITLE, ROW_DESCRIPTION = 10, 24, 72
LIST_BUTTON = "☰"  # opens the list; a channel speaks no language
_SENTENCE = re.compile(r"[.!?…](?=\s)")


def parts(say: Say) -> tuple[Say, ...]:
    """The same message as messages that the network takes: each file alone, then words, then the choices."""
    shown = tuple(Say("", media=(one,), unshown=say.unshown) for one in say.media)
    file = (Say("", file=say.file),) if say.file else ()
    words = say.words.strip()  # a text of spaces alone is refused
    worded = (
        _worded(replace(say, words=words, media=(), file=None, unshown="")) if words or say.choices else ()
    )
    return (*shown, *file, *worded)


def weight(part: Say) -> int:
    """Every part is one message."""
    return 1


def interactive(say: Say) -> dict[str, Any] | None:
    """The interactive object of a message with choices that fit one; None: a plain text."""
    if not say.choices:
        return None
    few = len(say.choices) <= BUTTONS
    action = _buttons(say.choices) if few else _list(say.choices)
    return {
        "type": "button" if few else "list",
        "body": {"text": say.words.strip() or LIST_BUTTON},
        "action": action,
    }


def _worded(say: Say) -> tuple[Say, ...]:
    if not say.choices:
        return tuple(Say(text) for text in pieces(say.words, TEXT))
    groups = _groups(say.choices)
    last = pieces(say.words, BODY)[-1]
    before = say.words.removesuffix(last).rstrip()
    first = replace(say, words=last, choices=groups[0])
    rest = (Say(f"{place}/{len(groups)}", choices=group) for place, group in enumerate(groups[1:], start=2))
    return (*(Say(text) for text in pieces(before, TEXT) if text), first, *rest)


def _groups(choices: Sequence[Choice]) -> list[tuple[Choice, ...]]:
    """As many rows as a list holds at a time; ways back and out, which can be typed, go first."""
    answers = [choice for choice in choices if not choice.nav]
    ways = [choice for choice in choices if choice.nav]
    room = max(0, ROWS - len(answers)) if len(answers) <= ROWS else 0
    kept = [*answers, *ways[:room]]
    return [tuple(kept[start : start + ROWS]) for start in range(0, len(kept), ROWS)]


def _buttons(choices: Sequence[Choice]) -> dict[str, Any]:
    named = titles([choice.label for choice in choices], BUTTON_TITLE)
    replies = [
        {"type": "reply", "reply": {"id": choice.id, "title": title}}
        for choice, title in zip(choices, named, strict=True)
    ]
    return {"buttons": replies}


def _list(choices: Sequence[Choice]) -> dict[str, Any]:
    named = titles([choice.label for choice in choices], ROW_TITLE)
    rows = [_row(choice, title) for choice, title in zip(choices, named, strict=True)]
    return {"button": LIST_BUTTON, "sections": [{"rows": rows}]}


def _row(choice: Choice, title: str) -> dict[str, str]:
    row, label = {"id": choice.id, "title": title}, " ".join(choice.label.split())
    if label and title != label:
        row["description"] = layout.shortened(label, ROW_DESCRIPTION)
    return row


def pieces(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` units, cut at a paragraph, a sentence, a line or a word."""
    found = []
    while units(text) > limit:
        cut = _cut(text, limit)
        found.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [piece for piece in (*found, text) if piece.strip()] or [text]


def _cut(text: str, limit: int) -> int:
    """Where to cut: not so early that people get many small messages."""
    first = layout.pieces(text, limit)[0]
    room = len(first)
    for ends in ([text.rfind("\n\n", 0, room + 1)], [m.end() for m in _SENTENCE.finditer(text, 0, room + 1)]):
        best = max((end for end in ends if end <= room), default=-1)
        if best > room // 2:
            return best
    return room
