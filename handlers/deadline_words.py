"""What is said about days: that one comes or has passed, that it moved, and what was promised for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handlers.dates import day
from handlers.talk import Go, Say, _, later, ngettext, paragraphs
from handlers.talk.model import Choice

COMES: Mapping[str, str] = {
    "verify": later("⏰ {number} is still to be checked, by {due}."),
    "answer": later("⏰ {number} still waits for an answer, by {due}."),
    "outer": later("⏰ {number} is still to be settled, by {due}."),
    "head": later("⏰ {number} waits for your word on whether it cannot be done, by {due}."),
}
PASSED: Mapping[str, str] = {
    "verify": later("⚠️ {number} was to be checked by {due}, and nobody has."),
    "answer": later("⚠️ {number} was to be answered by {due}. Its reporter still waits."),
    "outer": later("⚠️ {number} was to be settled by {due}, and is not."),
    "head": later("⚠️ {number} waits for a word on whether it cannot be done. It was due by {due}."),
}


@dataclass(frozen=True)
class Late:
    """A case whose day comes or has passed, as officials are reminded of it."""

    number: str
    deadline: str  # verify, answer, outer or head
    due: date
    unit: str = ""  # empty: not known
    owner: str = ""  # name of the official who has it
    passed: bool = False


def reminder(case: Late, rung: int, climb_days: int, *, top: bool = False) -> Say:
    """One rung: what waits, who has it, and a tap that says "I see to it". `top`: nobody is above."""
    words = PASSED if case.passed else COMES
    return Say(
        paragraphs(
            _(words[case.deadline], number=case.number, due=day(case.due)),
            _whose(case),
            _("Nobody nearer has seen to it, so it comes to you.") if case.passed and rung > 1 else "",
            _what_else(case, climb_days, top=top),
        ),
        (
            _button(Go("tap", _("👍 I see to it"), f"{case.number}.{case.deadline}.{rung}")),
            _button(opening(case.number)),
        ),
        case=case.number,
    )


def asked_to_hurry(case: Late, who: str) -> Say:
    """A colleague further up reminds the owner of a late case."""
    return Say(
        paragraphs(
            _("🔔 {who} reminds you of {number}.", who=who, number=case.number),
            _(PASSED[case.deadline], number=case.number, due=day(case.due)),
        ),
        (_button(opening(case.number)),),
        case=case.number,
    )


def retimed(number: str, old: date, new: date) -> Say:
    """To whoever has the case: a free day came or went."""
    words = _(
        "📅 The days off have changed, and with them a date: {number} was due by {old}, now by {new}.",
        number=number,
        old=day(old),
        new=day(new),
    )
    return Say(words, (_button(opening(number)), _button(counting(number))), case=number)


def retimed_to_reporter(number: str, old: date, new: date) -> Say:
    """To the reporter, who was told another day."""
    words = _(
        "📅 The offices' days off have changed, and with them a date: your answer to {number} comes by {new}."
        " I had told you {old}.",
        number=number,
        old=day(old),
        new=day(new),
    )
    return Say(words, case=number)


def promise_comes(number: str, due: date) -> Say:
    """To officials, the working day before."""
    words = _(
        "📌 {number}: its reporter was promised {due}. If it is done, please say so in the case.",
        number=number,
        due=day(due),
    )
    return Say(words, (_button(opening(number)),), case=number)


def promised_day(number: str, unit: str, due: date, *, kept: bool, route: str = "unit") -> Say:
    """To the reporter, when the promised day has come: kept, or not yet.

    `route`: who promised what bypasses the units is no office but those who oversee it.
    """
    office = unit or _("The coordinator")
    promised = _(
        "📌 {unit} promised you {due} for {number}.",
        unit=_("The oversight team") if route == "overseers" else office,
        due=day(due),
        number=number,
    )
    state = (
        _("They say that it is done.")
        if kept
        else _("It is not done yet, as far as I know. I tell you as soon as they say that it is.")
    )
    return Say(paragraphs(promised, state), case=number)


def opening(number: str) -> Go:
    """The button that opens the case on the desk."""
    return Go("work", _("📂 Open the report"), number)


def counting(number: str) -> Go:
    """The button that shows how the case's date was counted."""
    return Go("cloc", _("🗓 How it was counted"), number)


def _whose(case: Late) -> str:
    return "\n".join(
        line
        for line in (
            _("Office: {unit}", unit=case.unit or _("not known")),
            _("With: {owner}", owner=case.owner) if case.owner else _("With: nobody yet"),
        )
        if line
    )


def _what_else(case: Late, climb_days: int, *, top: bool) -> str:
    if top:
        return _("Do you see to it? Then tap the button.")
    if not case.passed:
        return _("Do you see to it? Then tap the button. Once the day is over, the next one up is asked.")
    return ngettext(
        "Do you see to it? Then tap the button. Otherwise it goes one step up after {count} working day.",
        "Do you see to it? Then tap the button. Otherwise it goes one step up after {count} working days.",
        climb_days,
    )


def _button(go: Go) -> Choice:
    return Choice(str(go), go.label)
