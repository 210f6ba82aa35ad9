"""An official asks for the SKM report of an office: of which office, of which time; it comes as files."""

from __future__ import annotations

from datetime import date
from functools import partial

from handlers import offers
from handlers.events import ReportAsked
from handlers.facts import Facts
from handlers.opening import Opening
from handlers.talk import Outcome, Recorded, Script, Talk, _, choose
from handlers.units import pick_unit

FEW = 8  # offices that fit one screen


def repo(facts: Facts, unit: str = "") -> Talk[Outcome]:
    """Which office, where there are several, and which time."""
    offices = facts.reports
    key = unit if unit in offices else (yield from _office(facts))
    if key not in offices:
        return Outcome(words=_not_for_you(), next=(offers.menu(),))
    period = yield from choose("period", _("Of which time shall the report be?"), periods(facts.today))
    noted = partial(_noted, office=offices[key], period=period)
    return Outcome(ReportAsked(key, period), noted, next=(offers.desk(),))


def _office(facts: Facts) -> Talk[str]:
    """The only one, one of a few, or one of many; nothing where there is none."""
    offices, question = facts.reports, _("Of which office shall the report be?")
    if len(offices) > FEW:
        return (yield from pick_unit(facts, question, Opening()))
    if len(offices) > 1:
        return (yield from choose("office", question, offices))
    return next(iter(offices), "")


def periods(today: date) -> dict[str, str]:
    """The periods that are offered on this day, by what they are called on the command line."""
    year, half, quarter = today.year, (today.month + 5) // 6, (today.month + 2) // 3
    before = f"{year}-S1" if half > 1 else f"{year - 1}-S2"
    return {
        f"{year}-S{half}": _("This half-year · {period}", period=f"{year}-S{half}"),
        before: _("Last half-year · {period}", period=before),
        f"{year}-Q{quarter}": _("This quarter · {period}", period=f"{year}-Q{quarter}"),
        f"{year}": _("This year · {period}", period=f"{year}"),
    }


def _noted(recorded: Recorded, office: str, period: str) -> str:
    if recorded.done:
        return _(
            "📄 I am making the SKM report of {office}, {period}. It comes here in a minute or two: the "
            "report as PDF, and its annex as XLSX.",
            office=office,
            period=period,
        )
    if recorded.problem == "asked":
        return _("📄 That report is being made already, or has just been made. It comes here.")
    return _not_for_you()


def _not_for_you() -> str:
    return _("SKM reports are for officials, each of their own office.")


REPO = Script("repo", lambda: offers.title("repo"), repo, frozenset({"reports"}), arg="unit")
