"""Who may read a case: the unit it concerns, or the overseers alone."""

from __future__ import annotations

from handlers.facts import City

OVERSEERS, UNIT = "overseers", "unit"


def route(kind: str, category: str, about: str, city: City) -> str:
    """`overseers` for complaints of pungli, bribes or abuse of office, or about the head or the handler."""
    if kind != "complaint":
        return UNIT
    found = city.categories.get(category)
    graver = found is not None and found.route == OVERSEERS
    return OVERSEERS if graver or about in ("head", "handler") else UNIT
