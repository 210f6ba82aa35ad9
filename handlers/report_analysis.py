"""The analysis of an SKM report: strongest, weakest, complaints, the plan, what became of the one before."""

from __future__ import annotations

from handlers import report_tables
from handlers.dates import day, decimal
from handlers.element_names import ELEMENT_NAMES
from handlers.policy_words import in_a_line
from handlers.report_parts import Chapter, words
from handlers.report_seen import TELLING, CasesSeen, ReportSeen
from handlers.talk import _, later

MOST_CATEGORIES = 8


def analysis(seen: ReportSeen) -> Chapter:
    weakest, strongest = seen.ranked[0], seen.ranked[-1]
    return Chapter(
        _("Analysis"),
        (
            *words(
                _("Strongest element: {name}.", name=named(seen, strongest)),
                _("Weakest element: {name}.", name=named(seen, weakest)),
                *_complaints(seen),
                *_in_words(seen),
                *_previous_plan(seen),
                _("Follow-up plan, to be filled in by the unit:"),
            ),
            report_tables.plan(seen),
        ),
    )


def named(seen: ReportSeen, key: str) -> str:
    return f"{_(ELEMENT_NAMES[key])} ({decimal(seen.elements[key][1])})"


def _complaints(seen: ReportSeen) -> list[str]:
    cases = seen.cases
    told = [_how_many(cases)]
    large = [f"{name} ({count})" for name, count in cases.categories if count >= TELLING]
    if large:
        told.append(_("What they were about: {categories}.", categories=", ".join(large[:MOST_CATEGORIES])))
    return told


def _how_many(cases: CasesSeen) -> str:
    """How many came in and what became of them; a number by which somebody could be known is not told."""
    if cases.opened is None:
        return _("Reports in the period: fewer than five came in.")
    parts = (
        (cases.answered, later("{count} were answered")),
        (cases.fixed, later("{count} were settled with the reporter's yes")),
        (cases.open, later("{count} are still open")),
    )
    came = _("Reports in the period: {count} came in", count=cases.opened)
    told = [_(words, count=count) for count, words in parts if count is not None]
    return f"{came}; {', '.join(told)}." if told else f"{came}."


def _in_words(seen: ReportSeen) -> list[str]:
    told = []
    if seen.themes:
        told.append(
            _(
                "Of {count} quick ratings the words spoke most of: {themes}.",
                count=seen.ratings,
                themes=", ".join(f"{name} ({count})" for name, count in seen.themes),
            )
        )
    if seen.quotes:
        told.append(_("In citizens' words: {quotes}", quotes=" ".join(f"“{quote}”" for quote in seen.quotes)))
    return told


def _previous_plan(seen: ReportSeen) -> list[str]:
    """What became of the previous plan, as far as numbers know it."""
    told = []
    followed = seen.followed
    if followed is None:
        told.append(
            _("The plan of the period before: there are too few surveys of it to say what became of it.")
        )
    else:
        told.append(
            _(
                "The plan of the period before: the weakest element was {name}, {before} then and {now} now.",
                name=_(ELEMENT_NAMES[followed.key]),
                before=decimal(followed.before),
                now=decimal(followed.now),
            )
        )
        change = followed.change
        if change is None or change.low <= 0 <= change.high:
            told.append(_("This can be chance: nothing can be concluded."))
    held = [f"{name} ({day(on)})" for name, on in seen.trainings]
    if held:
        told.append(_("Trainings held in the period: {trainings}.", trainings=", ".join(held)))
    return told + [_("Policy: {policy}", policy=in_a_line(policy)) for policy in seen.policies]
