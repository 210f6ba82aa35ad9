"""The tap under a reminder, and how a deadline was counted, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from handlers import offers
from handlers.dates import day, span
from handlers.deadline_words import opening
from handlers.desk_events import ReminderTapped
from handlers.desk_views import Clock, Work
from handlers.facts import Facts
from handlers.talk import Outcome, Recorded, Script, Talk, _, later, paragraphs

RULES: Mapping[str, str] = {
    "verify": later("Working days to check a report: {count}"),
    "answer": later("Working days to the first answer: {count}"),
    "normative": later("Working days until it is settled: {count}"),
    "complaint": later("Working days until a complaint is settled: {count}"),
    "examined": later("Working days until what the oversight team examines is settled: {count}"),
    "agreed": later("This day was agreed at a public forum."),
}


def tap(facts: Facts, rung: str = "") -> Talk[Outcome]:
    """Whoever was reminded sees to it; `rung` is number, deadline and rung, as the button carries them."""
    yield from ()  # asks nothing, and is a conversation all the same
    number, deadline, step = (*rung.split("."), "", "")[:3]
    if not (number and deadline and step.isdecimal() and step.isascii()):
        return Outcome(words=_not_yours(), next=(offers.menu(),))
    return Outcome(ReminderTapped(number, deadline, int(step)), _heard(number), next=(opening(number),))


def _heard(number: str) -> Callable[[Recorded], str]:
    def words(recorded: Recorded) -> str:
        if recorded.done and recorded.due:
            return _(
                "👍 Thank you. I ask nobody else about {number} before {due}.",
                number=number,
                due=day(recorded.due),
            )
        if recorded.done or recorded.problem == "done":
            return _("{number} has been seen to already. Thank you.", number=number)
        return _not_yours()

    return words


def _not_yours() -> str:
    return _("That reminder is not yours (any more).")


def clock(facts: Facts, number: str = "") -> Talk[Outcome]:
    """Which days counted towards the deadline, when the clock stood still, which days were free."""
    yield from ()  # asks nothing, and is a conversation all the same
    work = facts.work
    if work is None or work.clock is None:
        return Outcome(words=_("I do not find that report at your desk."), next=(offers.menu(),))
    return Outcome(words=_counted(work, work.clock, facts.today), next=(opening(work.number),))


def _counted(work: Work, clock: Clock, today: date) -> str:
    past = [one for one in clock.counted if one <= today]
    to_come = [one for one in clock.counted if one > today]
    return paragraphs(
        _("🗓 How the date of {number} was counted", number=work.number),
        _lines(
            _(RULES[clock.rule], count=len(clock.counted)),
            _("Opened on {day}, which itself does not count", day=day(work.opened)),
            _("Due by {due}", due=day(clock.due)),
        ),
        _listed(_("Counted:"), past),
        _listed(_("Will count:"), to_come),
        _listed(_("The clock stood still, as we waited for the reporter:"), clock.stood_still),
        _listed(_("Days off:"), clock.free),
    )


def _lines(*lines: str) -> str:
    return "\n".join(lines)


def _listed(heading: str, found: Sequence[date]) -> str:
    """A heading over the days, those in a row taken together; nothing without days."""
    return _lines(heading, *(f"• {run}" for run in _runs(found))) if found else ""


def _runs(found: Iterable[date]) -> list[str]:
    runs: list[list[date]] = []
    for one in found:
        if runs and one - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [day(run[0]) if len(run) == 1 else span(run[0], run[-1]) for run in runs]


TAP = Script("tap", lambda: offers.title("tap"), tap, arg="rung")
CLOCK = Script("cloc", lambda: offers.title("cloc"), clock, reads=frozenset({"work"}), arg="number")
