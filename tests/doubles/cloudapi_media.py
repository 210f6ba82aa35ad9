"""Media: kept by id, handed out under an address that lives five minutes, taken only in kinds Meta takes."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass

from tests.doubles.cloudapi_wire import GraphRefusal, wrong
from tests.doubles.wire import Json, Upload

URL_SECONDS = 5 * 60
_MIB = 1024 * 1024
# What Meta takes, and how large (its page on supported media types).
KINDS: dict[str, tuple[int, frozenset[str]]] = {
    "image": (5 * _MIB, frozenset({"image/jpeg", "image/png"})),
    "audio": (
        16 * _MIB,
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/opus"}),
    ),
    "video": (16 * _MIB, frozenset({"video/mp4", "video/3gpp"})),
    "sticker": (500 * 1024, frozenset({"image/webp"})),
    "document": (
        100 * _MIB,
        frozenset(
            "text/plain application/pdf application/msword application/vnd.ms-excel"
            " application/vnd.ms-powerpoint"
            " application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            " application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            " application/vnd.openxmlformats-officedocument.presentationml.presentation".split()
        ),
    ),
}


@dataclass(frozen=True)
class Medium:
    """One file; `size` may claim more than `content` holds, so that 25 MB cost no memory."""

    id: str
    mime: str
    content: bytes
    size: int
    name: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def sort(self) -> str:
        """The type without what follows it, such as `; codecs=opus`."""
        return self.mime.partition(";")[0].strip()


class Media:
    """The network's store of files. `now` is the network's clock, in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._by_id: dict[str, Medium] = {}
        self._lent: dict[str, tuple[str, float]] = {}  # ticket: medium, and until when
        self._ids = itertools.count(1906385232743451)
        self.gone: set[str] = set()  # Meta deletes them after a month; a test sooner

    def add(self, mime: str, content: bytes, size: int | None = None, name: str = "") -> Medium:
        medium = Medium(str(next(self._ids)), mime, content, size or len(content), name)
        self._by_id[medium.id] = medium
        return medium

    def upload(self, fields: Json, upload: Upload | None) -> Medium:
        """What a business brings to send it. Raises GraphRefusal for a kind or size Meta does not take."""
        if fields.get("messaging_product") != "whatsapp":
            raise wrong("messaging_product: must be whatsapp")
        if upload is None or not upload.content:
            raise GraphRefusal(131053, "(#100) The parameter file is required", violation=True)
        kind = str(fields.get("type", upload.kind)).partition(";")[0].strip()
        limit = max((most for most, kinds in KINDS.values() if kind in kinds), default=0)
        if not limit:
            raise GraphRefusal(100, f"Param file must be a file with one of the types, not {kind}")
        if len(upload.content) > limit:
            raise GraphRefusal(131053, f"{len(upload.content)} bytes, at most {limit} allowed")
        return self.add(kind, upload.content, name=upload.name)

    def get(self, medium_id: str) -> Medium:
        """Raises GraphRefusal for an id nobody was ever given, and for a file that is no more."""
        if medium_id not in self._by_id or medium_id in self.gone:
            raise GraphRefusal(
                100, f"Object with ID '{medium_id}' does not exist", subcode=33, violation=medium_id == ""
            )
        return self._by_id[medium_id]

    def to_send(self, medium_id: str, kind: str) -> Medium:
        """The file as this kind of message. Raises GraphRefusal."""
        if medium_id not in self._by_id or medium_id in self.gone:
            raise GraphRefusal(131053, f"{kind}: no media with id {medium_id}")
        medium = self._by_id[medium_id]
        limit, kinds = KINDS[kind]
        if medium.sort not in kinds:
            raise GraphRefusal(131053, f"{medium.sort} cannot be sent as {kind}", violation=True)
        if medium.size > limit:
            raise GraphRefusal(131053, f"{kind}: {medium.size} bytes, at most {limit} allowed")
        return medium

    def delete(self, medium_id: str) -> None:
        del self._by_id[self.get(medium_id).id]

    def lend(self, medium: Medium) -> str:
        """A ticket that opens the file for five minutes."""
        ticket = hashlib.sha256(f"{medium.id} {self._now()} {len(self._lent)}".encode()).hexdigest()[:32]
        self._lent[ticket] = (medium.id, self._now() + URL_SECONDS)
        return ticket

    def at(self, ticket: str) -> Medium | None:
        """The file under an address that was handed out less than five minutes ago."""
        medium_id, until = self._lent.get(ticket, ("", 0.0))
        return self._by_id.get(medium_id) if self._now() < until and medium_id not in self.gone else None
