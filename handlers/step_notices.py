"""What officials hear when somebody else, or the reporter, moved a case of theirs."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from handlers.case_notices import CaseSeen, button, opens
from handlers.dates import day
from handlers.talk import Go, Say, Words, _, later, ngettext, paragraphs

OUTCOME_NAMES = {
    "fixed": later("Done"),
    "answered": later("Answered"),
    "cannot": later("Cannot be done now"),
    "not_ours": later("Not a matter of the city"),
}


class Proposed(Protocol):
    """What an officer proposes."""

    @property
    def words(self) -> Words: ...

    @property
    def promised(self) -> date | None: ...


def taken_by_other(case: CaseSeen, name: str) -> Say:
    """A colleague has it now."""
    return _told(case, _("🔁 {name} has taken {number}.", name=name, number=case.number))


def noted(case: CaseSeen, name: str, words: Words) -> Say:
    """An internal note; it never reaches the reporter."""
    head = _("🔒 Internal note by {name} on {number}:", name=name, number=case.number)
    return _told(case, head, words.text)


def explained(case: CaseSeen, name: str, words: Words) -> Say:
    """Why it is late."""
    return _told(
        case, _("✏️ {name} explains why {number} is late:", name=name, number=case.number), words.text
    )


def passed_to_you(case: CaseSeen, name: str, note: Words) -> Say:
    """It is yours now."""
    due = _("Please answer by {due}.", due=day(case.answer_due)) if case.answer_due else ""
    head = _("📥 {name} has passed {number} on to you.", name=name, number=case.number)
    return _told(case, head, note.text, due)


def approval_asked(case: CaseSeen, name: str, proposal: Proposed, reason: str) -> Say:
    """Only the head says that something cannot be done; to this, and not to what is proposed after it."""
    shown = f".{case.version}" if case.version else ""
    return Say(
        paragraphs(
            _("✋ {name} holds that {number} cannot be done now.", name=name, number=case.number),
            _("Reason: {reason}.", reason=reason),
            proposal.words.text,
            _("Promised for: {due}", due=day(proposal.promised)) if proposal.promised else "",
            _("Do you agree? Only then is the reporter told."),
        ),
        (
            button(Go("work", _("✅ I agree"), f"{case.number}.agree{shown}")),
            button(Go("work", _("❌ No, work on it"), f"{case.number}.decline{shown}")),
            *opens(case.number),
        ),
        columns=2,
        case=case.number,
    )


def declined(case: CaseSeen, name: str, note: Words) -> Say:
    """The head says that it can be done."""
    head = _("❌ {name} does not agree that {number} cannot be done.", name=name, number=case.number)
    return _told(case, head, note.text, _("Please go on with it."))


def settled(case: CaseSeen, words: Words, outcome: str) -> Say:
    """The reporter agrees: that it is settled, or that it cannot be now; those are not the same."""
    if outcome in ("fixed", "answered"):
        head = _("🎉 The reporter of {number} says: settled. Thank you.", number=case.number)
    else:
        head = _("👌 The reporter of {number} has accepted that and leaves it there.", number=case.number)
    return Say(paragraphs(head, words.text), case=case.number)


def reopened(case: CaseSeen, words: Words, *, times: int, yours: bool) -> Say:
    """The reporter says that it is not; `yours`: whoever reads this has it now."""
    head = ngettext(
        "🔄 The reporter says that {number} is not settled. It is open again, with the same dates.",
        "🔄 The reporter says once more that {number} is not settled (times said: {count}). It is open "
        "again, with the same dates.",
        times,
        number=case.number,
    )
    return _told(
        case, head, words.text, _("It is with you now.") if yours else _("It is with somebody else now.")
    )


def silent(case: CaseSeen) -> Say:
    """Its reporter did not say anything."""
    words = _("🕊 {number} was closed without a reply from its reporter.", number=case.number)
    return Say(words, case=case.number)


def _told(case: CaseSeen, *parts: str) -> Say:
    return Say(paragraphs(*parts), opens(case.number), case=case.number)
