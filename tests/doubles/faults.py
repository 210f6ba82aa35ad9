"""Faults of the network, to be switched on while it runs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from tests.doubles.ledger import is_send
from tests.doubles.pulse import Pulse
from tests.doubles.wire import Json, Refusal

Kind = Literal["status", "reset", "hang", "late", "cut"]
_KINDS: tuple[Kind, ...] = ("reset", "hang", "late", "cut")


@dataclass
class Fault:
    """What goes wrong with the next `left` calls of `method` ("*": any, "send": any that sends)."""

    kind: Kind
    method: str = "*"
    left: float = 1
    chat: int | None = None
    status: int = 500
    retry_after: int | None = None
    description: str = ""
    seconds: float = 0.0
    html: bool = False
    code: int = 0  # what is wrong, on networks that number it

    def meets(self, method: str, chat: int | None) -> bool:
        wanted = self.method in ("*", method) or (self.method == "send" and is_send(method))
        return wanted and self.chat in (None, chat) and self.left > 0

    def refusal(self) -> Refusal:
        retry_after = (self.retry_after or 1) if self.status == 429 else self.retry_after
        return Refusal(self.status, self.description, retry_after=retry_after)


class Faults:
    """The faults waiting to happen; the oldest that meets a call strikes it."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self.latency = 0.0
        self._waiting: list[Fault] = []

    def fail(
        self,
        method: str = "*",
        times: float = 1,
        *,
        status: int = 500,
        retry_after: int | None = None,
        description: str = "",
        chat: int | None = None,
        html: bool = False,
        code: int = 0,
    ) -> None:
        """Answer the next calls with a status; `html` as a gateway in front of the API does."""
        self.add(Fault("status", method, times, chat, status, retry_after, description, html=html, code=code))

    def reset(self, method: str = "*", times: float = 1, *, chat: int | None = None) -> None:
        """Reset the connection; nothing is done."""
        self.add(Fault("reset", method, times, chat))

    def hang(self, method: str = "*", times: float = 1, *, chat: int | None = None) -> None:
        """Take the call and never answer; nothing is done."""
        self.add(Fault("hang", method, times, chat))

    def late(self, seconds: float, method: str = "*", times: float = 1, *, chat: int | None = None) -> None:
        """Carry the call out, then answer so many seconds late: the caller cannot know."""
        self.add(Fault("late", method, times, chat, seconds=seconds))

    def cut(self, method: str = "*", times: float = 1, *, chat: int | None = None) -> None:
        """Carry the call out, then reset the connection instead of answering: the caller cannot know."""
        self.add(Fault("cut", method, times, chat))

    def down(self) -> None:
        """Nobody gets through any more, until `clear()`."""
        self.reset(times=math.inf)

    def add(self, fault: Fault) -> None:
        with self._pulse.change():
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._pulse.change():
            self.latency = 0.0
            self._waiting.clear()

    def pending(self) -> list[Fault]:
        """Faults that did not strike yet."""
        with self._pulse.look():
            return [fault for fault in self._waiting if fault.left > 0]

    def take(self, method: str, chat: int | None) -> Fault | None:
        with self._pulse.change():
            for fault in self._waiting:
                if fault.meets(method, chat):
                    fault.left -= 1
                    return fault
        return None

    def read(self, spelled: Json) -> None:
        """Faults as `POST /control/faults` brings them: {"latency": 0.2, "fail": [{...}], "reset": [...]}."""
        if spelled.get("clear"):
            self.clear()
        self.latency = float(spelled.get("latency", self.latency))
        for fault in spelled.get("fail", []):
            self.add(Fault("status", **_renamed(fault)))
        for kind in _KINDS:
            for fault in spelled.get(kind, []):
                self.add(Fault(kind, **_renamed(fault)))


def _renamed(fault: Json) -> Json:
    """Outside one says `times`; inside it is what is left of them."""
    return {("left" if name == "times" else name): value for name, value in fault.items()}
