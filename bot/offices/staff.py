"""Who stands around a case today: read once for many cases, as a morning may bring thousands of reminders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.offices import owning
from handlers.rights import may
from storage import officials
from storage.cases import CaseLight, CaseRow
from storage.officials import OF_A_UNIT, OfficialRow
from storage.store import Tx

_DECIDERS = ("head", "coordinator", "overseer")  # the nearest first


class Staff:
    """The officials of one day, as one transaction saw them; each unit is read once."""

    def __init__(self, tx: Tx, today: date) -> None:
        self._tx = tx
        self._today = today
        self._units: dict[str | None, dict[int, OfficialRow]] = {}

    def around(self, unit: str | None) -> dict[int, OfficialRow]:
        """The unit's own officials and the city's, bound and serving today, by id."""
        if unit not in self._units:
            there = officials.around(self._tx, unit)
            self._units[unit] = {one.id: one for one in there if one.serves(self._today)}
        return self._units[unit]

    def owner(self, row: CaseRow | CaseLight) -> tuple[OfficialRow, ...]:
        """Who sees to the case today: who has it, or stands in for them; without them the nearest."""
        there = self.around(row.unit)
        has_it = there.get(row.owner_id or 0)
        who = owning.in_charge(has_it, row, there, self._today) if has_it else None
        level = "coordinator" if row.reopened >= owning.TWICE else "unit"
        who = who or owning.nearest(tuple(there.values()), row, level, (), self._today)
        return (who,) if who else ()

    def deciders(self, row: CaseRow | CaseLight) -> tuple[OfficialRow, ...]:
        """Whose tap a "cannot be done" waits for: the nearest who may give it.

        Who stands in without being allowed to decide leaves it to the next one up.
        """
        able = self._able(row, "approve", self.around(row.unit).values())
        for role in _DECIDERS:
            nearest = [official for official in able if official.role == role]
            if present := self._able(row, "approve", self._present(row, nearest)):
                return tuple(present)
        return tuple(able)

    def heads(self, row: CaseRow | CaseLight) -> tuple[OfficialRow, ...]:
        """The head of the unit, or who stands in for them; without a head nobody."""
        heads = [official for official in self.around(row.unit).values() if official.role == "head"]
        return self._present(row, heads)[:1] if row.route == "unit" else ()

    def of_city(self, row: CaseRow | CaseLight, role: str) -> tuple[OfficialRow, ...]:
        """The coordinators or overseers who may see the case; without any overseer the coordinators."""
        there = [one for one in self.around(row.unit).values() if one.role not in OF_A_UNIT]
        wanted = [one for one in there if one.role == role]
        return self._present(row, wanted or [one for one in there if one.role == "coordinator"])

    def _present(self, row: CaseRow | CaseLight, who: Iterable[OfficialRow]) -> tuple[OfficialRow, ...]:
        """Those who are away replaced by who stands in; with nobody there, those who are away after all."""
        who = list(who)
        there = self.around(row.unit)
        stand_ins = (owning.who_sees_to_it(official, there, self._today) for official in who)
        present = {official.id: official for official in stand_ins if official}
        return tuple(self._able(row, "see", present.values() or who))

    def _able(self, row: CaseRow | CaseLight, action: str, who: Iterable[OfficialRow]) -> list[OfficialRow]:
        overseen = owning.overseen_by(self.around(row.unit).values(), row)
        return [official for official in who if may(official, action, row, overseer_bound=overseen)]
