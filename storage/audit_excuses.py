"""What looks like tampering and may be lawful: retention, an import undone, a case that tells only a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.audit import BEFORE, WHYS_EMPTIED
from storage.audit_findings import Finding, Findings
from storage.audit_raw import moment
from storage.audit_tables import Sealed
from storage.imports import UNDONE
from storage.models import Audit, Case, CaseEvent, Survey
from storage.store import Tx

ANONYMISED = "anonymised"  # the event of a case whose words went
UNTRACEABLE = "untraceable"


class Excuses:
    """Gathers what is doubtful in a window; `settle` finds what nothing in the log explains."""

    def __init__(self, tx: Tx, findings: Findings) -> None:
        self._tx = tx
        self._findings = findings
        self._emptied: list[tuple[Any, Finding]] = []
        self._emptied_lines: list[tuple[datetime | None, Finding]] = []
        self._late: list[tuple[Any, Finding]] = []
        self._removed: list[tuple[str, Finding]] = []

    def emptied(self, table: Sealed, row: Any, finding: Finding) -> None:
        """The words of this row are gone."""
        if table.model is CaseEvent:
            self._emptied.append((row.case_id, finding))
        else:
            self._emptied_lines.append((moment(row.at), finding))

    def late(self, table: Sealed, row: Any, finding: Finding) -> None:
        """This row is older than it may be."""
        if table.model is CaseEvent:
            self._late.append((row.case_id, finding))
        else:
            self._findings.add(finding)

    def removed(self, table: Sealed, key: str, finding: Finding) -> None:
        """The row with this key is gone."""
        _, _, import_id = key.partition("@")
        if table.model is Survey and import_id:
            self._removed.append((f"import:{import_id}", finding))
        else:
            self._findings.add(finding)

    def settle(self) -> None:
        """Add to the findings what has no excuse."""
        if self._emptied:
            self._unless(self._emptied, self._among(CaseEvent.case_id, self._emptied, _anonymised()))
        if self._late:
            self._unless(self._late, self._among(Case.id, self._late, Case.known_as == UNTRACEABLE))
        if self._removed:
            self._unless(self._removed, self._among(Audit.about, self._removed, Audit.kind == UNDONE))
        if self._emptied_lines:
            self._settle_lines()

    def _settle_lines(self) -> None:
        until = emptied_until(self._tx)
        for at, finding in self._emptied_lines:
            if until is None or at is None or at >= until:
                self._findings.add(finding)

    def _among(self, column: Any, doubtful: list[tuple[Any, Finding]], condition: Any) -> set[Any]:
        keys = list({key for key, _ in doubtful})
        found: set[Any] = set()
        for at in range(0, len(keys), 500):
            wanted = select(column).distinct().where(column.in_(keys[at : at + 500]), condition)
            found |= set(self._tx.connection.execute(wanted).scalars())
        return found

    def _unless(self, doubtful: list[tuple[Any, Finding]], excused: set[Any]) -> None:
        for key, finding in doubtful:
            if key not in excused:
                self._findings.add(finding)


def emptied_until(tx: Tx) -> datetime | None:
    """The moment before which retention took the words of lines away; None: it never did."""
    told = tx.connection.execute(select(Audit.about).where(Audit.kind == WHYS_EMPTIED)).scalars()
    moments = (moment(str(about).removeprefix(BEFORE)) for about in told)
    return max((each for each in moments if each is not None), default=None)


def _anonymised() -> Any:
    return CaseEvent.kind == ANONYMISED
