"""The log of a week as overseers read it: the gravest first, and none left out, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypedDict

from handlers.looking_words import WHAT
from handlers.talk import _, later, ngettext

# What stands in the log, the gravest first: so they are told. Whatever else stands there is only counted.
LOG: Mapping[str, str] = {
    "disclosure_asked": later("asked who the reporter is"),
    "disclosure_granted": later("agreed to open the reporter"),
    "disclosure_refused": later("refused to open the reporter"),
    "disclosure_shown": later("was shown the reporter"),
    "read": later("words read at the command line"),
    "export": later("tables taken out"),
    "handed_over": later("handed over to another body"),
    "backup_made": later("everything copied"),
    "restored": later("an older copy put back"),
    "key_rotated": later("another key"),
    "key_retired": later("a former key given up"),
    "invited": later("invited"),
    "invite_renewed": later("got a new code"),
    "moved": later("answers for another office"),
    "ended": later("office ended"),
    "breach_asked": later("a leak reckoned up"),
    "breach_told": later("people told of a leak"),
    "held": later("kept by a legal hold"),
    "hold_lifted": later("legal hold lifted"),
    "corrected": later("request about own data answered"),
    "organisation_registered": later("organisation registered"),
    "organisation_refused": later("organisation not registered"),
    "organisation_ended": later("registration of an organisation ended"),
    "pulled": later("pulled up to oversight"),
    "stepped_out": later("stepped out"),
    "import_taken": later("paper forms taken in"),
    "import_undone": later("paper forms taken back"),
    "report_made": later("report made"),
    "on_leave": later("sent on leave"),
    "back": later("back from leave"),
    "whys_emptied": later("old reasons emptied"),
    "looked": later("opened by an overseer"),
}
_PLACE = {kind: place for place, kind in enumerate(LOG)}


class LogLine(TypedDict):
    """How often this was done by somebody to something."""

    kind: str
    actor: str
    about: str
    count: int


def told(
    lines: Sequence[LogLine], most: int, officials: Mapping[str, str], units: Mapping[str, str]
) -> list[str]:
    """At most so many lines, or one more. What does not fit is put together: by who did it, then by what was
    done, and in the end in one line; so the counts always add up, and nobody hides an export behind others.
    """
    known = sorted((one for one in lines if one["kind"] in _PLACE), key=lambda one: _PLACE[one["kind"]])
    forms: tuple[Callable[[LogLine], LogLine], ...] = (
        lambda one: one,
        lambda one: {**one, "about": ""},
        lambda one: {**one, "about": "", "actor": ""},
    )
    shown = next((some for form in forms if len(some := _together(map(form, known))) <= most), None)
    if shown is None:
        every = ", ".join(_line(one, officials, units) for one in _together(map(forms[-1], known)))
        return [f"• {every}", *_others(lines)]
    return [*(f"• {_line(one, officials, units)}" for one in shown), *_others(lines)]


def _together(lines: Iterable[LogLine]) -> list[LogLine]:
    """Equal ones in one, in the order in which they came."""
    counts: dict[tuple[str, str, str], int] = {}
    for one in lines:
        key = (one["kind"], one["actor"], one["about"])
        counts[key] = counts.get(key, 0) + one["count"]
    return [
        {"kind": kind, "actor": actor, "about": about, "count": n}
        for (kind, actor, about), n in counts.items()
    ]


def _others(lines: Sequence[LogLine]) -> list[str]:
    other = sum(one["count"] for one in lines if one["kind"] not in _PLACE)
    return [ngettext("• {count} other line", "• {count} other lines", other)] if other else []


def _line(one: LogLine, officials: Mapping[str, str], units: Mapping[str, str]) -> str:
    what = LOG[one["kind"]]
    who = _("the command line") if one["actor"] == "operator" else officials.get(one["actor"], one["actor"])
    parts = (_(what), _about(one["about"], officials, units), who)
    named = " · ".join(part for part in parts if part)
    return named + (f" ×{one['count']}" if one["count"] > 1 else "")


def _about(about: str, officials: Mapping[str, str], units: Mapping[str, str]) -> str:
    if about in officials:
        return officials[about]
    kind, _colon, thing = about.partition(":")
    if kind == "words":
        return _(WHAT[thing]) if thing in WHAT else thing
    return units.get(thing or about, thing or about)
