"""The desk: an official's open cases, what is overdue first, filtered and searched, each a tap away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from handlers import offers
from handlers.day_reading import read_day, read_month
from handlers.desk_views import PAGE, Desk
from handlers.desk_words import STATE_NAMES, in_words, not_an_official, opening
from handlers.facts import Facts
from handlers.talk import Go, Outcome, Script, Talk, _, choose, later, paragraphs, write

ALL = ""
SEARCH, UNITS, STATE = "find", "units", "states"  # not filters: they ask for one
FILTERS: Mapping[str, str] = {
    ALL: later("📋 All"),
    "late": later("⏰ Late"),
    "mine": later("🙋 Mine"),
    "waiting": later("🕓 Reporter's turn"),
}
_NO_NUMBER = re.compile(r"[^0-9A-Za-z-]")


def desk(facts: Facts, filter: str = "") -> Talk[Outcome]:  # noqa: A002 - what the button carries is called so
    """The desk under a filter and page, like `late.2`; `find`, `units` and `states` ask for the filter."""
    wanted = filter.partition(".")[0]
    if facts.desk is None:
        return Outcome(words=not_an_official(), next=(offers.menu(),))
    if wanted == SEARCH:
        return Outcome(then=Go("desk", arg=(yield from _searched(facts))))
    if wanted in (UNITS, STATE):
        return Outcome(then=Go("desk", arg=(yield from _narrowed(facts.desk, wanted))))
    return _shown(facts, facts.desk, wanted)


def _shown(facts: Facts, desk: Desk, wanted: str) -> Outcome:
    cases = (in_words(line, facts.today) for line in desk.lines)
    return Outcome(
        words=paragraphs(_heading(desk, wanted), *cases, _empty(desk)),
        next=(*map(opening, desk.lines), *_pages(desk, wanted), *_others(desk, wanted)),
    )


def _heading(desk: Desk, wanted: str) -> str:
    counted = _("{open} open · {late} late · {mine} yours", open=desk.open, late=desk.late, mine=desk.mine)
    return "\n".join(part for part in (f"🗂 {_called(desk, wanted)}", counted, _which_of_them(desk)) if part)


def _which_of_them(desk: Desk) -> str:
    """Where in a long list this page stands; nothing when it is the whole list."""
    if desk.found <= len(desk.lines):
        return ""
    before = PAGE * desk.page
    return _(
        "Reports {first}–{last} of {found}",
        first=before + 1,
        last=before + len(desk.lines),
        found=desk.found,
    )


def _called(desk: Desk, wanted: str) -> str:
    if not wanted:
        return _("Your desk")
    if wanted in FILTERS:
        return _(FILTERS[wanted])
    if wanted in STATE_NAMES:
        return _(STATE_NAMES[wanted])
    return desk.units.get(wanted) or wanted


def _empty(desk: Desk) -> str:
    return "" if desk.lines else _("Nothing lies here. Well done.")


def _pages(desk: Desk, wanted: str) -> list[Go]:
    pages = []
    if desk.page:
        pages.append(Go("desk", _("« Back"), f"{wanted}.{desk.page - 1}"))
    if PAGE * (desk.page + 1) < desk.found:
        pages.append(Go("desk", _("More »"), f"{wanted}.{desk.page + 1}"))
    return pages


def _others(desk: Desk, wanted: str) -> list[Go]:
    """The other filters, those that ask, and what an official keeps besides."""
    plain_ones = [Go("desk", _(label), key) for key, label in FILTERS.items() if key != wanted]
    asking = [Go("desk", _("🔎 Search"), SEARCH), Go("desk", _("🏷 By state"), STATE)]
    of_city = [Go("desk", _("🏢 By office"), UNITS), Go("orga", _("🤝 Forums"))] if desk.units else []
    remind = [Go("sumr", _("🔔 Remind"), "remind")] if desk.may_remind and desk.late else []
    return [*plain_ones, *of_city, *asking, *remind, Go("cann", _("💬 Ready answers")), offers.menu()]


# --- filters that are asked for --------------------------------------------------------------------------


def _narrowed(desk: Desk, by: str) -> Talk[str]:
    if by == UNITS:
        return (yield from choose("unit", _("Which office?"), dict(desk.units) or {ALL: _(FILTERS[ALL])}))
    labels = {state: _(name) for state, name in STATE_NAMES.items()}
    return (yield from choose("state", _("Which state?"), labels, columns=2))


def _searched(facts: Facts) -> Talk[str]:
    words = yield from write("find", _("A number, or a day like 24/11 or 24 November?"))
    return searched(words.text, facts.today)


def searched(text: str, today: date) -> str:
    """The filter that somebody's words mean: a day, a month, or a number and its beginning."""
    if day := read_day(text, today):
        return day.isoformat()
    # What cannot be a number finds nothing, and says so by showing nothing.
    return read_month(text, today) or _NO_NUMBER.sub("", text.replace(" ", "-")).upper()[:40] or "-"


DESK = Script("desk", lambda: offers.title("desk"), desk, reads=frozenset({"desk"}), arg="filter")
