"""What those who may read a case are told at once and at every step, and how they answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from handlers.behalf import spoken_for
from handlers.complaint_words import category_in_words, when_in_words
from handlers.dates import day
from handlers.talk import Go, Say, Words, _, later, ngettext, paragraphs
from handlers.talk.model import Choice

NEW: Mapping[str, str] = {
    "complaint": later("📨 New complaint {number}"),
    "suggestion": later("📨 New suggestion {number}"),
    "question": later("📨 New question {number}"),
    "praise": later("📨 New praise {number}"),
}


@dataclass(frozen=True)
class CaseSeen:
    """A case as those who may read it see it; name and contact only where the reporter is open."""

    number: str
    kind: str
    unit: str  # empty: not known
    category: Mapping[str, str] = field(default_factory=dict)  # language to words
    about: str = ""
    words: str = ""
    where: str = ""
    when: str = ""
    name: str = ""
    contact: str = ""
    answer_due: date | None = None
    attachments: int = 0
    route: str = "unit"  # overseers: the office it is about neither reads it nor works on it
    version: int = 0  # as it stands when this is said; 0: not known
    agreed: bool = False  # at a forum: whoever was there hears what becomes of it
    organisation: str = ""  # for which it was handed in, where the reporter is open
    people: int = 1  # on behalf of how many
    untraceable: bool = False  # nobody knows who it is from, and it is answered for whoever holds its receipt


def notice(case: CaseSeen, to: str) -> Say:
    """The instant notice to an official of role `to`: all there is to know, and answering is replying."""
    return Say(
        paragraphs(
            _heading(case),
            _why_you(case, to),
            _facts(case),
            case.words,
            _reporter(case),
            _("Please answer by {due}.", due=day(case.answer_due)) if case.answer_due else "",
            _answering(case),
        ),
        opens(case.number),
        case=case.number,
    )


def supplement_to_official(case: CaseSeen, words: Words) -> Say:
    """The reporter added something."""
    count = len(words.media)
    attachments = (
        ngettext("With it: {count} attachment", "With it: {count} attachments", count) if count else ""
    )
    return Say(
        paragraphs(
            _("➕ The reporter has added to {number}:", number=case.number),
            words.text,
            attachments,
            _("To answer, reply to this message."),
        ),
        opens(case.number),
        case=case.number,
    )


def whose(case: CaseSeen) -> str:
    """Who works on it, as its reporter reads it: an office or a role, never a name."""
    if case.route == "overseers":
        return _("the oversight team")
    return case.unit or _("the coordinator")


def _heading(case: CaseSeen) -> str:
    heading = NEW.get(case.kind)
    return _(heading, number=case.number) if heading else case.number


def _why_you(case: CaseSeen, to: str) -> str:
    if to == "overseer":
        return _("For the oversight team only. The office it concerns does not get to see it.")
    if to == "coordinator":
        return _("It comes to you because nobody nearer has joined here yet, or the office is not known.")
    return ""


def _facts(case: CaseSeen) -> str:
    about = category_in_words(case.category, case.about)
    attachments = ngettext("With it: {count} attachment", "With it: {count} attachments", case.attachments)
    lines = [
        _("Office: {unit}", unit=case.unit or _("not known")),
        _("About: {about}", about=about) if about else "",
        _("Where: {where}", where=case.where) if case.where else "",
        _("When: {when}", when=when_in_words(case.when)) if case.when else "",
        attachments if case.attachments else "",
    ]
    return "\n".join(line for line in lines if line)


def _answering(case: CaseSeen) -> str:
    if case.agreed:
        return _("When it is done, close it here: everybody who was at the forum, or invited, hears of it.")
    if case.untraceable:
        return _(
            "To answer, reply to this message. The reporter reads it when they come by with their receipt; "
            "I cannot write to them."
        )
    return _("To answer, reply to this message. What you write reaches the reporter through me.")


def _reporter(case: CaseSeen) -> str:
    if case.untraceable:
        return _("Reporter: unknown (untraceable)")
    known = ", ".join(part for part in (case.name, case.contact) if part)
    who = _("Reporter: {name}", name=known) if known else _("Reporter: confidential")
    return "\n".join(part for part in (who, spoken_for(case.people, case.organisation)) if part)


def opens(number: str) -> tuple[Choice, ...]:
    """The button that opens the case on the desk."""
    return (button(Go("work", _("📂 Open the report"), number)),)


def button(go: Go) -> Choice:
    """A button that starts a conversation under any message."""
    return Choice(str(go), go.label)
