"""A conversation as people see it: screens with buttons, and the whole of it written down as a play."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.doubles.wire import Json

PERSON, BOT = "Warga", "Bot"


@dataclass(frozen=True)
class Screen:
    """One message of the bot: its text and its rows of buttons; `data`: what the buttons stand for."""

    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    message_id: int = 0
    data: tuple[str, ...] = ()

    @property
    def buttons(self) -> list[str]:
        return [label for row in self.rows for label in row]

    def __str__(self) -> str:
        return "\n".join([self.text, *map(drawn, self.rows)])

    def __contains__(self, part: str) -> bool:
        return part in str(self)


@dataclass(frozen=True)
class Line:
    """One line of the play."""

    speaker: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


def drawn(row: Iterable[str]) -> str:
    return " ".join(f"[{label}]" for label in row)


def screen_of(message: Json) -> Screen:
    data = tuple(str(button.get("callback_data", "")) for button in buttons_of(message))
    return Screen(words_of(message), rows_of(message), int(message["message_id"]), data)


def buttons_of(message: Json) -> list[Json]:
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in keyboard for button in row]


def rows_of(message: Json) -> tuple[tuple[str, ...], ...]:
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    return tuple(tuple(str(button["text"]) for button in row) for row in keyboard)


def words_of(message: Json) -> str:
    """What one reads of a message of any kind."""
    if "text" in message:
        return str(message["text"])
    thing = next((_THINGS[kind](message[kind]) for kind in _THINGS if kind in message), "(pesan)")
    return f"{thing} {message['caption']}" if message.get("caption") else thing


_THINGS: dict[str, Callable[[Any], str]] = {
    "photo": lambda photo: "(foto)",
    "document": lambda document: f"(berkas {document.get('file_name', '')})",
    "voice": lambda voice: f"(pesan suara {voice.get('duration', 0)} detik)",
    "video": lambda video: "(video)",
    "sticker": lambda sticker: f"(stiker {sticker.get('emoji', '')})",
    "location": lambda place: f"(lokasi {place.get('latitude')}, {place.get('longitude')})",
    "contact": lambda contact: "(kontak)",
    "new_chat_members": lambda members: "(menambahkan bot ke grup)",
}
_STATES = {"kicked": "(memblokir bot)", "left": "(mengeluarkan bot)", "member": "(bot masuk)"}


def line_of(update: Json) -> Line:
    """An update as a line of the play."""
    if "message" in update:
        return Line(PERSON, words_of(update["message"]))
    if "edited_message" in update:
        return Line(PERSON, f"(mengubah) {words_of(update['edited_message'])}")
    if "callback_query" in update:
        return Line(PERSON, f"[{_tapped_label(update['callback_query'])}]")
    if "my_chat_member" in update:
        status = update["my_chat_member"].get("new_chat_member", {}).get("status", "")
        return Line(PERSON, _STATES.get(status, f"({status})"))
    return Line(PERSON, "(" + ", ".join(sorted(update.keys() - {"update_id"})) + ")")


def _tapped_label(query: Json) -> str:
    buttons = buttons_of(query.get("message", {}))
    labels = [str(b["text"]) for b in buttons if b.get("callback_data") == query.get("data")]
    return labels[0] if labels else str(query.get("data", ""))


def written(lines: Iterable[Line], person: str = PERSON, bot: str = BOT) -> str:
    """The play: speakers in the left column, words and [buttons] in the right one."""
    width = max(len(person), len(bot)) + 2
    out: list[str] = []
    for line in lines:
        speaker = person if line.speaker == PERSON else bot
        spoken = [*line.text.split("\n"), *map(drawn, line.rows)]
        out.append(f"{speaker + ':':<{width}}{spoken[0]}")
        out.extend(" " * width + more for more in spoken[1:])
    return "\n".join(line.rstrip() for line in out) + "\n"


def meant(buttons: Sequence[tuple[str, str]], wanted: str) -> int | None:
    """Which of the buttons (label, data): first the whole label, then a part of it, then what it stands for.

    What it stands for is the data, the option in it, or question and option (`score:4`).
    """
    tests: tuple[Callable[[str, str], bool], ...] = (
        lambda label, data: label == wanted.casefold(),
        lambda label, data: wanted.casefold() in label,
        lambda label, data: wanted in (data, _option(data)),
        lambda label, data: ":" in wanted and data.partition(".")[2].startswith(wanted),
    )
    for test in tests:
        for place, (label, data) in enumerate(buttons):
            if test(label.casefold(), data):
                return place
    return None


def _option(data: str) -> str:
    """`4` of `rate.score:4~k3f7.7`."""
    return data.partition(":")[2].partition("~")[0]
