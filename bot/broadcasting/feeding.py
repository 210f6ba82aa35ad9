"""Feeds broadcasts into the outbox a few seconds ahead of the lane: no turn waits for all of its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.broadcasting import steering
from bot.broadcasting.kinds import Around, Kind
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import broadcasts, citizens, outbox, outbox_steering
from storage.broadcasts import BroadcastRow, Part
from storage.citizens import Reach
from storage.outbox import Message
from storage.store import Tx

CHUNK = 20  # recipients in one transaction: so few that a turn that waits for it does not notice
AHEAD_SECONDS = 4  # as much as the lane sends in this time lies ready for it
TWICE, NOWHERE = "had it before", "no address"


@dataclass(frozen=True)
class Fed:
    """What one look at a broadcast came to. `more`: there may be more to do at once."""

    queued: int = 0
    more: bool = False


def feed(
    tx: Tx, broadcast_id: int, kind: Kind, around: Around, rates: Mapping[str, int], now: datetime
) -> Fed:
    """Put the next chunk of each network in line, as far as its lane will soon be done with what is there.

    `rates`: messages a second of each network's bulk lane. A broadcast that has nobody left is done; one
    whose cause is gone is stopped.
    """
    row = broadcasts.by_id(tx, broadcast_id, lock=True)
    if row is None or row.state != "going":
        return Fed()
    if reason := kind.over(tx, row, now):
        steering.end(tx, row, reason, now)
        return Fed()
    if kind.waits(tx, row, around, now) is not None:
        return Fed()
    feeding = _Feeding(tx, row, kind, around, now)
    counts = [feeding.next(part, rates.get(part.channel, 1)) for part in broadcasts.parts(tx, row.id)]
    if not any(counts) and _is_over(tx, row):
        broadcasts.change(tx, row.id, state="done", finished_at=now)
    return Fed(sum(counts), more=any(counts))


def sweep(tx: Tx, row: BroadcastRow, now: datetime) -> None:
    """What the lane gave back after a pause or a stop is held or skipped like the rest."""
    if row.state == "paused":
        outbox_steering.hold(tx, row.id, now)
    else:
        reasons = [part.dropped_for for part in broadcasts.parts(tx, row.id) if part.dropped_for]
        outbox_steering.never(tx, row.id, (reasons or [steering.STOPPED])[0], now)


@dataclass(frozen=True)
class _Feeding:
    """One broadcast in one transaction."""

    tx: Tx
    row: BroadcastRow
    kind: Kind
    around: Around
    now: datetime

    def next(self, part: Part, rate: int) -> int:
        """The next chunk on one network; how many people it was."""
        if not part.waiting:
            return 0
        ahead = outbox_steering.waiting_to_leave(self.tx, self.row.id, part.channel)
        room = max(1, rate) * AHEAD_SECONDS - ahead
        if room < min(CHUNK, max(1, rate)):  # a whole chunk, or what goes in a second: not two or three
            return 0
        people = broadcasts.next_people(self.tx, self.row.id, part.channel, min(CHUNK, room))
        self._put(part.channel, people)
        return len(people)

    def _put(self, channel: str, people: Sequence[int]) -> None:
        """A message to each of these people, or a line that says why there is none."""
        tx, row, now = self.tx, self.row, self.now
        reached = {one.id: one for one in citizens.reach(tx, people)}
        why = {one: NOWHERE for one in people if one not in reached}
        why |= self.kind.passes_over(tx, row, list(reached), self.around, now)
        messages = self._messages(channel, [reached[one] for one in people if one not in why])
        ids = outbox.add(tx, messages, now)
        added = {m.citizen_id: row_id for m, row_id in zip(messages, ids, strict=True)}
        why |= {one: TWICE for one, row_id in added.items() if row_id is None}
        self.kind.written(tx, row, [one for one, row_id in added.items() if row_id], self.around, now)
        self._skip(channel, why)

    def _messages(self, channel: str, people: Sequence[Reach]) -> list[Message]:
        marks = self.kind.marks(self.tx, self.row, [person.id for person in people])
        bodies: dict[tuple[str, str], str] = {}
        for person in people:
            spoken = (person.language, marks.get(person.id, ""))
            if spoken not in bodies:
                bodies[spoken] = self._body(*spoken)
        return [
            self._message(channel, person.id, bodies[person.language, marks.get(person.id, "")])
            for person in people
        ]

    def _body(self, language: str, mark: str) -> str:
        with speaking(language):
            return say_to_json(self.kind.say(self.tx, self.row, self.around, mark, self.now))

    def _message(self, channel: str, citizen_id: int, body: str) -> Message:
        key = self.kind.key(self.tx, self.row, citizen_id)
        row = self.row
        return Message("bulk", channel, citizen_id, row.purpose, body, key, broadcast_id=row.id)

    def _skip(self, channel: str, why: Mapping[int, str]) -> None:
        """Lines for the account: it must add up."""
        by_reason: dict[str, list[Message]] = defaultdict(list)
        for citizen_id, reason in why.items():
            line = Message("bulk", channel, citizen_id, self.row.purpose, "{}", broadcast_id=self.row.id)
            by_reason[reason].append(line)
        for reason, messages in by_reason.items():
            ids = outbox.add(self.tx, messages, self.now)
            outbox.skipped(self.tx, [one for one in ids if one is not None], reason, self.now)


def _is_over(tx: Tx, row: BroadcastRow) -> bool:
    waiting = any(part.waiting for part in broadcasts.parts(tx, row.id))
    return not waiting and not outbox_steering.pending(tx, row.id)
