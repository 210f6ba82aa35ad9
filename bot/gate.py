"""Decides in the claim's own transaction how claimed messages go out where freely written ones may not.

What goes out in agreed words is paid for here, before it leaves: no crash, no second sender passes a ceiling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, runtime_checkable

from bot import window
from bot.courier import Way
from bot.gate_view import Claim, View, view
from bot.templates.letters import Letter, of_waiting, to_body
from bot.templates.tariff import Tariff
from bot.verdict import AT_MOST_ONCE, Rules, quiet_until
from bot.window import ByTemplate, Fate, Free, Holds, Skips, Waits
from storage import outbox, outbox_holds, template_sends, windows
from storage.outbox import Claimed, Message
from storage.outbox_holds import TELLS_OF_WAITING, WAITS
from storage.store import Tx
from storage.template_sends import Paid

LONG = timedelta(days=3650)  # what waits for somebody is looked at when they write
OF_REPORTERS = frozenset({"answer", "reminder"})  # purposes under which reporters hear of their own cases


@runtime_checkable
class SendsTemplates(Protocol):
    """A channel that can send agreed words."""

    async def send_template(
        self, address: str, template: str, language: str, values: Sequence[str], buttons: Sequence[str] = ()
    ) -> str:
        """The network's id of the message. Raises `Undelivered`."""
        ...


@dataclass
class Admitted:
    """What goes out now, in its order; `ways`: the ids of messages that go out otherwise than as they are."""

    rows: list[Claimed] = field(default_factory=list)
    ways: dict[int, Way] = field(default_factory=dict)


class Gate:
    """Stands before the lanes of one network."""

    def __init__(self, channel: str, sender: SendsTemplates, tariff: Tariff, rules: Rules) -> None:
        self._channel, self._sender, self._tariff, self._rules = channel, sender, tariff, rules

    def admit(self, tx: Tx, rows: Sequence[Claimed], now: datetime) -> Admitted:
        """Those of these claimed rows that go out now. What waits or is skipped is written down."""
        admitted = Admitted()
        seen = view(tx, self._channel, rows, self._tariff, now)
        for row in rows:
            self._take(tx, row, seen, admitted, now)
        return admitted

    def _take(self, tx: Tx, row: Claimed, seen: View, admitted: Admitted, now: datetime) -> None:
        if self._is_decided(row, now):
            admitted.rows.append(row)
            return
        claim = seen.claim(row)
        decided = self._fate(row, claim, seen, now)
        if isinstance(decided, Free):
            admitted.rows.append(row)
        elif isinstance(decided, ByTemplate):
            self._pay(tx, row, claim, seen, now)
            admitted.rows.append(row)
            admitted.ways[row.id] = self._way(claim)
        elif isinstance(decided, Waits):
            outbox_holds.hold(tx, [row.id], WAITS, now + LONG)
            self._tell_of_waiting(tx, row, claim, seen, now)
        else:
            _write(tx, row, decided, now)

    def _is_decided(self, row: Claimed, now: datetime) -> bool:
        """The courier has its own reason not to send it, whatever the window is."""
        maybe_sent = row.maybe_sent and row.purpose in AT_MOST_ONCE
        return row.address is None or maybe_sent or quiet_until(row, self._rules, now) is not None

    def _fate(self, row: Claimed, claim: Claim, seen: View, now: datetime) -> Fate:
        return window.fate(
            row.purpose, claim.reader, claim.means, seen.room, now, about_case=row.case_number is not None
        )

    def _pay(self, tx: Tx, row: Claimed, claim: Claim, seen: View, now: datetime) -> None:
        template = claim.template
        assert template is not None  # noqa: S101 - approved, or it would not go out; told to mypy
        paid = Paid(
            row.id,
            self._channel,
            row.purpose,
            template.remote_name,
            claim.means.category,
            claim.means.price,
            self._tariff.month(now),
            now,
        )
        template_sends.reserve(tx, [paid])
        seen.spend(row.citizen_id, claim.means.price)

    def _way(self, claim: Claim) -> Way:
        template, letter = claim.template, claim.letter
        assert template is not None and letter is not None  # noqa: S101, PT018 - as above
        filled = letter.filled(template)
        return partial(
            _send, self._sender, template.remote_name, claim.language, filled, tuple(letter.buttons)
        )

    def _tell_of_waiting(self, tx: Tx, row: Claimed, claim: Claim, seen: View, now: datetime) -> None:
        """Once in a closed window, whatever waits and however much."""
        if not windows.ask_once(tx, row.citizen_id, self._channel, now):
            return
        number = row.case_number if row.purpose in OF_REPORTERS else None
        letter = of_waiting(row.purpose, number or "", seen.state_of(number))
        outbox.add(tx, [self._message(row, letter, claim.language, number)], now)

    def _message(self, row: Claimed, letter: Letter, language: str, number: str | None) -> Message:
        return Message(
            lane="bulk",
            channel=self._channel,
            citizen_id=row.citizen_id,
            purpose=TELLS_OF_WAITING,
            body=to_body(letter, language),
            case_number=number,
        )


async def _send(
    sender: SendsTemplates,
    template: str,
    language: str,
    values: Sequence[str],
    buttons: Sequence[str],
    address: str,
) -> str:
    return await sender.send_template(address, template, language, values, buttons)


def _write(tx: Tx, row: Claimed, decided: Skips | Holds, now: datetime) -> None:
    if isinstance(decided, Skips):
        outbox.skipped(tx, [row.id], decided.reason, now)
    else:
        outbox_holds.hold(tx, [row.id], decided.reason, decided.until)
