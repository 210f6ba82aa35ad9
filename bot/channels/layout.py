"""How a message is laid out where a text may have 4,096 units: cut between words, buttons in rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.talk.model import Choice, Media, Say

TEXT_UNITS, CAPTION_UNITS, TOAST_UNITS = 4096, 1024, 200
_NEAREST_CUTS = ("\n\n", "\n", " ")
_JOINED = {0x200D, 0xFE0F, 0x20E3, *range(0x1F3FB, 0x1F400)}  # what belongs to the emoji before it
_LONGEST_EMOJI = 16
ALBUM = 10
_TOGETHER = {"photo": "seen", "video": "seen", "document": "document"}  # what one album may hold


def units(text: str) -> int:
    """Length as the chat networks count it, in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parts(say: Say) -> tuple[Say, ...]:
    """The same message as messages that each fit: albums first; file and buttons are with the last one."""
    if not say.media and not say.file and units(say.words) <= TEXT_UNITS:
        return (say,)  # as nearly all of them
    shown = tuple(Say("", media=album, unshown=say.unshown) for album in albums(say.media))
    if shown and not (say.words or say.file or say.choices):
        return shown
    return (*shown, *_worded(replace(say, media=(), unshown="")))


def albums(media: Sequence[Media]) -> Iterator[tuple[Media, ...]]:
    """What can be shown together, in the order given: photos and videos, or documents; the rest alone."""
    album: list[Media] = []
    for one in media:
        together = _TOGETHER.get(one.kind)
        if album and (len(album) == ALBUM or together is None or together != _TOGETHER.get(album[-1].kind)):
            yield tuple(album)
            album = []
        album.append(one)
    if album:
        yield tuple(album)


def weight(part: Say) -> int:
    """As how many messages of the bot the network counts a part: every photo of an album is one."""
    return max(1, len(part.media))


def _worded(say: Say) -> tuple[Say, ...]:
    if say.file and units(say.words) <= CAPTION_UNITS:
        return (say,)
    texts = pieces(say.words)
    if say.file:
        return (*(Say(text) for text in texts if text), replace(say, words=""))
    if len(texts) == 1:
        return (say,)
    return (*(Say(text) for text in texts[:-1]), replace(say, words=texts[-1]))


def pieces(text: str, limit: int = TEXT_UNITS) -> list[str]:
    """The text in pieces of at most `limit` units, cut at a paragraph, else a line, else a word."""
    found = []
    while units(text) > limit:
        room = _fitting(text, limit)
        cut = _best_cut(text, room)
        found.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [piece for piece in (*found, text) if piece.strip()] or [text]


def shortened(text: str, limit: int = TOAST_UNITS) -> str:
    """The text, ended by an ellipsis where it does not fit: only for words over a button."""
    return text if units(text) <= limit else text[: _fitting(text, limit - 1)] + "…"


def rows(say: Say) -> list[list[Choice]]:
    """The buttons as rows: answers in columns, the ways back and out together in the last row."""
    answers = [choice for choice in say.choices if not choice.nav]
    ways = [choice for choice in say.choices if choice.nav]
    columns = max(1, say.columns)
    laid = [answers[place : place + columns] for place in range(0, len(answers), columns)]
    return [*laid, ways] if ways else laid


def _fitting(text: str, limit: int) -> int:
    """How many characters fit into `limit` units, at least one."""
    end = min(len(text), limit)
    while end > 1 and units(text[:end]) > limit:
        end -= max(1, (units(text[:end]) - limit) // 2)
    return end


def _best_cut(text: str, room: int) -> int:
    for mark in _NEAREST_CUTS:
        found = text.rfind(mark, 0, room + 1)
        # A piece of less than half the room would make more messages than people like to get.
        if found > room // 2:
            return found
    return _between_emoji(text, room)


def _between_emoji(text: str, room: int) -> int:
    """The last place at or before `room` that tears no emoji of several characters apart."""
    for cut in range(room, max(room - _LONGEST_EMOJI, 1), -1):
        if ord(text[cut]) not in _JOINED and ord(text[cut - 1]) != 0x200D:
            return cut
    return room
