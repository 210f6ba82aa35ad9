"""The short conversations of oversight: why somebody stepped out, and who may know who a reporter is."""

from __future__ import annotations

from handlers import offers
from handlers.facts import Facts
from handlers.oversight_events import DisclosureDecided, DisclosureOpened, SteppingOutExplained
from handlers.talk import Outcome, Recorded, Script, Talk, _, write
from handlers.work_acts import told

YES, NO, SEE = "yes", "no", "see"


def outw(facts: Facts, number: str = "") -> Talk[Outcome]:
    """After stepping out: why, for the overseers alone, or not a word."""
    if not (facts.is_official and number):
        return Outcome(words=_nothing_here(), next=(offers.menu(),))
    question = _("Would you like to say why? Only the oversight team reads it, nobody at your office.")
    why = yield from write("why", question, may_skip=True)
    if not why.text.strip():
        return Outcome(words=_("That is fine."), next=(offers.desk(),))
    done = _("Thank you. The oversight team reads it.")
    return Outcome(SteppingOutExplained(number, why), told(done), next=(offers.desk(),))


def disc(facts: Facts, what: str = "") -> Talk[Outcome]:
    """A tap under a question who a reporter is: `ID.yes`, `ID.no`, or `ID.see` once it was granted."""
    yield from ()  # asks nothing, and is a conversation all the same
    which, _dot, tapped = what.partition(".")
    if not (which.isascii() and which.isdecimal()) or tapped not in (YES, NO, SEE):
        return Outcome(words=_nothing_here(), next=(offers.menu(),))
    if tapped == SEE:
        return Outcome(DisclosureOpened(int(which)), _identity, next=(offers.desk(),))
    return Outcome(DisclosureDecided(int(which), granted=tapped == YES), _decided, next=(offers.desk(),))


def _decided(recorded: Recorded) -> str:
    if not recorded.done:
        return _not_done(recorded.problem)
    if recorded.name == YES:
        return _("🔓 You agreed. Whoever asked can look once; it stands in the log with both your names.")
    return _("🔒 You did not agree. Whoever asked hears so, and it stands in the log.")


def _identity(recorded: Recorded) -> str:
    if not recorded.done:
        return _not_done(recorded.problem)
    return _(
        "🔓 {number} was handed in by:\n{who}\n\nI show this once. Use it for what you asked for, and for "
        "nothing else. The reporter hears now that you know.",
        number=recorded.number,
        who=recorded.content,
    )


def _not_done(problem: str) -> str:
    reasons = {
        "same": _("Whoever asks cannot agree to it: it takes a second person."),
        "head": _("You serve at the office that this report is about: somebody else has to decide."),
        "expired": _("That was good for three days, and they are over. It can be asked anew."),
        "stale": _("It has been decided already."),
        "shown": _("It was shown already, and is shown once only. It can be asked anew."),
    }
    return reasons.get(problem, _nothing_here())


def _nothing_here() -> str:
    return _("There is nothing of that kind for you here.")


OUTW = Script("outw", lambda: offers.title("outw"), outw, arg="number")
DISC = Script("disc", lambda: offers.title("disc"), disc, arg="what")
