"""What the oversight team, and a reporter whose identity was opened, are told; each of them once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.case_notices import button, opens
from handlers.official import ROLES
from handlers.oversight import NO, SEE, YES
from handlers.talk import Go, Say, _, later, paragraphs

# What happened to an office of the oversight team, told to the others in it.
ANNOUNCED: Mapping[str, str] = {
    "invited": later("🛡 {name} was invited to the oversight team."),
    "renewed": later("🛡 {name} of the oversight team gets a new code: from then on in another chat."),
    "joined": later("🛡 {name} has joined the oversight team."),
    "ended": later("🛡 {name} is no member of the oversight team any more."),
}

# And to whoever holds it.
YOURS: Mapping[str, str] = {
    "renewed": later(
        "🛡 A new code was made for your place in the oversight team: whoever opens it has your place, in "
        "another chat."
    ),
    "ended": later("🛡 You are no member of the oversight team any more."),
}


@dataclass(frozen=True)
class Person:
    """An official as others read of them; `unit`: label, empty for the whole city."""

    name: str
    role: str
    unit: str = ""


def announced(what: str, name: str) -> Say:
    """To all overseers: who comes among them and who goes."""
    return Say(paragraphs(_(ANNOUNCED[what], name=name), "" if what == "joined" else _who_did_it()))


def yours(what: str) -> Say:
    """To the overseer whose place it is."""
    return Say(paragraphs(_(YOURS[what]), _who_did_it()))


def _who_did_it() -> str:
    return _("If you do not know of this, ask whoever runs the machine: it was done at the command line.")


def stepped_out(number: str, who: Person, owner: Person | None) -> Say:
    """Somebody is out of a case, and who has it now."""
    has_it = _("It is with {who} now.", who=_in_words(owner)) if owner else _("Nobody has it now.")
    head = _(
        "🙅 {who} has stepped out of {number}, having to do with it themselves.",
        who=_in_words(who),
        number=number,
    )
    return Say(paragraphs(head, has_it), opens(number))


def why_stepped_out(number: str, who: Person, why: str) -> Say:
    """The reason, for the overseers alone."""
    head = _("🙅 Why {who} stepped out of {number}:", who=_in_words(who), number=number)
    return Say(paragraphs(head, why), opens(number))


def pulled(number: str, who: Person, why: str) -> Say:
    """To the other overseers: one of them took a case away from its unit."""
    head = _("🛡 {who} has pulled {number} up to the oversight team.", who=_in_words(who), number=number)
    return Say(paragraphs(head, _("Reason given: {why}", why=why)), opens(number))


def recategorised(number: str, category: str) -> Say:
    """To the reporter: under what it is worked on from now on."""
    words = _("🏷 {number} is now worked on as: {category}.", number=number, category=category)
    wrong = _("If that is wrong, simply reply to this message.")
    return Say(paragraphs(words, wrong), case=number)


def disclosure_asked(disclosure: int, number: str, who: Person, motive: str) -> Say:
    """To the overseers who can decide: who wants to know the reporter, and why."""
    head = _("🔓 {who} asks who handed in {number}.", who=_in_words(who), number=number)
    rule = _(
        "The reporter was promised to stay unknown. Agree only if it cannot be done without. Your decision "
        "is kept with your name, and the reporter hears of it."
    )
    buttons = (
        button(Go("disc", _("🔓 I agree"), f"{disclosure}.{YES}")),
        button(Go("disc", _("🔒 I do not agree"), f"{disclosure}.{NO}")),
    )
    words = paragraphs(head, _("Reason given: {why}", why=motive), rule)
    return Say(words, (*buttons, *opens(number)), columns=2)


def disclosure_decided(disclosure: int, number: str, who: Person, *, granted: bool) -> Say:
    """To whoever asked."""
    if not granted:
        words = _(
            "🔒 {who} does not agree to open who handed in {number}.", who=_in_words(who), number=number
        )
        return Say(words, opens(number))
    words = _(
        "🔓 {who} agrees: you can look once who handed in {number}, within three days. The reporter hears "
        "when you do.",
        who=_in_words(who),
        number=number,
    )
    look = button(Go("disc", _("👁 Look, once"), f"{disclosure}.{SEE}"))
    return Say(words, (look, *opens(number)))


def identity_opened(number: str, asked: str, granted: str) -> Say:
    """To the reporter, in plain words: who knows now, who agreed, and what stays as it was.

    `asked`, `granted`: roles.
    """
    return Say(
        paragraphs(
            _("💛 We owe you a word about {number}.", number=number),
            _(
                "You handed it in confidentially. To go on with it, one person had to know who you are: a "
                "{asked}. They wrote down why, and a second person, a {granted}, looked at the reason and "
                "agreed. Nobody else was shown who you are.",
                asked=_(ROLES[asked]),
                granted=_(ROLES[granted]),
            ),
            _(
                "Both decisions are kept in a log that cannot be changed quietly. Should anybody press you "
                "because of your report, tell us with /report: that goes to the oversight team alone."
            ),
            _("You can simply reply to this message if you have a question."),
        ),
        case=number,
    )


def _in_words(who: Person) -> str:
    return ", ".join(part for part in (who.name, _(ROLES[who.role]), who.unit) if part)
