"""Decides in the claim's own transaction how claimed messages go out where freely written ones may not.

What goes out in agreed words is paid for here, before it leaves: no crash, no second sender passes a ceiling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol, runtime_checkable

from bot import window
from bot.errand import Way
from bot.gate_view import Claim, View, view
from bot.gate_writes import Decided, Notice
from bot.templates.letters import of_waiting
from bot.templates.tariff import Tariff
from bot.verdict import AT_MOST_ONCE, Rules, quiet_until
from bot.window import ByTemplate, Fate, Holds, Skips, Waits
from storage.outbox import Claimed
from storage.store import Tx
from storage.template_sends import Paid

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
    """What goes out now, in its order; `ways`: the ids of messages that go out otherwise than as they are.

    `pace`: which share of its messages a second the bulk lane uses from now on; None: as before.
    """

    rows: list[Claimed] = field(default_factory=list)
    ways: dict[int, Way] = field(default_factory=dict)
    pace: float | None = None


class Gate:
    """Stands before the lanes of one network."""

    def __init__(self, channel: str, sender: SendsTemplates, tariff: Tariff, rules: Rules) -> None:
        self._channel, self._sender, self._tariff, self._rules = channel, sender, tariff, rules

    def admit(self, tx: Tx, rows: Sequence[Claimed], now: datetime) -> Admitted:
        """Those of these claimed rows that go out now. What waits or is skipped is written down."""
        seen = view(tx, self._channel, rows, self._tariff, now)
        admitted, decided = Admitted(pace=seen.standing.pace), Decided()
        for row in rows:
            self._take(row, seen, admitted, decided, now)
        decided.write(tx, now)
        return admitted

    def _take(self, row: Claimed, seen: View, admitted: Admitted, decided: Decided, now: datetime) -> None:
        if self._is_decided(row, now):
            admitted.rows.append(row)
            return
        claim = seen.claim(row)
        fate = self._fate(row, claim, seen, now)
        if isinstance(fate, Skips):
            decided.skipped[fate].append(row.id)
        elif isinstance(fate, Holds):
            decided.held[fate].append(row.id)
        elif isinstance(fate, Waits):
            decided.waiting.append(_notice(row, claim, seen))
        else:
            admitted.rows.append(row)
            if isinstance(fate, ByTemplate):
                admitted.ways[row.id] = self._way(claim)
                decided.paid.append(self._paid(row, claim, now))
                seen.spend(row.citizen_id, claim.means.price)

    def _is_decided(self, row: Claimed, now: datetime) -> bool:
        """The courier has its own reason not to send it, whatever the window is."""
        maybe_sent = row.maybe_sent and row.purpose in AT_MOST_ONCE
        return row.address is None or maybe_sent or quiet_until(row, self._rules, now) is not None

    def _fate(self, row: Claimed, claim: Claim, seen: View, now: datetime) -> Fate:
        return window.fate(
            row.purpose, claim.reader, claim.means, seen.room, now, about_case=row.case_number is not None
        )

    def _paid(self, row: Claimed, claim: Claim, now: datetime) -> Paid:
        template = claim.template
        assert template is not None  # noqa: S101 - approved, or it would not go out; told to mypy
        return Paid(
            row.id,
            self._channel,
            row.purpose,
            template.remote_name,
            claim.means.category,
            claim.means.price,
            self._tariff.month(now),
            now,
        )

    def _way(self, claim: Claim) -> Way:
        template, letter = claim.template, claim.letter
        assert template is not None and letter is not None  # noqa: S101, PT018 - as above
        filled = letter.filled(template)
        return partial(
            _send, self._sender, template.remote_name, claim.language, filled, tuple(letter.buttons)
        )


def _notice(row: Claimed, claim: Claim, seen: View) -> Notice:
    number = row.case_number if row.purpose in OF_REPORTERS else None
    letter = of_waiting(row.purpose, number or "", seen.state_of(number))
    return Notice(row, letter, claim.language, number)


async def _send(
    sender: SendsTemplates,
    template: str,
    language: str,
    values: Sequence[str],
    buttons: Sequence[str],
    address: str,
) -> str:
    return await sender.send_template(address, template, language, values, buttons)
