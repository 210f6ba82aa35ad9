"""The kit on which conversations stand: one pure generator each, replayed from its stored answers."""

from handlers.talk.model import Go, Input, Media, Outcome, Place, Recorded, Say, Script, State, Talk, Words
from handlers.talk.questions import choose, confirm, record, write
from handlers.talk.words import _, ngettext, speaking

__all__ = [
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
    "ngettext",
    "record",
    "speaking",
    "write",
]
