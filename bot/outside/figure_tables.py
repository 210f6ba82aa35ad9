"""The public numbers as tables for people: a point where a number is hidden or there is nobody to count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analytics.figures import BY, REST

HIDDEN = "."
SHARES = ("followed_up", "fixed", "silent", "unfixed", "not_ours", "archived", "open", "opened_again")
DAYS = ("days_to_first_answer", "days_to_confirmed_fix")
Row = Mapping[str, str]


def heading(document: Mapping[str, Any]) -> str:
    """Which period it is, when it was counted, and how the table is read."""
    stands = "frozen" if document["frozen"] else "not frozen: it still changes"
    return (
        f"{document['period']}, counted on {document['counted_on']} ({stands}): reports opened in it, "
        "complaints unless said otherwise. fixed: confirmed by the reporter; silent: closed in silence; "
        f"unfixed: closed without a fix. Counts below {document['smallest_cell']} are hidden ({HIDDEN}), and "
        "what they would follow from. Units are compared by opened_again, and by the working days to a "
        "confirmed fix: median / 90th percentile."
    )


def tables(document: Mapping[str, Any]) -> Iterator[tuple[str, list[Row]]]:
    """Each table with its title."""
    apart = [document["complaints"], document["oversight"], *document["other_kinds"]]
    yield "all", [_row(line, line["key"]) for line in apart]
    for by in BY:
        yield f"by {by}", _rows(document[f"by_{by}"], document["names"][by])
    yield "oversight by category", _rows(document["oversight_by_category"], document["names"]["category"])


def _rows(table: Mapping[str, Any], names: Mapping[str, str]) -> list[Row]:
    known = {**names, "": "(not known)", REST: f"({len(table['together'])} others together)"}
    return [_row(line, known.get(line["key"], line["key"])) for line in table["lines"] if line["reports"]]


def _row(line: Mapping[str, Any], name: str) -> Row:
    reports = HIDDEN if line["reports"] is None else str(line["reports"])
    handling = line["handling"]
    return {
        "": name,
        "reports": reports,
        **{key: _share(line[key]) for key in SHARES},
        **{key: _days(line[key]) for key in DAYS},
        "handling": f"{handling['mean']:.2f} ({handling['count']})" if handling else HIDDEN,
    }


def _share(share: Mapping[str, Any] | None) -> str:
    return f"{share['percent']:.1f}%" if share and share["percent"] is not None else HIDDEN


def _days(days: Mapping[str, float] | None) -> str:
    return f"{days['median']:g} / {days['p90']:g}" if days else HIDDEN
