"""What a reporter hears of each step of their case, in plain words; a reply to any of it reaches the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from handlers.case_notices import CaseSeen, button, whose
from handlers.dates import day
from handlers.talk import Go, Media, Say, Words, _, later, ngettext, paragraphs

ASKED: Mapping[str, str] = {
    "fixed": later("✅ {unit} says that {number} is done:"),
    "answered": later("💬 {unit} has answered {number} and holds it settled:"),
    "cannot": later("⏳ {unit} says that {number} cannot be done for now:"),
    "not_ours": later("↪️ {unit} says that {number} is not a matter of the city:"),
}
AGREES: Mapping[str, str] = {
    "fixed": later("✅ Done"),
    "answered": later("✅ Settled"),
    "cannot": later("👌 I understand"),
    "not_ours": later("👌 I understand"),
}


class Proposed(Protocol):
    """A proposed closing, as far as its reporter reads it."""

    @property
    def outcome(self) -> str: ...

    @property
    def words(self) -> str: ...

    @property
    def promised(self) -> date | None: ...


def taken(case: CaseSeen) -> Say:
    """Somebody works on it from now on."""
    words = _("🔧 {number} is being worked on by {unit}.", number=case.number, unit=whose(case))
    due = _("You get an answer by {due}.", due=day(case.answer_due)) if case.answer_due else ""
    return Say(paragraphs(words, due), case=case.number)


def asked(case: CaseSeen, words: Words) -> Say:
    """A question; a reply to it is the answer."""
    return Say(
        paragraphs(
            _("❓ {unit} needs to know something about {number}:", unit=whose(case), number=case.number),
            words.text,
            _("Simply reply to this message; photos help too. Until then the clock stands still."),
        ),
        case=case.number,
        media=words.media,
    )


def passed(case: CaseSeen) -> Say:
    """Another office has it."""
    return Say(
        paragraphs(
            _("🔁 {number} has gone to {unit}.", number=case.number, unit=whose(case)),
            _("You need not do anything: number and dates stay as they are."),
        ),
        case=case.number,
    )


def merged(case: CaseSeen, reports: int) -> Say:
    """Others report the same."""
    words = ngettext(
        "👥 {count} person reports the same as {number}. It is settled together, and you hear of every step.",
        "👥 {count} people report the same as {number}. It is settled together, and you hear of every step.",
        reports,
        number=case.number,
    )
    return Say(words, case=case.number)


def proposed(case: CaseSeen, closing: Proposed, reason: str, media: tuple[Media, ...], days: int) -> Say:
    """The question that closes a case or opens it again; `reason` is for "cannot", in their language."""
    return Say(
        paragraphs(
            _(ASKED[closing.outcome], unit=whose(case), number=case.number),
            _("Reason: {reason}.", reason=reason) if reason else "",
            closing.words,
            _("They promise it for {due}. I tell you then.", due=day(closing.promised))
            if closing.promised
            else "",
            _("📷 Above you see before and after.") if media else "",
            _question(closing.outcome, days),
        ),
        (
            button(Go("judg", _(AGREES[closing.outcome]), f"{case.number}.yes")),
            button(Go("judg", _("❌ Not yet"), f"{case.number}.no")),
        ),
        columns=2,
        case=case.number,
        media=media,
    )


def _question(outcome: str, days: int) -> str:
    if outcome in ("cannot", "not_ours"):
        return ngettext(
            "Do you understand, or shall somebody look at it again? You have {count} day to answer.",
            "Do you understand, or shall somebody look at it again? You have {count} days to answer.",
            days,
        )
    return ngettext(
        "Is it really settled for you? You decide. You have {count} day to answer.",
        "Is it really settled for you? You decide. You have {count} days to answer.",
        days,
    )


def silent(case: CaseSeen) -> Say:
    """Nothing was heard in time."""
    return Say(
        paragraphs(
            _("🕊 {number} is closed, as I have heard nothing from you.", number=case.number),
            _("If it is not settled, please make a new report and name this number."),
        ),
        case=case.number,
    )


def archived(case: CaseSeen, reason: str, words: Words) -> Say:
    """It is no report that can be worked on; `reason` in the reporter's language."""
    return Say(
        paragraphs(
            _("🗄 {number} was archived: {reason}.", number=case.number, reason=reason),
            words.text,
            _("If that is not right, please make a new report; the oversight team sees every one archived."),
        ),
        case=case.number,
        media=words.media,
    )


def promise_kept(case: CaseSeen, words: Words) -> Say:
    """What was promised is done at last."""
    head = _("✅ {unit} has kept its promise for {number}:", unit=whose(case), number=case.number)
    return Say(paragraphs(head, words.text), case=case.number, media=words.media)
