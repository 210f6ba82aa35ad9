"""The letterbox: finished reports that belong to nobody, each a sealed file, until night."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from bot.untraceable.room import LETTER, Room
from handlers.talk import Words

WAITING, KEPT, REFUSED = "waiting", "kept", "refused"


@dataclass(frozen=True)
class Enclosed:
    """A photo of a letter. `ref` and `channel` are the network's, and erased once it was fetched."""

    channel: str
    ref: str
    state: str = WAITING
    size: int = 0
    tries: int = 0


@dataclass(frozen=True)
class Letter:
    """What is put into the letterbox: a report, or new words for one.

    `receipt`: the hash under which its holder finds it; `day`: all that is known of when.
    """

    receipt: str
    day: str
    about: Mapping[str, Any]  # what a case is made of; empty where words are added to one
    words: str = ""
    enclosed: tuple[Enclosed, ...] = field(default=())

    @property
    def waits(self) -> bool:
        """Whether a photo is still to be fetched."""
        return any(one.state == WAITING for one in self.enclosed)

    @property
    def is_case(self) -> bool:
        return bool(self.about)

    @property
    def on(self) -> date:
        return date.fromisoformat(self.day)


class Letterbox:
    """The letters of a room. A name is made of the talk's, so that a turn taken twice is one letter."""

    def __init__(self, room: Room) -> None:
        self._files, self._secret = room.files, room.secret

    def name_for(self, talk: str) -> str:
        """The name of the letter of this run of a talk; it tells nobody which."""
        return self._named(f"letter:{talk}")

    def put(self, name: str, letter: Letter) -> None:
        """Put it in, or in the place of the same one."""
        self._files.put(name + LETTER, json.dumps(asdict(letter), ensure_ascii=False).encode())
        self._files.sync()

    def get(self, name: str) -> Letter | None:
        found = self._files.get(name + LETTER)
        return _letter(json.loads(found)) if found else None

    def all(self) -> Iterator[tuple[str, Letter]]:
        """Every letter by its name."""
        for file in self._files.names(LETTER):
            name = file.removesuffix(LETTER)
            if letter := self.get(name):
                yield name, letter

    def of(self, receipt: str) -> list[tuple[str, Letter]]:
        """The letters that the holder of this receipt has put in."""
        return [(name, letter) for name, letter in self.all() if hmac.compare_digest(letter.receipt, receipt)]

    def enclose(self, name: str, place: int, content: bytes) -> None:
        """The photo was fetched: where it came from is forgotten."""
        self._files.put(_photo(name, place), content)
        self._change(name, place, state=KEPT, channel="", ref="", size=len(content))

    def refuse(self, name: str, place: int) -> None:
        """There will be no photo."""
        self._change(name, place, state=REFUSED, channel="", ref="")

    def tried(self, name: str, place: int) -> None:
        """It did not work this time."""
        if letter := self.get(name):
            self._change(name, place, tries=letter.enclosed[place].tries + 1)

    def photos(self, name: str, letter: Letter) -> list[tuple[str, bytes]]:
        """The photos that are there: the name of each among all kept files, and its bytes."""
        found = []
        for place, one in enumerate(letter.enclosed):
            content = self._files.get(_photo(name, place)) if one.state == KEPT else None
            if content:
                found.append((self._named(f"photo:{name}:{place}"), content))
        return found

    def destroy(self, name: str, letter: Letter) -> None:
        """It has gone on: nothing of it stays here."""
        self._files.destroy(name + LETTER)
        for place in range(len(letter.enclosed)):
            self._files.destroy(_photo(name, place))
        self._files.sync()

    def _change(self, name: str, place: int, **values: Any) -> None:
        letter = self.get(name)
        if letter is None:
            return
        enclosed = list(letter.enclosed)
        enclosed[place] = replace(enclosed[place], **values)
        self.put(name, replace(letter, enclosed=tuple(enclosed)))

    def _named(self, what: str) -> str:
        return hmac.digest(self._secret, what.encode(), "sha256").hex()[:32]


def enclosed(channel: str, sent: Iterable[Words]) -> tuple[Enclosed, ...]:
    """The photos among what was sent; a voice or a file tells too much of who it is from."""
    return tuple(
        Enclosed(channel, media.ref) for words in sent for media in words.media if media.kind == "photo"
    )


def _letter(stored: dict[str, Any]) -> Letter:
    return Letter(**{**stored, "enclosed": tuple(Enclosed(**one) for one in stored["enclosed"])})


def _photo(name: str, place: int) -> str:
    return f"{name}.{place}.photo"
