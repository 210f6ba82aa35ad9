"""The overseers' own week: what happened per office, who is silent, how long things take, and the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from handlers import oversight_log, steering_words
from handlers.dates import decimal, week
from handlers.oversight_log import LogLine
from handlers.steering_words import Steered
from handlers.talk import _, later, ngettext, paragraphs
from handlers.week_lines import Pasted

LONGEST = 3500  # characters, below every network's limit
MOST = (12, 8, 5, 3, 1)  # lines of each list, fewer until all of it fits
SAMPLE = 90  # characters of an answer that was pasted
WHO = 3  # names of those who pasted it

KINDS: Mapping[str, str] = {
    "escalated": later("went up"),
    "archived": later("archived"),
    "reopened": later("opened again"),
    "merged": later("joined to another"),
    "explained": later("explained as late"),
    "proof_refused": later("photo refused as proof"),
    "stepped_out": later("stepped out of"),
    "moved": later("passed to another office"),
    "recategorised": later("put under another category"),
}


class UnitSeen(TypedDict):
    unit: str
    counts: Mapping[str, int]


class Silent(TypedDict):
    actor: str
    unit: str
    late: int


class Pace(TypedDict):
    unit: str
    answers: int
    answer_days: float | None
    fixes: int
    fix_days: float | None


class Seen(TypedDict):
    """One overseer's week, as it crosses the process boundary."""

    new: int
    units: Sequence[UnitSeen]
    silent: Sequence[Silent]
    paces: Sequence[Pace]
    pasted: Sequence[Pasted]
    log: Sequence[LogLine]


def overseers_digest(
    seen: Seen,
    iso_week: str,
    units: Mapping[str, str],
    officials: Mapping[str, str],
    steered: Sequence[Steered] = (),
) -> str:
    """`units`: key to label; `officials`: official:ID to name. The longest lists that fit are told."""
    text = ""
    for most in MOST:
        text = _text(seen, iso_week, units, officials, steered, most)
        if len(text) <= LONGEST:
            return text
    return text[: LONGEST - 1] + "…"


def _text(
    seen: Seen,
    iso_week: str,
    units: Mapping[str, str],
    officials: Mapping[str, str],
    steered: Sequence[Steered],
    most: int,
) -> str:
    new = ngettext("{count} new report for you", "{count} new reports for you", seen["new"])
    lists = [
        _listed(_("🏢 At the offices:"), [_unit(one, units) for one in seen["units"]], most),
        _listed(
            _("🔕 Late, and not one step all week:"),
            [_silent(one, units, officials) for one in seen["silent"]],
            most,
        ),
        _listed(
            _("⏱ How long it takes (median of twelve weeks):"),
            [_pace(one, units) for one in seen["paces"]],
            most,
        ),
        _listed(
            _("📋 The same answer again and again:"),
            [_pasted(one, units, officials) for one in seen["pasted"]],
            most,
        ),
        steering_words.for_digest(steered, units, min(most, steering_words.MOST_UNITS[0])),
        _whole(_("🔏 In the log:"), oversight_log.told(seen["log"], most, officials, units)),
    ]
    quiet = "" if any(lists) else _("Nothing else happened that you would have to know.")
    heading = _("🛡 Oversight, the week {week}", week=week(iso_week))
    return paragraphs(heading, new, *lists, quiet)


def _unit(one: UnitSeen, units: Mapping[str, str]) -> str:
    told = [_("{count} {what}", count=n, what=_(KINDS[kind])) for kind, n in one["counts"].items()]
    return f"• {_office(units, one['unit'])}: {', '.join(told)}"


def _silent(one: Silent, units: Mapping[str, str], officials: Mapping[str, str]) -> str:
    late = ngettext("{count} late report", "{count} late reports", one["late"])
    return f"• {officials.get(one['actor'], one['actor'])}, {_office(units, one['unit'])}: {late}"


def _pace(one: Pace, units: Mapping[str, str]) -> str:
    told = [
        _("{days} days to the first answer (of {n})", days=_days(one["answer_days"]), n=one["answers"])
        if one["answer_days"] is not None
        else "",
        _(
            "{days} working days to a confirmed fix (median of {n})",
            days=_days(one["fix_days"]),
            n=one["fixes"],
        )
        if one["fix_days"] is not None
        else "",
    ]
    return f"• {_office(units, one['unit'])}: {', '.join(part for part in told if part)}"


def _days(days: float) -> str:
    return decimal(days).removesuffix("0").removesuffix("0").rstrip(",.")


def _pasted(one: Pasted, units: Mapping[str, str], officials: Mapping[str, str]) -> str:
    sample = one["sample"] if len(one["sample"]) <= SAMPLE else one["sample"][: SAMPLE - 1].rstrip() + "…"
    who = [officials.get(each, each) for each in one["officials"]]
    more = [_("and {count} more", count=len(who) - WHO)] if len(who) > WHO else []
    return _(
        "• {unit}: {count} reports got “{sample}” from {who}",
        unit=_office(units, one["unit"]),
        count=one["cases"],
        sample=sample,
        who=", ".join([*who[:WHO], *more]),
    )


def _office(units: Mapping[str, str], unit: str) -> str:
    return units.get(unit) or unit or _("office not known")


def _listed(head: str, lines: Sequence[str], most: int) -> str:
    if not lines:
        return ""
    more = [_("and {count} more", count=len(lines) - most)] if len(lines) > most else []
    return "\n".join([head, *lines[:most], *more])


def _whole(head: str, lines: Sequence[str]) -> str:
    return "\n".join([head, *lines]) if lines else ""
