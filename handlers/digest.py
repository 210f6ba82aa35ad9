"""The buttons under the digest: what is late, remind, pass on, explain, and "I have read this"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers import offers
from handlers.dates import week as week_in_words
from handlers.desk_events import DigestRead, LateExplained, OwnersReminded
from handlers.desk_views import DeskLine
from handlers.facts import Facts
from handlers.official import ROLES
from handlers.talk import Go, Outcome, Recorded, Say, Script, Talk, _, choose, ngettext, paragraphs, write
from handlers.talk.model import Choice

REMINDS = frozenset({"head", "coordinator", "overseer"})
PASSES = frozenset({"officer", "head", "coordinator"})
EXPLAINS = frozenset({"head"})
REPORTS = frozenset({"head", "coordinator", "overseer"})  # who is offered the SKM report
MOST_LINES = 30
SHOWN = 8  # late cases offered as buttons; the desk has them all


@dataclass(frozen=True)
class Unread:
    """An official who has not read the digest of a week."""

    name: str
    role: str
    unit: str  # label, empty: the whole city
    week: str
    away: bool = False


def with_buttons(words: str, role: str, week: str, *, unit: str = "", late: int = 0) -> Say:
    """The digest as an official of this role gets it; what is about late cases only where there are any."""
    report = [offers.skm_report(unit)] if role in REPORTS else []
    buttons = [*(_of_late(role, unit, late) if late else ()), *report, _read(week)]
    return Say(words, tuple(Choice(str(go), go.label) for go in buttons), columns=2)


def _of_late(role: str, unit: str, late: int) -> list[Go]:
    remind = Go("sumr", _("🔔 Remind"), f"remind.{unit}" if unit else "remind")
    return [
        _late(late),
        *([remind] if role in REMINDS else []),
        *([Go("sumr", _("↪️ Pass on"), "pass")] if role in PASSES else []),
        *([Go("sumr", _("✏️ Explain"), "explain")] if role in EXPLAINS else []),
    ]


def _late(count: int) -> Go:
    return Go("desk", ngettext("⏰ {count} late report", "⏰ {count} late reports", count), "late")


def _read(week: str) -> Go:
    return Go("sumr", _("✅ I have read this"), f"read.{week}")


def digest(facts: Facts, what: str = "") -> Talk[Outcome]:
    """What a tapped button of the digest does; asks nothing itself."""
    yield from ()  # a conversation all the same
    action, _dot, arg = what.partition(".")
    if facts.desk is None:
        return Outcome(words=not_an_official(), next=(offers.menu(),))
    if action == "read" and arg:
        return Outcome(DigestRead(arg), _("Thank you for reading."), next=_onward(facts))
    if action == "remind":
        return _reminding(facts, arg)
    if action == "explain":
        return Outcome(then=Go("expl"))
    return _passing(facts)


def _reminding(facts: Facts, unit: str) -> Outcome:
    if facts.desk is None or not facts.desk.may_remind:
        return Outcome(words=_("Reminding is for heads of offices and those above."), next=_onward(facts))
    return Outcome(OwnersReminded(unit), _reminded, next=_onward(facts))


def _reminded(recorded: Recorded) -> str:
    if recorded.done and recorded.name != "0":  # how many reminders are new
        return _("🔔 Whoever has a late report is reminded now.")
    return _("There is nobody to remind: nothing is late, or they have been reminded today.")


def _passing(facts: Facts) -> Outcome:
    late = late_lines(facts)
    if not late:
        return Outcome(words=_nothing_late(), next=_onward(facts))
    buttons = tuple(Go("work", in_a_line(line), f"{line.number}.pass") for line in late[:SHOWN])
    return Outcome(words=_("Which report shall somebody else have?"), next=(*buttons, *_onward(facts)))


def expl(facts: Facts, number: str = "") -> Talk[Outcome]:
    """Why a case is late, written by its head for those above."""
    if facts.desk is None:
        return Outcome(words=not_an_official(), next=(offers.menu(),))
    if not number:
        late = late_lines(facts)
        if not late:
            return Outcome(words=_nothing_late(), next=_onward(facts))
        number = yield from choose(
            "which", _("Which late report do you explain?"), {line.number: in_a_line(line) for line in late}
        )
        return Outcome(then=Go("expl", arg=number))
    if facts.work is None:
        return Outcome(words=_("I do not find that report on your desk."), next=_onward(facts))
    words = yield from write(
        "why", _("Why is {number} late, and when will it be done?", number=facts.work.number)
    )
    return Outcome(
        LateExplained(facts.work.number, facts.work.version, words), _explained, next=_onward(facts)
    )


def _explained(recorded: Recorded) -> str:
    if recorded.done:
        return _("Thank you. Those above you can read it.")
    return _(
        "Meanwhile somebody has changed this report, so I did not keep your words. Please look at it again."
    )


def unread(officials: Sequence[Unread]) -> Say:
    """To the next one up: who has not read the digest; names stay among officials."""
    lines = [_unread_line(one) for one in officials[:MOST_LINES]]
    more = len(officials) - MOST_LINES
    if more > 0:
        lines.append(_("and {count} more", count=more))
    head = _("📭 The summary of the week was not read by:")
    return Say(paragraphs("\n".join([head, *lines]), _("This is said once. Please speak with them.")))


def _unread_line(one: Unread) -> str:
    who = ", ".join(part for part in (one.name, _(ROLES[one.role]), one.unit) if part)
    line = _("• {who}: {week}", who=who, week=week_in_words(one.week))
    return _("{line} (on leave)", line=line) if one.away else line


def late_lines(facts: Facts) -> list[DeskLine]:
    """The late cases of the desk as it was read, the latest first."""
    return [line for line in facts.desk.lines if line.overdue] if facts.desk else []


def in_a_line(line: DeskLine) -> str:
    """A case as a button can name it."""
    return " · ".join(part for part in (line.number, line.unit, line.owner) if part)


def not_an_official() -> str:
    return _("This is for officials. If you are one, please open the link of your invitation.")


def _nothing_late() -> str:
    return _("Nothing is late. Thank you for your care.")


def _onward(facts: Facts) -> tuple[Go, ...]:
    late = facts.desk.late if facts.desk else 0
    return (*((_late(late),) if late else ()), Go("desk", _("🗂 My desk")))


DIGEST = Script("sumr", lambda: offers.title("sumr"), digest, frozenset({"desk"}), arg="what")
EXPL = Script("expl", lambda: offers.title("expl"), expl, frozenset({"desk", "work"}), arg="number")
