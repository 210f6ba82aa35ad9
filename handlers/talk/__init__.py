"""The kit on which conversations stand: one pure generator each, replayed from its stored answers."""

from handlers.talk.model import (
    File,
    Go,
    Input,
    Media,
    Outcome,
    Place,
    Recorded,
    Say,
    Script,
    State,
    Talk,
    Words,
)
from handlers.talk.questions import choose, confirm, record, so_far, write
from handlers.talk.words import _, later, ngettext, paragraphs, speaking, spoken

__all__ = [
    "File",
    "Go",
    "Input",
    "Media",
    "Outcome",
    "Place",
    "Recorded",
    "Say",
    "Script",
    "State",
    "Talk",
    "Words",
    "_",
    "choose",
    "confirm",
    "later",
    "ngettext",
    "paragraphs",
    "record",
    "so_far",
    "speaking",
    "spoken",
    "write",
]
