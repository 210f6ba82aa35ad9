"""A desk whose photos are real ones: sent, fetched by the real keeper, looked at, and put before people."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import select

from bot.desk.likeness import look
from bot.desk.proofing import Darkroom, Proofing
from bot.media import MediaKeeper, MediaRules
from handlers.desk_events import ClosingProposed
from handlers.talk import Media, Say, Words
from storage import proofs
from storage.models import Proof
from tests.bot.delivering import PlainWriter
from tests.bot.desks import Desks
from tests.bot.moved_clock import MovedClock

REPORTER, OFFICER, OVERSEER = "4711", "9001", "9009"
_REFS = count(1)


class Album:
    """The network's files, as a channel fetches them."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}
        self.failures: dict[str, Exception] = {}

    async def fetch(self, ref: str) -> bytes:
        if ref in self.failures:
            raise self.failures[ref]
        return self.content[ref]


@dataclass
class ProofDesk:
    """Cases of something one can see, and their photos. `share`: of the good ones, for the overseers."""

    desks: Desks
    directory: Path
    share: float = 0.0
    album: Album = field(default_factory=Album)
    woken: int = 0

    def __post_init__(self) -> None:
        self.clock = MovedClock(self.desks.now)
        self.writer = PlainWriter(self.desks.store)
        self.anew()

    def anew(self) -> None:
        """As after a crash: what the process knew is gone, what the database and the disk hold is not."""
        store, writer, clock = self.desks.store, self.writer, self.clock
        room = Darkroom(self.directory, self.share)
        self.proofing = Proofing(store, writer, self.desks.house, room, clock, self._wake)
        rules = MediaRules(self.directory, ("image/jpeg", "image/png", "image/webp"), max_tries=2)
        channels = {"telegram": self.album}
        self.keeper = MediaKeeper(writer, channels, store.vault, rules, clock, self.proofing.wake)

    def _wake(self) -> None:
        self.woken += 1

    def photo(self, content: bytes) -> Media:
        """A photo as somebody sends it."""
        ref = f"AgAC-{next(_REFS)}"
        self.album.content[ref] = content
        return Media("photo", ref, f"u{ref}", "image/jpeg", len(content))

    def opens(self, *photos: bytes, address: str = REPORTER, unit: str = "dpupr") -> str:
        sent = tuple(self.photo(content) for content in photos)
        return self.desks.opens(address, "Jalan berlubang", unit=unit, category="facility", photos=sent)

    def proposes(self, number: str, *photos: bytes, official: str = OFFICER) -> None:
        """Fixed, with these photos; they are not looked at yet."""
        words = Words("Sudah ditambal", tuple(self.photo(content) for content in photos))
        event = ClosingProposed(number, self.desks.version(number), "fixed", words)
        assert self.desks.records(official, event).reader == "photo"

    async def look(self) -> None:
        """Everything that can be fetched is fetched, everything that can be judged is judged."""
        self.clock.jump(4000)
        while await self.keeper.keep_some():
            continue
        await self.proofing.judge_waiting()

    async def closes(self, number: str, *photos: bytes, official: str = OFFICER) -> str:
        """What the case is after fixing it was proposed with these photos."""
        self.proposes(number, *photos, official=official)
        await self.look()
        return self.desks.row(number).state

    def verdicts(self, number: str) -> list[str]:
        """Of its closing photos, in their order."""
        with self.desks.store.reading() as tx:
            photos = proofs.of_case(tx, self.desks.row(number).id)
        return [photo.verdict for photo in photos if photo.role == proofs.CLOSING]

    def hashes(self) -> list[bytes]:
        with self.desks.store.reading() as tx:
            return list(tx.connection.execute(select(Proof.hashes).order_by(Proof.media_id)).scalars())

    def told(self, address: str, number: str) -> Say:
        return self.desks.told(address, number)[-1]

    def knows(self, content: bytes, place: int) -> bool:
        """Whether the photo that came in this place is this one, by what is stored of it."""
        return look(content).same_as(self.hashes()[place])
