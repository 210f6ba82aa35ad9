"""Messages that belong to an answer: how they are stored, and what they say together."""

from __future__ import annotations

import unicodedata

from handlers.talk.model import Input, Json, Media, Place, Words
from handlers.talk.words import _

CUT_BY_NETWORK = 4000  # a message this long was cut by the network: the next one continues the sentence
SHORT_WORDS, SHORT_LENGTH = 2, 40  # what is longer is more than the name of a choice


def parts_of(stored: Json) -> tuple[Json, ...]:
    """The messages of a written answer; none for any other kind of answer."""
    return tuple(stored.get("parts") or ()) if isinstance(stored, dict) else ()


def says_something(text: str) -> bool:
    """Whether there is a letter, a digit or a symbol (an emoji is one) among spaces and invisible signs."""
    return any(unicodedata.category(c)[0] in "LNS" for c in text)


def is_more_than_a_choice(text: str) -> bool:
    """Whether somebody told us something, rather than trying to name one of the options."""
    long = len(text.split()) > SHORT_WORDS or len(text) > SHORT_LENGTH
    return long and says_something(text)


def in_short(words: Words, length: int = 160) -> str:
    """The beginning of the words and what was sent along, to recognise one's own message by."""
    text = " ".join(words.text.split())
    shown = text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + "…"
    extras = [
        _("{count} attachments", count=len(words.media)) if words.media else "",
        _("a place") if words.place else "",
    ]
    return " + ".join(part for part in (shown, *extras) if part)


def part_of(said: Input) -> Json:
    """What is stored of one message that belongs to an answer."""
    part: dict[str, Json] = {"text": said.text} if said.text else {}
    if said.media:
        part["media"] = dict(vars(said.media))
    if said.place:
        part["place"] = [said.place.latitude, said.place.longitude]
    return part


def words_of(parts: tuple[Json, ...]) -> Words:
    """What the messages say together; one that the network cut goes on in the next without a break."""
    text = ""
    previous = ""
    for part in parts:
        if piece := part.get("text", ""):
            joint = "" if not text or _was_cut(previous) else "\n"
            text, previous = text + joint + piece, piece
    media = tuple(Media(**part["media"]) for part in parts if part.get("media"))
    places = [Place(*part["place"]) for part in parts if part.get("place")]
    return Words(text, media, places[-1] if places else None)


def _was_cut(piece: str) -> bool:
    # Networks count in UTF-16, where an emoji is two.
    return len(piece.encode("utf-16-le", "surrogatepass")) // 2 >= CUT_BY_NETWORK


def joined(*parts: Words) -> Words:
    """All that was written and sent, in this order, as one; the last place counts."""
    places = [part.place for part in parts if part.place]
    return Words(
        "\n".join(part.text for part in parts if part.text),
        tuple(media for part in parts for media in part.media),
        places[-1] if places else None,
    )
