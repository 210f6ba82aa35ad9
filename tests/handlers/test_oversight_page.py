"""docs/oversight.md: its tables are what the rights say, cell by cell, and what the log of a test says."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import rights
from tests.handlers.test_rights import Case, Official

PAGE = (Path(__file__).parents[2] / "docs" / "oversight.md").read_text(encoding="utf-8")
ROWS = {
    "about an office": Case("complaint", "unit", "dishub"),
    "of no known office": Case("complaint", "unit", None),
    "that bypasses its office": Case("complaint", "overseers", "dishub"),
}


def cell(role: str, case: Case) -> str:
    official = Official(role, "dishub" if role in ("officer", "head") else None)
    overseen, not_overseen = (
        rights.may(official, "see", case, overseer_bound=bound) for bound in (True, False)
    )
    return {(True, True): "yes", (False, True): "only while nobody oversees it"}.get(
        (overseen, not_overseen), "no"
    )


@pytest.mark.parametrize("name", ROWS)
def test_each_row_of_the_page_is_what_the_rights_say(name: str) -> None:
    cells = " | ".join(cell(role, ROWS[name]) for role in rights.ROLES)
    assert f"| {name} | {cells} |" in PAGE


def test_the_table_from_the_log_is_the_one_that_the_test_writes() -> None:
    play = (Path(__file__).parents[1] / "bot" / "plays" / "who-saw.txt").read_text(encoding="utf-8")
    tables = [part.split("\n", 1)[1].strip("\n") for part in play.split("\n\n")]
    assert tables[0] == tables[1] == tables[2]
    assert tables[0] in PAGE
