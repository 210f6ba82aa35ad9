"""The ledger: every update with its confirmation, every call with its fate; what tests are judged by."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from tests.doubles.pulse import Pulse
from tests.doubles.wire import Json, Refusal, Request, Upload

Id = int | str  # some networks count, others name


@dataclass
class UpdateRecord:
    """One update: when people caused it, how often the bot got it, when the bot confirmed it."""

    update_id: Id
    chat: int | None
    kind: str
    payload: Json
    put_at: float = field(default_factory=time.time)
    confirmed_at: float | None = None
    deliveries: list[float] = field(default_factory=list)
    dropped: str | None = None

    def as_json(self) -> Json:
        return asdict(self)


@dataclass(frozen=True)
class Call:
    """One accepted call. `time` is the wall clock, `at` the monotonic one (for windows)."""

    method: str
    params: Json
    chat: int | None
    message_id: Id | None
    via: str
    time: float
    at: float
    uploads: dict[str, Upload] = field(default_factory=dict, repr=False)

    @property
    def text(self) -> str:
        return str(self.params.get("text", self.params.get("caption", "")))

    @property
    def messages(self) -> int:
        """As how many messages the network counts it: every photo of an album is one."""
        return len(self.params["media"]) if self.method == "sendMediaGroup" else 1

    def as_json(self) -> Json:
        sizes = {name: len(upload.content) for name, upload in self.uploads.items()}
        names = ("method", "params", "chat", "message_id", "via", "time", "at")
        return {name: getattr(self, name) for name in names} | {"uploads": sizes}


@dataclass(frozen=True)
class Refused:
    """One call that was answered with ok=false, whether by a rule or by a fault."""

    method: str
    params: Json
    status: int
    description: str
    retry_after: int | None
    violation: bool
    time: float
    at: float

    def as_json(self) -> Json:
        return asdict(self)


class Ledger:
    """All that happened, in order; safe to read from any thread."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self.updates: dict[Id, UpdateRecord] = {}
        self._calls: list[Call] = []
        self._refused: list[Refused] = []
        self._forgiven = 0

    def keep(self, record: UpdateRecord) -> None:
        self.updates[record.update_id] = record

    def accept(self, request: Request, chat: int | None = None, message_id: Id | None = None) -> None:
        call = Call(
            request.method, request.params, chat, message_id, request.via, time.time(), time.monotonic(),
            request.uploads,
        )  # fmt: skip
        with self._pulse.change():
            self._calls.append(call)

    def refuse(self, method: str, params: Json, refusal: Refusal) -> None:
        entry = Refused(
            method, params, refusal.status, refusal.description, refusal.retry_after, refusal.violation,
            time.time(), time.monotonic(),
        )  # fmt: skip
        with self._pulse.change():
            self._refused.append(entry)

    def calls(self, method: str | None = None) -> list[Call]:
        with self._pulse.look():
            return [call for call in self._calls if method in (None, call.method)]

    def sent(self, chat: int | None = None) -> list[Call]:
        """Accepted calls that put a message into a chat (or into any chat), oldest first."""
        with self._pulse.look():
            return [call for call in self._calls if is_send(call.method) and chat in (None, call.chat)]

    def refused(self, status: int | None = None) -> list[Refused]:
        with self._pulse.look():
            return [entry for entry in self._refused if status in (None, entry.status)]

    def violations(self) -> list[Refused]:
        with self._pulse.look():
            return [entry for entry in self._refused[self._forgiven :] if entry.violation]

    def forgive(self) -> list[Refused]:
        """The violations so far, which count no more: for tests that commit them on purpose."""
        with self._pulse.change():
            forgiven = self.violations()
            self._forgiven = len(self._refused)
            return forgiven

    def confirmed(self) -> list[UpdateRecord]:
        with self._pulse.look():
            return [record for record in self.updates.values() if record.confirmed_at is not None]

    def unconfirmed(self) -> list[UpdateRecord]:
        """What the network still keeps for the bot (what was dropped is not among it)."""
        with self._pulse.look():
            return [r for r in self.updates.values() if r.confirmed_at is None and r.dropped is None]

    def as_json(self) -> Json:
        with self._pulse.look():
            return {
                "updates": [record.as_json() for record in self.updates.values()],
                "calls": [call.as_json() for call in self._calls],
                "refused": [entry.as_json() for entry in self._refused],
                "violations": [entry.as_json() for entry in self._refused if entry.violation],
            }


def is_send(method: str) -> bool:
    """Does the method put a new message into a chat, and so count against the rate?"""
    return method.startswith("send") and method != "sendChatAction"


def busiest(calls: Iterable[Call], window: float = 1.0) -> int:
    """The most messages that fell into any window of so many seconds."""
    moments = sorted(call.at for call in calls for _ in range(call.messages))
    first, most = 0, 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most
