"""Looks at the photos that cases are closed with: found as rows, compared in a thread, judged at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.clock import Clock, first_of
from bot.desk.likeness import NoPicture, look
from bot.desk.proof_verdicts import Seen, judge, like_one_of
from bot.house import House
from bot.marks import Writes
from bot.media import read_copy
from storage import outbox, proofs
from storage.failures import Outage, Tampered
from storage.outbox import Message
from storage.proofs import CLOSING, WAITING, Earlier, ProofRow
from storage.store import Store, Tx

log = structlog.get_logger()
LOOK_SECONDS = 5.0  # what a crash left over is found within these
AT_ONCE = 20
# A copy that is not here may be on its way, or with the process that fetched it; after that it is lost.
PATIENCE = timedelta(hours=1)
# Proofs judged while we compared are compared with once more: clocks of processes differ by less.
OVERLAP = timedelta(minutes=10)


class _NotYet(Exception):
    """A copy cannot be read now."""


@dataclass(frozen=True)
class Darkroom:
    """Where copies are, and how large a share of the good proofs the overseers look at."""

    directory: Path
    share: float


class Proofing:
    """Judges what waits, case by case. A photo waits until the transaction that judges it: none is lost."""

    def __init__(
        self,
        store: Store,
        writer: Writes,
        house: House,
        room: Darkroom,
        clock: Clock,
        wake_bulk: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._writer, self._house = store, writer, house
        self._room, self._clock, self._wake_bulk = room, clock, wake_bulk
        self._woken = asyncio.Event()
        self._closing = False

    def wake(self) -> None:
        """A file was kept or given up."""
        self._woken.set()

    async def run(self) -> None:
        """Judge what waits, until closed; in an outage everything waits a little longer."""
        while not self._closing:
            try:
                await self.judge_waiting()
            except Outage as outage:
                log.warning("proofs wait", error=type(outage).__name__)
            await first_of(self._woken, LOOK_SECONDS, self._clock)

    def close(self) -> None:
        """Finish the case under way, then let `run` end."""
        self._closing = True
        self._woken.set()

    async def judge_waiting(self) -> None:
        """Judge the cases whose photos are all there. Raises `Outage`."""
        ids = await self._writer.write(lambda tx: proofs.ready(tx, AT_ONCE))
        for case_id in ids:
            if self._closing:
                return
            try:
                await self._judge(case_id)
            except Outage:
                raise
            except Exception as error:  # our own fault: the others are judged, this one waits
                log.error("proof not judged", case_id=case_id, exc_info=error)

    async def _judge(self, case_id: int) -> None:
        photos = await self._writer.write(lambda tx: proofs.of_case(tx, case_id))
        waiting = [photo for photo in photos if photo.verdict == WAITING]
        compared_at = self._clock.now() - OVERLAP
        try:
            seen = await asyncio.to_thread(self._looked_at, waiting)
        except _NotYet as error:
            log.warning("proof not readable yet", case_id=case_id, error=str(error))
            return
        told = await self._writer.write(lambda tx: self._judged(tx, case_id, seen, compared_at))
        if told:
            self._wake_bulk()

    def _judged(self, tx: Tx, case_id: int, seen: Mapping[int, Seen], compared_at: datetime) -> bool:
        """Whether anybody is told of it."""
        messages: list[Message] = []
        now = self._clock.now()
        judge(tx, self._house, case_id, seen, compared_at, self._room.share, now, messages.append)
        outbox.add(tx, messages, now)
        return bool(messages)

    # ---- in a thread

    def _looked_at(self, photos: Sequence[ProofRow]) -> dict[int, Seen]:
        """Each photo by the id of its file; those of a closing compared with every proof there is."""
        seen = {photo.media_id: self._look(photo) for photo in photos}
        closing = [photo.media_id for photo in photos if photo.role == CLOSING]
        if any(seen[media_id].look for media_id in closing):
            with self._store.reading() as tx:
                known = proofs.closings(tx)
            seen |= {media_id: _compared(seen[media_id], known) for media_id in closing}
        return seen

    def _look(self, photo: ProofRow) -> Seen:
        if photo.state != "kept":
            return Seen(None, "lost")
        try:
            return Seen(look(read_copy(self._room.directory, photo.path, self._store.vault)))
        except NoPicture as error:
            return Seen(None, error.reason)
        except Tampered:
            log.error("copy was changed", media_id=photo.media_id)
            return Seen(None, "broken")
        except OSError as error:
            if photo.added_at is not None and self._clock.now() - photo.added_at > PATIENCE:
                return Seen(None, "lost")
            raise _NotYet(type(error).__name__) from error


def _compared(seen: Seen, known: Sequence[Earlier]) -> Seen:
    return replace(seen, like=like_one_of(seen.look, known)) if seen.look else seen
