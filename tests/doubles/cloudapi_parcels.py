"""What waits for the webhook: parcels of one or several messages and statuses, pushed until answered 200."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tests.doubles.cloudapi_payloads import Shape, payload, signature, written
from tests.doubles.ledger import Id, UpdateRecord
from tests.doubles.pulse import Pulse
from tests.doubles.pusher import Pusher


@dataclass
class Subscription:
    """Where Meta brings webhooks; an empty url means nowhere yet."""

    url: str = ""
    max_connections: int = 100
    last_error: str = ""


@dataclass
class Parcel(UpdateRecord):
    """One POST: what its records hold, in this shape."""

    records: list[UpdateRecord] = field(default_factory=list)
    shape: Shape = "entries"


class Parcels:
    """The queue of one account."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self.webhook = Subscription()
        self.pending: dict[Id, UpdateRecord] = {}
        self.again: list[UpdateRecord] = []
        self._numbers = itertools.count(1)
        self._open: list[UpdateRecord] | None = None
        self.doubled: Callable[[], bool] = lambda: (
            False
        )  # whether the next one is brought twice, side by side

    def add(self, record: UpdateRecord) -> None:
        """A message or status of its own, unless several are being put together."""
        with self._pulse.change("queue"):
            if self._open is not None:
                self._open.append(record)
            else:
                self._enqueue([record])

    @contextmanager
    def together(self, shape: Shape) -> Iterator[list[UpdateRecord]]:
        """Whatever is put in the block goes out as one payload, in the order the list has at the end."""
        yield from self._gathered(lambda records: self._enqueue(records, shape))

    @contextmanager
    def held(self) -> Iterator[list[UpdateRecord]]:
        """Whatever is put in the block goes out after it, side by side, in the order of the list."""
        yield from self._gathered(self._enqueue_each)

    def _gathered(self, release: Callable[[list[UpdateRecord]], object]) -> Iterator[list[UpdateRecord]]:
        gathered: list[UpdateRecord] = []
        self._open = gathered
        try:
            yield gathered
        finally:
            self._open = None
        with self._pulse.change("queue"):
            if gathered:
                release(gathered)

    def _enqueue_each(self, records: list[UpdateRecord]) -> None:
        for record in records:
            self._enqueue([record], alone=True)

    def _enqueue(self, records: list[UpdateRecord], shape: Shape = "entries", *, alone: bool = False) -> None:
        # Statuses overtake each other and everything else, as they do with Meta.
        first = records[0]
        chat = None if alone or first.kind != "message" else first.chat
        parcel = Parcel(f"parcel {next(self._numbers)}", chat, "parcel", {}, records=records, shape=shape)
        self.pending[parcel.update_id] = parcel
        if self.doubled():
            self.again.append(replace(parcel, update_id=f"parcel {next(self._numbers)}"))

    def repeat(self, record: UpdateRecord, copies: int) -> None:
        """Hand something over again, at once and side by side."""
        with self._pulse.change("queue"):
            for _ in range(copies):
                number = f"parcel {next(self._numbers)}"
                self.again.append(Parcel(number, None, "parcel", {}, records=[record]))

    def confirm(self, record: UpdateRecord) -> None:
        """The business has it: it answered 200."""
        assert isinstance(record, Parcel)
        with self._pulse.change("queue"):
            self.pending.pop(record.update_id, None)
            for one in record.records:
                one.confirmed_at = one.confirmed_at or time.time()

    def push_failed(self, why: str) -> None:
        self.webhook.last_error = why


class ParcelsPushed(Pusher):
    """Signs every payload over its bytes; only a 200 counts."""

    def __init__(
        self, pulse: Pulse, parcels: Parcels, waba_id: str, app_secret: str, push_timeout: float
    ) -> None:
        super().__init__(pulse, parcels, push_timeout)
        self._waba_id, self._app_secret = waba_id, app_secret

    def letter(self, record: UpdateRecord) -> tuple[bytes, dict[str, str]]:
        assert isinstance(record, Parcel)
        changes = [(str(one.payload["field"]), one.payload["value"]) for one in record.records]
        body = written(payload(self._waba_id, changes, record.shape))
        signed = signature(self._app_secret, body)
        return body, {"Content-Type": "application/json", "X-Hub-Signature-256": signed}

    def note_delivery(self, record: UpdateRecord) -> None:
        assert isinstance(record, Parcel)
        for one in record.records:
            one.deliveries.append(time.time())

    def is_success(self, status: int) -> bool:
        return status == 200
