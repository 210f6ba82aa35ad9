"""Stored messages as a page shows them: words, pictures, and the buttons that still mean something."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.scripts import COMMANDS
from handlers.talk.model import Button, Choice, Say
from handlers.talk.stored import say_from_json
from storage.web_chats import ShownRow

GREETING = 0  # the place of the first words, which are not stored
_COMMAND = re.compile(r"(?<!\S)/[a-z_]+\b")


@dataclass(frozen=True)
class Seen:
    """One message. `id`: the browser's own, of what the person said; `pieces`: words and commands in turn."""

    ref: int
    own: bool
    id: str = ""
    pieces: tuple[tuple[str, str], ...] = ()
    pictures: tuple[str, ...] = ()  # MIME types, in order; a page asks for them by their number
    file: str = ""
    place: bool = False
    choices: tuple[Choice, ...] = ()
    columns: int = 1
    about: int = 0  # the message that was answered with a tap


def seen(row: ShownRow) -> Seen:
    """The message of this row."""
    return _own(row) if row.own else _ours(row.ref, say_from_json(row.body)[0])


def greeting(say: Say) -> Seen:
    """The first words of a conversation in which nothing was said yet."""
    return _ours(GREETING, say)


def live(messages: Sequence[Seen]) -> list[Seen]:
    """The same messages without the buttons whose question was asked again or answered since."""
    shown: list[Seen] = []
    offered: set[str] = set()
    answered: set[int] = set()
    for message in reversed(messages):
        if message.own:
            answered.add(message.about)
        kept = tuple(c for c in message.choices if _counts(c, message.ref, offered, answered))
        offered |= {offer(choice.id) for choice in message.choices}
        shown.append(replace(message, choices=kept))
    return shown[::-1]


def offer(choice: str) -> str:
    """What a button offers: of a question all of its buttons the same, of anything else itself."""
    button = Button.parse(choice)
    return f"t.{button.serial}" if button else choice


def label_of(say: Say, tap: str) -> str:
    """What stands on the button that was tapped."""
    return next((choice.label for choice in say.choices if choice.id == tap), "")


def _counts(choice: Choice, ref: int, offered: set[str], answered: set[int]) -> bool:
    is_question = Button.parse(choice.id) is not None
    return offer(choice.id) not in offered and not (is_question and ref in answered)


def _own(row: ShownRow) -> Seen:
    said = json.loads(row.body)
    return Seen(
        row.ref,
        own=True,
        id=row.key.split(".")[1] if "." in row.key else "",
        pieces=(("words", said["text"]),) if said["text"] else (),
        pictures=tuple("image/jpeg" for _ in said["media"]),
        place=said["place"],
        about=int(said["about"]) if said["about"].isdigit() else -1,
    )


def _ours(ref: int, say: Say) -> Seen:
    return Seen(
        ref,
        own=False,
        pieces=pieces(say.words or say.unshown),
        pictures=tuple(one.mime or ("image/jpeg" if one.kind == "photo" else "") for one in say.media),
        file=say.file.name if say.file else "",
        choices=say.choices,
        columns=say.columns,
    )


def pieces(words: str) -> tuple[tuple[str, str], ...]:
    """The words, and between them the commands that one can also tap."""
    found: list[tuple[str, str]] = []
    end = 0
    for match in _COMMAND.finditer(words):
        if match[0] in COMMANDS:
            found += [("words", words[end : match.start()]), ("command", match[0])]
            end = match.end()
    return tuple(piece for piece in (*found, ("words", words[end:])) if piece[1])
