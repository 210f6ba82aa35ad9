"""Who hears that a case has a new owner: its reporter, and whoever has it now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.house import House
from handlers import owner_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage.cases import CaseRow
from storage.officials import OfficialRow
from storage.outbox import Message


def tell_reporter(
    house: House,
    row: CaseRow,
    owner: OfficialRow | None,
    tell: Callable[[Message], None],
    *,
    now_at: str | None = None,
    closed: str | None = None,
) -> None:
    """The reporter hears which office or role has the case now; `row` as it was before.

    `closed`: its unit works no more; `now_at`: the unit that has it instead, None: the coordinator.
    """
    if row.citizen_id is None:
        return
    instead = ("head", now_at) if now_at else ("coordinator", None)
    role, unit = (owner.role, owner.unit) if owner else instead
    with speaking(row.language):
        say = owner_words.now_with(row.number, role, _label(house, unit), _label(house, closed))
    tell(
        Message(
            lane="bulk",
            channel=row.channel,
            citizen_id=row.citizen_id,
            purpose="answer",
            body=say_to_json(say),
            dedupe_key=f"owner:{row.number}:{row.version + 1}",
            case_number=row.number,
        )
    )


def tell_owner(
    house: House, owner: OfficialRow, rows: Sequence[CaseRow], tell: Callable[[Message], None]
) -> None:
    """The new owner gets one list of what has come to them."""
    if owner.citizen_id is None:
        return
    with speaking(owner.language):
        lines = [(row.number, row.state, _label(house, row.unit)) for row in rows]
        say = owner_words.yours_now(lines)
    key = f"owned:{owner.id}:{rows[0].number}:{rows[0].version + 1}"
    body = say_to_json(say)
    tell(Message("bulk", owner.channel, owner.citizen_id, "notice", body, dedupe_key=key))


def _label(house: House, unit: str | None) -> str:
    known = house.city.units.get(unit or "")
    return known.label if known else ""
