"""A conversation as its pages show it: what is stored, and what is kept apart and only in memory, by time."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge

from bot.untraceable.pages import BEGIN, Pages
from storage import web_chats, web_files
from storage.store import Tx
from storage.web_chats import ChatState, ShownRow
from storage.web_files import WebPicture


@dataclass(frozen=True)
class Place:
    """How far a page has come: in what is stored, and in what is apart."""

    stored: int = 0
    apart: int = 0

    @classmethod
    def parse(cls, text: str | None) -> Place:
        stored, _dot, apart = (text or "").partition(".")
        return cls(_number(stored), _number(apart))

    def __str__(self) -> str:
        return f"{self.stored}.{self.apart}" if self.apart else str(self.stored)

    def beyond(self, row: ShownRow) -> Place:
        """The same once this message is shown."""
        return Place(self.stored, row.seq) if row.seq > BEGIN else Place(row.seq, self.apart)


@dataclass(frozen=True)
class Past:
    """Both in one."""

    apart: Pages

    def newest(self, tx: Tx, address: str, limit: int, before: int = 0) -> list[ShownRow]:
        """The last messages, or the last before a place; in the order in which they were said."""
        place = self.one(tx, address, before) if before else None
        apart = [row for row in self.apart.since(address, 0) if place is None or _is_before(row, place)]
        if place is not None and before > BEGIN:
            stored = web_chats.newest(tx, address, limit, until=place.at)
        else:
            stored = web_chats.newest(tx, address, limit, before)
        return list(merge(stored, apart, key=lambda row: row.at))[-limit:]

    def news(self, tx: Tx, address: str, after: Place, limit: int) -> list[ShownRow]:
        """What has changed after this place."""
        stored = web_chats.since(tx, address, after.stored, limit)
        return [*stored, *self.apart.since(address, after.apart)][:limit]

    def one(self, tx: Tx, address: str, ref: int) -> ShownRow | None:
        """The message at this place."""
        return self.apart.one(address, ref) if ref > BEGIN else web_chats.one(tx, address, ref)

    def last(self, address: str, state: ChatState) -> Place:
        """How far all of it has come."""
        return Place(state.last, self.apart.last(address))

    def is_answered(self, tx: Tx, address: str) -> bool:
        """Nothing of the answer waits any more, and the last that happened was ours."""
        state = web_chats.state(tx, address)
        stored = web_chats.since(tx, address, state.last - 1, 1)
        last = self.apart.since(address, 0)[-1:] or stored
        return not state.pending and not (last and last[0].own)

    def picture(self, tx: Tx, ref: str) -> WebPicture | None:
        """A picture that somebody sent."""
        content = self.apart.picture(ref)
        return WebPicture("image/jpeg", content) if content else web_files.read(tx, ref)


def _is_before(row: ShownRow, place: ShownRow) -> bool:
    """Whether a row apart was said before this one; places count only within what is apart."""
    return row.ref < place.ref if place.ref > BEGIN else row.at < place.at


def _number(text: str) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
