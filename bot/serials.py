"""The serials of talks: which of a batch's people have used which, asked once for all of them together."""

from __future__ import annotations

import secrets
from collections.abc import Container, Iterable

from storage import talks
from storage.store import Tx

_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"


class Serials:
    """`tapped`: citizen and serial of the buttons that were tapped, about which somebody will ask.

    The first who asks pays for all: a new serial is made ready for everybody, and looked for with theirs.
    """

    def __init__(self, people: Iterable[int], tapped: Iterable[tuple[int, str]] = ()) -> None:
        self._people, self._tapped = list(people), list(tapped)
        self._ready: dict[int, str] = {}
        self._unknown: set[tuple[int, str]] = set()
        self._ended: dict[tuple[int, str], bool] = {}

    def new(self, tx: Tx, citizen_id: int, open_ones: Container[str]) -> str:
        """A serial that neither an open talk of theirs has nor one that has ended."""
        while True:
            self._prepare()
            serial = self._ready.pop(citizen_id, "") or _made()
            if serial not in open_ones and not self.has_ended(tx, citizen_id, serial):
                return serial

    def has_ended(self, tx: Tx, citizen_id: int, serial: str) -> bool:
        """Whether a talk under this serial had ended before the batch."""
        talk = (citizen_id, serial)
        if talk not in self._ended:
            self._prepare()
            asked = {*self._unknown, talk}
            ended = talks.ended_among(tx, asked)
            self._ended |= {one: one in ended for one in asked}
            self._unknown = set()
        return self._ended[talk]

    def _prepare(self) -> None:
        """A serial for everybody, once and only where somebody asks for one."""
        if self._people:
            self._ready = {citizen_id: _made() for citizen_id in self._people}
            self._unknown = {*self._ready.items(), *self._tapped}
            self._people = []


def _made() -> str:
    number = secrets.randbits(20)
    return "".join(_SIGNS[number >> shift & 31] for shift in (15, 10, 5, 0))
