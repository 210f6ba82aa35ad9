"""docs/rights.md, made from the one table of rights: run this module to write it anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from handlers.rights import CITY, EVERYTHING, KINDS, OVERSIGHT, OWN, REPORTS, RIGHTS, ROLES, Right, cells

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"

ACTIONS: Mapping[str, str] = {
    "see": "open a case on the desk and read its history",
    "take": "have the case and begin to work on it",
    "pass": "pass it on to another office or a colleague",
    "ask": "ask its reporter for something",
    "note": "write an internal note, or why it is late",
    "answer": "answer its reporter; say that a promise is kept",
    "merge": "join it with another one that tells the same",
    "propose": "propose to close it",
    "approve": "agree or not that it cannot be done",
    "archive": "archive what is no report",
    "remind": "remind whoever has it",
    "export": "have it handed over to another body",
    "recategorise": "put it under another category",
    "step_out": "step out of it, having to do with it oneself",
    "pull": "pull it away from its office, with a reason",
    "disclose": "ask a second person to open who its reporter is",
}
REACHES: Mapping[str | None, str] = {
    OWN: "own office",
    CITY: "all offices",
    OVERSIGHT: "what bypasses offices",
    EVERYTHING: "everything",
    None: "–",
}
_HEAD = """# Who may do what

This page is made from `handlers/rights.py`, the one table from which every check is made; a test fails when
they differ. `python -m tests.handlers.rights_page` writes it anew. Besides the right, the state of the case
must allow the step.

How far a role reaches:

- **own office**: cases of the official's own office, unless they bypass it
- **all offices**: cases of every office and those of no known office, unless they bypass the offices
- **what bypasses offices**: abuse of authority, bribes and gifts, illegal charges, political neutrality,
  retaliation, and what is about the head of an office or about whoever would handle it
- **everything**: all of these

None of it reaches a case that is closed to the person: what they reported, what may be about them or about
those above them, and what they stepped out of ([oversight.md](oversight.md)). While no overseer may look at a
case, the coordinator's *all offices* is everything, so that it is not left without a reader.
"""


def rights_page() -> str:
    """The page in Markdown: a table of actions and roles, the kinds an action is not for, and the count."""
    header = ["action", "what it is", "kinds", *ROLES]
    lines = [header, ["---"] * len(header), *(_row(action, right) for action, right in RIGHTS.items())]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    every = list(cells())
    given = sum(reach is not None for *_cell, reach in every)
    counted = f"{len(every)} cells (role, action, kind): {given} allowed as far as the role reaches, "
    return f"{_HEAD}\n{table}\n\n{counted}{len(every) - given} never.\n\n{_reports()}"


def _reports() -> str:
    header = ["SKM report", *ROLES]
    reaches = {OWN: "own office", EVERYTHING: "every office", None: "–"}
    lines = [header, ["---"] * len(header), ["ask for it", *(reaches[REPORTS.get(role)] for role in ROLES)]]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"The report of an office tells numbers and masked words, and of no case.\n\n{table}\n"


def _row(action: str, right: Right) -> list[str]:
    kinds = "all" if right.kinds == frozenset(KINDS) else ", ".join(k for k in KINDS if k in right.kinds)
    return [f"`{action}`", ACTIONS[action], kinds, *(REACHES[right.reach.get(role)] for role in ROLES)]


if __name__ == "__main__":
    PAGE.write_text(rights_page(), encoding="utf-8")
