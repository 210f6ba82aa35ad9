"""The weekly digest as officials read it, and the small reminders and alarms that are pushed."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from handlers import week_cases
from handlers import week_lines as lines
from handlers.dates import decimal, week
from handlers.talk import _, ngettext, paragraphs
from handlers.week_lines import ENOUGH, Line, Names, Week

LONGEST = 3500  # characters of a digest, below every network's limit
QUOTES, QUOTE_LENGTHS = 3, (300, 150, 60)
MOST_NUMBERS = 20
MOST_OFFICES = 8  # named as late
COMPARED = 3
SURE = 3  # standard errors; the extremes of many units differ by chance more than two units do


# --- digests  ---


def unit_digest(
    line: Line | None,
    name: str,
    iso_week: str,
    theme_names: Names,
    overdue: Sequence[str] = (),
    broken: Sequence[str] = (),
    growing: Sequence[lines.Growing] = (),
) -> str:
    """One unit's week; `line` is None when nothing was counted for it. Numbers of cases: those that are
    `overdue`, and those of which something was promised for a day that has passed (`broken`).
    """
    heading = _("📊 The week {week}\n{name}", week=week(iso_week), name=name)
    if line is None:
        return paragraphs(heading, _nothing_yet(), _asked_of_unit(overdue, broken, quiet=True))
    return _fitting(
        line,
        [
            heading,
            week_cases.went_well(line),
            lines.ratings(line),
            lines.index(line),
            week_cases.cases(line),
            week_cases.standing(line),
            lines.themes(line, theme_names),
            lines.growing(growing, theme_names),
        ],
        [_asked_of_unit(overdue, broken, quiet=line["n"] == 0)],
    )


def city_digest(numbers: Week, city_name: str, theme_names: Names) -> str:
    """The city's week with its units compared."""
    city = numbers["city"]
    heading = _("📊 The week {week}\n{name}", week=week(numbers["week"]), name=city_name)
    return _fitting(
        city,
        [
            heading,
            week_cases.went_well(city),
            lines.ratings(city),
            lines.index(city),
            _("All figures of the city are counted over all answers, they are no mean of the offices.")
            if city["n"]
            else "",
            week_cases.cases(city),
            week_cases.by_office(numbers["units"]),
            _compared(numbers["units"]),
            lines.themes(city, theme_names),
        ],
        [_asked_of_city(numbers["units"])],
    )


def _fitting(line: Line, before: list[str], after: list[str]) -> str:
    """The digest with its quotes as long as there is room for them."""
    few: Line = {**line, "quotes": line["quotes"][:QUOTES]}
    for length in QUOTE_LENGTHS:
        text = paragraphs(*before, lines.quotes(few, length), *after)
        if len(text) <= LONGEST:
            return text
    without = paragraphs(*before, *after)
    return without if len(without) <= LONGEST else without[: LONGEST - 1] + "…"


def _nothing_yet() -> str:
    return _("This week nobody has rated and nothing was reported.")


def _asked_of_unit(overdue: Sequence[str], broken: Sequence[str], *, quiet: bool) -> str:
    """What is asked of the reader this week; never nothing at all."""
    asked = []
    if broken:
        asked.append(_("Promised to citizens, and the day has passed: {numbers}.", numbers=_numbers(broken)))
    if overdue:
        asked.append(_("Please answer what is overdue: {numbers}.", numbers=_numbers(overdue)))
    if quiet:
        asked.append(_("Please put the QR code where people see it at the counter."))
    if not asked:
        return _("🙏 Nothing is overdue. Thank you for your care.")
    return "\n".join([_("🙏 This week:"), *(f"• {one}" for one in asked)])


def _numbers(overdue: Sequence[str], most: int = MOST_NUMBERS) -> str:
    shown = ", ".join(overdue[:most])
    more = len(overdue) - most
    return shown if more <= 0 else _("{shown} and {count} more", shown=shown, count=more)


def _asked_of_city(units: Sequence[Line]) -> str:
    late = sorted((unit for unit in units if unit["cases_overdue"]), key=lambda unit: -unit["cases_overdue"])
    if not late:
        return _("🙏 No office has overdue reports.")
    named = [f"{unit['name']} ({unit['cases_overdue']})" for unit in late]
    return _(
        "🙏 Please remind the offices with overdue reports: {units}.", units=_numbers(named, MOST_OFFICES)
    )


# --- units compared  ---


def _compared(units: Sequence[Line]) -> str:
    """The best and the weakest units, only where the difference is more than chance."""
    enough = [unit for unit in units if unit["n"] >= ENOUGH]
    few = sum(1 for unit in units if 0 < unit["n"] < ENOUGH)
    ranked = sorted(enough, key=_mean, reverse=True)
    return "\n".join(part for part in (_heading(ranked), *_extremes(ranked), _too_few(few)) if part)


def _heading(ranked: list[Line]) -> str:
    if len(ranked) < 2:
        return _("🏢 Offices compared: not yet, it takes two with {count} ratings each.", count=ENOUGH)
    if not _differ(ranked[0], ranked[-1]):
        return _("🏢 Offices compared: the differences may be chance, nothing can be concluded.")
    return _("🏢 Offices compared:")


def _extremes(ranked: list[Line]) -> list[str]:
    if len(ranked) < 2 or not _differ(ranked[0], ranked[-1]):
        return []
    side = min(COMPARED, len(ranked) // 2)
    return [
        _("Highest: {units}", units="; ".join(map(_with_mean, ranked[:side]))),
        _("Lowest: {units}", units="; ".join(map(_with_mean, reversed(ranked[-side:])))),
    ]


def _too_few(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} office has fewer than {enough} ratings: it is not compared.",
        "{count} offices have fewer than {enough} ratings: they are not compared.",
        count,
        enough=ENOUGH,
    )


def _with_mean(unit: Line) -> str:
    return _("{unit} {mean} (from {n})", unit=unit["name"], mean=decimal(_mean(unit)), n=unit["n"])


def _mean(unit: Line) -> float:
    return unit["mean"] or 0.0


def _differ(best: Line, worst: Line) -> bool:
    return _mean(best) - _mean(worst) > SURE * sqrt(_error(best) + _error(worst))


def _error(unit: Line) -> float:
    """The squared standard error of a unit's mean."""
    mean, n = _mean(unit), unit["n"]
    squares = sum(count * (score - mean) ** 2 for score, count in enumerate(unit["distribution"], start=1))
    return squares / (n * (n - 1))


# --- reminders and alarms  ---


def nudge_survey() -> str:
    """Once, some twenty hours after a survey was left open; its open question follows."""
    return _(
        "Your survey is still here, with everything you have answered. Shall we finish it? A minute or two:"
    )


def nudge_draft() -> str:
    """Once, a day after a report was left open; its open question follows."""
    return _("Your report is not sent yet. I have kept all of it. Go on here, or tap Cancel:")


def alarm_silence(waiting: int, minutes: int) -> str:
    """To the operator: the network holds messages and we have confirmed none of them."""
    return ngettext(
        "⚠️ Nothing was confirmed to Telegram for {minutes} minutes, and {count} update is waiting. "
        "Telegram keeps them for 24 hours. Please look at the service: `suara check`.",
        "⚠️ Nothing was confirmed to Telegram for {minutes} minutes, and {count} updates are waiting. "
        "Telegram keeps them for 24 hours. Please look at the service: `suara check`.",
        waiting,
        minutes=minutes,
    )
