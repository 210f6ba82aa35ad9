"""The week's cases in words: what went well, what was closed and how, how offices stand."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.dates import decimal
from handlers.talk import _, ngettext
from handlers.week_lines import Line

MOST_OFFICES = 8


def went_well(line: Line) -> str:
    """What there is to be glad of; nothing where there is nothing."""
    good = [
        ngettext("{count} praise", "{count} praises", line["praise"]) if line["praise"] else "",
        ngettext(
            "{count} report settled, as its reporter says",
            "{count} reports settled, as their reporters say",
            line["cases_fixed"],
        )
        if line["cases_fixed"]
        else "",
    ]
    told = ", ".join(part for part in good if part)
    return _("💛 What went well: {told}.", told=told) if told else ""


def cases(line: Line) -> str:
    """What came, what was answered, what waits, and how the closed ones ended: never in one sum."""
    counts = (line["cases_new"], line["cases_answered"], line["cases_overdue"], line["cases_open"])
    ended = _ended(line)
    if not any(counts) and not ended:
        return _("📣 No reports this week, and none is waiting.")
    counted = [
        _("{count} new", count=line["cases_new"]),
        _("{count} answered", count=line["cases_answered"]),
        _("{count} overdue", count=line["cases_overdue"]),
        _("{count} open", count=line["cases_open"]),
    ]
    head = _("📣 Reports: {counts}", counts=", ".join(counted))
    return "\n".join(part for part in (head, ended, _moving(line)) if part)


def _ended(line: Line) -> str:
    counts = (line["cases_fixed"], line["cases_silent"], line["cases_unfixed"])
    if not any(counts):
        return ""
    return _(
        "Closed: {fixed} settled (confirmed), {silent} in silence, {unfixed} without a fix",
        fixed=counts[0],
        silent=counts[1],
        unfixed=counts[2],
    )


def _moving(line: Line) -> str:
    told = [
        _("{count} opened again", count=line["cases_reopened"]) if line["cases_reopened"] else "",
        _("{count} waiting for the reporter", count=line["cases_waiting"]) if line["cases_waiting"] else "",
    ]
    return ", ".join(part for part in told if part)


def standing(line: Line) -> str:
    """How the office stands over twelve weeks; nothing below enough closings."""
    told = _rates(line)
    return _("📐 Over twelve weeks: {told}", told=told) if told else ""


def by_office(units: Sequence[Line]) -> str:
    """Late reports, share opened again and days to a confirmed fix, for each office that has any of them."""
    told = [(unit, _office(unit)) for unit in sorted(units, key=lambda unit: -unit["cases_overdue"])]
    lines = [f"• {unit['name']}: {words}" for unit, words in told if words]
    return _listed(_("📐 Reports by office (rates over twelve weeks):"), lines, MOST_OFFICES)


def _office(unit: Line) -> str:
    late = _("{count} overdue", count=unit["cases_overdue"]) if unit["cases_overdue"] else ""
    return ", ".join(part for part in (late, _rates(unit)) if part)


def _rates(line: Line) -> str:
    told = []
    if line["reopen_rate"] is not None:
        told.append(
            _("{share} % opened again (of {n})", share=round(100 * line["reopen_rate"]), n=line["judged"])
        )
    if line["fix_days"] is not None:
        days = decimal(line["fix_days"]).removesuffix("00").rstrip(",.")
        told.append(_("{days} working days to a confirmed fix (median of {n})", days=days, n=line["fixes"]))
    return ", ".join(told)


def _listed(head: str, lines: Sequence[str], most: int) -> str:
    if not lines:
        return ""
    more = len(lines) - most
    rest = [_("and {count} more", count=more)] if more > 0 else []
    return "\n".join([head, *lines[:most], *rest])
