"""What whoever holds a receipt gets to see: the case, or the letter that is one tonight."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from bot.channels.base import Incoming
from bot.house import House
from bot.untraceable.letters import REFUSED, WAITING, Letter
from handlers.facts import ReceiptView
from storage import case_events, receipts
from storage.cases import CaseRow
from storage.store import Tx

# What is said to a reporter, among all that happens to a case.
TOLD = frozenset({"answered", "asked", "proposed", "archived", "promise_kept"})


class Looking(Protocol):
    """A turn, as far as a look needs it."""

    @property
    def tx(self) -> Tx: ...
    @property
    def house(self) -> House: ...
    @property
    def incoming(self) -> Incoming: ...


def case_of(here: Looking, receipt: str) -> ReceiptView | None:
    """The case of this receipt; None when there is none, or when it is not to be tried any more."""
    apart = here.house.apart
    if apart is None or not receipt:
        return None
    row = receipts.case_of(here.tx, receipt)
    letters = [letter for _, letter in apart.letters.of(receipt)]
    if row is None and not any(letter.is_case for letter in letters):
        return None
    if here.incoming.receipt == receipt:
        apart.receipts.was_right(chat_of(here.incoming))
    seen = _stored(here, row, receipt) if row else _in_letterbox(here.house, letters, receipt)
    return _with_photos(seen, letters)


def chat_of(incoming: Incoming) -> str:
    """Whose tries are counted."""
    return f"{incoming.channel}:{incoming.address}"


def _stored(here: Looking, row: CaseRow, receipt: str) -> ReceiptView:
    happened = case_events.events(here.tx, row.id)
    told = [event.words for event in happened if event.kind in TOLD and event.words]
    return ReceiptView(
        receipt=receipt,
        state=row.state,
        kind=row.kind,
        unit=_unit(here.house, row.unit or ""),
        opened=here.house.today(row.opened_at),
        answer_due=row.answer_due,
        answers=tuple(told),
    )


def _in_letterbox(house: House, letters: list[Letter], receipt: str) -> ReceiptView:
    letter = next(one for one in letters if one.is_case)
    about = letter.about
    return ReceiptView(receipt, "", str(about["kind"]), _unit(house, about["unit"] or ""), letter.on, None)


def _with_photos(seen: ReceiptView, letters: list[Letter]) -> ReceiptView:
    states = [one.state for letter in letters for one in letter.enclosed]
    return replace(seen, waits_for=states.count(WAITING), lost=states.count(REFUSED))


def _unit(house: House, key: str) -> str:
    unit = house.city.units.get(key)
    return unit.label if unit else ""
