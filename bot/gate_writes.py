"""What a gate decided about the rows of one claim, written in a few statements however many there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.templates.letters import Letter, to_body
from bot.window import Holds, Skips
from storage import outbox, outbox_holds, template_sends, windows
from storage.outbox import Claimed, Message
from storage.outbox_holds import TELLS_OF_WAITING, WAITS
from storage.store import Tx
from storage.template_sends import Paid

LONG = timedelta(days=3650)  # what waits for somebody is looked at when they write


@dataclass(frozen=True)
class Notice:
    """How somebody would be told of a message that waits for them; `number` of the case it is about."""

    row: Claimed
    letter: Letter
    language: str
    number: str | None


@dataclass
class Decided:
    """Rows that do not go out, by what becomes of them, and what those that do go out cost."""

    paid: list[Paid] = field(default_factory=list)
    skipped: defaultdict[Skips, list[int]] = field(default_factory=lambda: defaultdict(list))
    held: defaultdict[Holds, list[int]] = field(default_factory=lambda: defaultdict(list))
    waiting: list[Notice] = field(default_factory=list)

    def write(self, tx: Tx, now: datetime) -> None:
        """All of it, in the transaction of the claim."""
        template_sends.reserve(tx, self.paid)
        for skips, ids in self.skipped.items():
            outbox.skipped(tx, ids, skips.reason, now)
        for holds, ids in self.held.items():
            outbox_holds.hold(tx, ids, holds.reason, holds.until)
        if self.waiting:
            self._wait(tx, now)

    def _wait(self, tx: Tx, now: datetime) -> None:
        """Each reader is told once in a closed window, of whatever came first, and however much waits."""
        outbox_holds.hold(tx, [one.row.id for one in self.waiting], WAITS, now + LONG)
        first = {one.row.citizen_id: one for one in reversed(self.waiting)}
        told = windows.ask_once(tx, first, self.waiting[0].row.channel, now)
        outbox.add(tx, [_telling(first[citizen]) for citizen in sorted(told)], now)


def _telling(notice: Notice) -> Message:
    return Message(
        lane="bulk",
        channel=notice.row.channel,
        citizen_id=notice.row.citizen_id,
        purpose=TELLS_OF_WAITING,
        body=to_body(notice.letter, notice.language),
        case_number=notice.number,
    )
