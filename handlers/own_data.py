"""What people may ask of their own data beside a copy and deletion: to correct it, and to let it rest."""

from __future__ import annotations

from handlers import offers
from handlers.case_states import CLOSED
from handlers.facts import Facts
from handlers.subject_events import DataCorrected, DataRestricted, DeletionHeld, RestrictionLifted
from handlers.talk import Outcome, Talk, _, choose, ngettext, paragraphs, write

DAYS = (30, 90)
WISHES = frozenset({"correct", "rest", "use"})
UNTIL_TOLD = "told"
WITHIN_HOURS = 72


def correct(facts: Facts) -> Talk[Outcome]:
    """A report gets an addition, answers about oneself in surveys go, everything else is answered in time."""
    open_cases = {case.number: case.number for case in facts.cases if case.state not in CLOSED}
    wrong = {
        **{number: _("Report {number}", number=number) for number in open_cases},
        "profile": _("What I said about myself in surveys"),
        "other": _("Something else"),
    }
    what = yield from choose("wrong", _("What is not right?"), wrong)
    if what == "profile":
        words = _("Done: your surveys still count, but your answers about yourself are taken out of them.")
        return Outcome(DataCorrected("profile"), words, next=(offers.menu(),))
    right = yield from write("right", _("How should it be? Please write it in your own words."), many=True)
    if what in open_cases:
        words = _(
            "Thank you. Your correction stands beside {number} now, and whoever works on it is told.",
            number=what,
        )
        return Outcome(DataCorrected("report", right, what), words, next=(offers.reports(), offers.menu()))
    words = _("Thank you. It is noted, and you are answered here within {hours} hours.", hours=WITHIN_HOURS)
    return Outcome(DataCorrected("other", right), words, next=(offers.menu(),))


def rest(facts: Facts) -> Talk[Outcome]:
    """For some days or until told: no digest, no export, no invitation uses what is kept."""
    choices = {
        **{str(days): ngettext("For {count} day", "For {count} days", days) for days in DAYS},
        UNTIL_TOLD: _("Until I say so"),
    }
    intro = _(
        "Your data then rests: it is in no weekly summary, no table that leaves here and no invitation. "
        "Reports that are open are still worked on, as you asked for it."
    )
    how_long = yield from choose("rest", paragraphs(intro, _("For how long?")), choices)
    days = None if how_long == UNTIL_TOLD else int(how_long)
    words = _("Done, your data rests from now on. With /data you end it at any time.")
    return Outcome(DataRestricted(days), words, next=(offers.menu(),))


def asked(wish: str, facts: Facts) -> Talk[Outcome]:
    """One of these wishes."""
    if wish == "correct":
        return (yield from correct(facts))
    if wish == "rest":
        return (yield from rest(facts))
    return _use_again()


def _use_again() -> Outcome:
    """The rest is over."""
    return Outcome(RestrictionLifted(), _("Good, your data is used again."), next=(offers.menu(),))


def held() -> Outcome:
    """All that is kept must stay for now, and this is said as it is."""
    words = _(
        "We may not delete it now: a legal duty forbids it until it is lifted. Your wish is noted, you get "
        "no more news from us, and as soon as we may, it is done without your asking again."
    )
    return Outcome(DeletionHeld(), words)


def held_reports(count: int) -> str:
    """What deletion leaves for now."""
    return ngettext(
        "{count} report has to stay as it is for now, as a legal duty holds it. It goes as soon as we may.",
        "{count} reports have to stay as they are for now, as a legal duty holds them. They go as soon as we "
        "may.",
        count,
    )
