"""What a check of the log finds: each thing once, however many there are in bounded memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

KEPT = 1000  # named one by one; the rest is counted

# What may be found, and what it means.
KINDS = {
    "changed": "the row says something else than when it was sealed",
    "removed": "the row was sealed and is gone",
    "inserted": "the row claims a seal that does not name it",
    "reordered": "the row stands where another one stood",
    "words": "the words are not those that were committed to",
    "emptied": "the words are gone, and nothing in the log took them away",
    "late": "the row is dated before a seal that it should have been in",
    "ahead": "the row is dated after its seal: a clock was set back before sealing",
    "unfounded": "it stands otherwise than the log says it came about",
    "clock": "time went backwards from one seal or head to the next",
    "seal_changed": "the seal does not fit the chain: it, or rows and seal together, were changed",
    "seal_removed": "seals are gone from the chain",
    "cut": "the end of the chain is gone",
    "head_changed": "the head does not say what it said when it was signed",
    "head_removed": "the head is gone",
    "signature": "the head was not signed with a key of this installation",
    "rebuilt": "the chain is not the one of which this head was made: it was built anew",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was. `key`: of the row in its table; `at`: when it was sealed or made."""

    what: str
    table: str
    key: str
    seal: int | None = None
    at: datetime | None = None
    note: str = ""
    was: bytes = field(default=b"", repr=False)  # hash of the content as sealed
    found: bytes = field(default=b"", repr=False)  # and as it is


class Findings:
    """Gathers what is found."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._kept: list[Finding] = []

    def add(self, finding: Finding) -> None:
        self.counts[finding.what] += 1
        if len(self._kept) < KEPT:
            self._kept.append(finding)

    def listed(self) -> list[Finding]:
        """The first of them; a row whose content stood under another key is named as reordered."""
        stood = {(each.table, each.was): each for each in self._kept if each.was}
        return [_reordered(each, stood.get((each.table, each.found))) for each in self._kept]


def _reordered(finding: Finding, other: Finding | None) -> Finding:
    if finding.what != "changed" or other is None or finding.key == other.key:
        return finding
    return replace(finding, what="reordered", note=f"stood at {other.key}")
