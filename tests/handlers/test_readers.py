"""Before sending, one line names every role that may read it, as the table of rights has it, and no other."""

from __future__ import annotations

from itertools import product

import pytest

from handlers import rights
from handlers.complaint_words import KINDS, summary
from handlers.events import CaseOpened
from handlers.routing import route
from handlers.talk import Words, speaking
from tests.handlers.city import CITY
from tests.handlers.test_rights import Case, Official

NAMES = {
    "officer": "officers",
    "head": "the head",
    "coordinator": "coordinator",
    "overseer": "oversight team",
    "operator": "operator",
}
ABOUT = ("", "service", "staff", "handler", "head", "unknown")


@pytest.mark.parametrize("unit", ["dishub", ""])
def test_the_line_names_the_roles_that_may_see_it_and_no_other(unit: str) -> None:
    for kind, category, about in product(KINDS, ("", *CITY.categories), ABOUT):
        way = route(kind, category, about, CITY)
        case = Case(kind, way, unit or None)
        may = {
            role
            for role in rights.ROLES
            if rights.may(Official(role, unit or None if role in ("officer", "head") else None), "see", case)
        }
        with speaking("en"):
            said = summary(CaseOpened(kind, unit, category, about, Words("x")), CITY)
        (line,) = (line for line in said.splitlines() if line.startswith("👀"))
        told = {role for role, name in NAMES.items() if name in line.replace("not the office", "")}
        assert told == may, (line, may)
