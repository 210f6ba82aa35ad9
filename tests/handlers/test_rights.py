"""Every cell of role, action, kind, route and office, held against a table that was written out in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from handlers.rights import KINDS, RIGHTS, ROLES, ROUTES, allowed, cells, may, overseen
from tests.handlers.rights_page import ACTIONS, PAGE, rights_page

TABLE = Path(__file__).with_name("rights_table.txt")
OWN = "dishub"
OFFICES = (OWN, "disdukcapil", None)  # as the three signs of a group stand: own, another, none known


@dataclass(frozen=True)
class Person:
    offices: frozenset[int] = frozenset()
    units: frozenset[str] = frozenset()
    above: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Official:
    role: str
    unit: str | None
    citizen_id: int | None = None
    browsers: frozenset[int] = frozenset()
    person: Person = Person()


@dataclass(frozen=True)
class Case:
    kind: str
    route: str
    unit: str | None
    citizen_id: int | None = None
    bypassed: frozenset[int] = frozenset()
    stepped_out: frozenset[int] = frozenset()


Cell = tuple[Official, str, Case, bool]


def written_out() -> Iterator[Cell]:
    """Every cell of the table, with whether it may."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        action, role, *signs = line.replace("|", "").split()
        official = Official(role, OWN if role in ("officer", "head") else None)
        matters = [Case(kind, route, unit) for kind in KINDS for route in ROUTES for unit in OFFICES]
        for case, sign in zip(matters, "".join(signs), strict=True):
            yield official, action, case, sign == "x"


CELLS = list(written_out())


def test_nobody_does_anything_to_what_they_reported_themselves() -> None:
    for official, action, case, yes in CELLS:
        theirs = replace(case, citizen_id=7)
        assert may(replace(official, citizen_id=8), action, theirs) is yes
        assert not may(replace(official, citizen_id=7), action, theirs)
        assert may(official, action, replace(case, citizen_id=None)) is yes


def test_the_table_has_every_cell_once_and_says_yes_or_no_in_each() -> None:
    print(f"{len(CELLS)} cells, {sum(yes for *_, yes in CELLS)} allowed")
    assert len(CELLS) == len(set(CELLS)) == len(ROLES) * len(RIGHTS) * len(KINDS) * 3 * 3 == 2880
    assert sum(yes for *_, yes in CELLS) == 719
    assert {(official.role, action) for official, action, *_ in CELLS} == {
        (role, action) for role in ROLES for action in RIGHTS
    }


@pytest.mark.parametrize("action", RIGHTS)
@pytest.mark.parametrize("role", ROLES)
def test_each_cell_is_as_it_is_written(role: str, action: str) -> None:
    own = [cell for cell in CELLS if (cell[0].role, cell[1]) == (role, action)]
    assert len(own) == 36
    wrong = [(case, yes) for official, _, case, yes in own if may(official, action, case) is not yes]
    assert wrong == []


def test_while_nobody_oversees_the_coordinator_stands_in_and_nobody_else_reaches_further() -> None:
    for official, action, case, yes in CELLS:
        right = RIGHTS[action]
        stands_in = (
            official.role == "coordinator" and official.role in right.reach and case.kind in right.kinds
        )
        assert may(official, action, case, overseer_bound=False) is (yes or stands_in)


def test_all_that_is_allowed_is_what_the_cells_say_together() -> None:
    together: dict[tuple[Official, Case], set[str]] = {}
    for official, action, case, yes in CELLS:
        together.setdefault((official, case), set()).update({action} if yes else ())
    assert len(together) == 5 * 4 * 9
    wrong = [key for key, actions in together.items() if allowed(*key) != actions]
    assert wrong == []


def test_what_is_about_an_office_is_never_read_there() -> None:
    bypassing = [
        (official, action)
        for official, action, case, _ in CELLS
        if official.unit and case.route == "overseers" and may(official, action, case)
    ]
    assert bypassing == []


def test_an_official_without_an_office_reaches_no_office_as_their_own() -> None:
    homeless = Official("officer", None)
    assert not any(may(homeless, "see", case) for _, _, case, _ in CELLS)


# --- the page ---


def test_the_page_says_what_the_code_does() -> None:
    assert PAGE.read_text(encoding="utf-8") == rights_page()


def test_every_action_is_explained_on_the_page() -> None:
    assert list(ACTIONS) == list(RIGHTS)


def test_the_page_counts_the_cells_of_the_code() -> None:
    every = list(cells())
    assert len(every) == len(ROLES) * len(RIGHTS) * len(KINDS) == 320
    assert "320 cells" in rights_page()


# --- what is closed to somebody ---

REACHED = [cell for cell in CELLS if cell[3]]


def test_what_goes_past_somebody_or_those_above_them_is_closed_to_them_in_every_office() -> None:
    for official, action, case, _ in REACHED:
        past = replace(case, bypassed=frozenset({3, 4}))
        assert not may(replace(official, person=Person(offices=frozenset({3, 9}))), action, past)
        assert not may(
            replace(official, person=Person(offices=frozenset({9}), above=frozenset({4}))), action, past
        )
        assert may(
            replace(official, person=Person(offices=frozenset({9}), above=frozenset({8}))), action, past
        )


def test_what_bypasses_a_unit_is_closed_to_whoever_serves_there() -> None:
    serves = Person(units=frozenset({OWN}))
    for official, action, case, _ in REACHED:
        closed = case.route == "overseers" and case.unit == OWN
        assert may(replace(official, person=serves), action, case) is not closed


def test_who_stepped_out_is_out_and_those_below_them_are_not() -> None:
    for official, action, case, _ in REACHED:
        out = replace(case, stepped_out=frozenset({3}))
        assert not may(replace(official, person=Person(offices=frozenset({3}))), action, out)
        assert may(
            replace(official, person=Person(offices=frozenset({9}), above=frozenset({3}))), action, out
        )


def test_a_case_is_overseen_while_it_is_open_to_any_overseer() -> None:
    case = Case("complaint", "overseers", OWN, bypassed=frozenset({3}))
    closed = Official("overseer", None, person=Person(offices=frozenset({3})))
    assert not overseen([], case)
    assert not overseen([closed], case)
    assert overseen([closed, Official("overseer", None)], case)
