"""Something handed in that must be answered: complaint, suggestion, question or praise, up to its number."""

from __future__ import annotations

from dataclasses import replace

from handlers import notice, offers
from handlers.complaint_words import (
    ABOUT,
    KINDS,
    UNKNOWN_ABOUT,
    WHEN,
    asking_what_happened,
    heard,
    known_as_question,
    sent,
    summary,
)
from handlers.events import CaseOpened
from handlers.facts import Facts
from handlers.opening import Opening
from handlers.permission import Age, ask_age, too_young
from handlers.routing import route
from handlers.talk import Outcome, Script, Talk, Words, _, choose, confirm, so_far, write
from handlers.units import at_unit, elsewhere, in_spoken, pick_unit

__all__ = ["COMP", "comp", "joined", "route"]

OTHER_DAY = "other"
ROUNDS = "abcdefgh"  # how often somebody may add something before sending
NAME_LENGTH = 80


def comp(facts: Facts, of: str = "") -> Talk[Outcome]:
    """Takes up a case; what a button carried is `kind` or `kind.unit`, what was said before is its text."""
    given = yield from so_far()
    kind, _dot, unit = of.partition(".")
    opening = Opening(heard(given), elsewhere(facts.city, given.text), (yield from notice.shown(facts)))
    if kind not in KINDS:
        labels = {key: _(words) for key, words in KINDS.items()}
        kind = yield from choose("kind", opening.above(_("What is it?")), labels)
    age: Age = (yield from ask_age(facts, opening)) if kind == "complaint" else "adult"
    if age == "child":
        return Outcome(words=too_young(facts.city), next=(offers.rate(), offers.menu()))
    place, _service = at_unit(facts.city, unit)
    if not place:
        place = yield from pick_unit(facts, _("Which office is it about?"), opening, may_not_know=True)
    draft = CaseOpened(kind, place, "", "", given, guardian_agreed=age == "guarded")
    draft = yield from _filled(facts, draft, opening)
    return (yield from _checked_and_sent(facts, draft))


def _filled(facts: Facts, draft: CaseOpened, opening: Opening) -> Talk[CaseOpened]:
    """The rest of the questions: all of them for a complaint, fewer for what is lighter."""
    if draft.kind == "complaint":
        draft = yield from _what_about(facts, draft, opening)
    more = yield from write(
        "what", opening.above(asking_what_happened(draft)), many=True, may_skip=bool(draft.words.text)
    )
    draft = replace(draft, words=joined(draft.words, more))
    if draft.kind in ("complaint", "suggestion"):
        where = yield from write(
            "where", _("Where was it? Write it, or send a place from the map 📍."), may_skip=True
        )
        draft = replace(draft, where=where if where.place else replace(where, place=draft.words.place))
    if draft.kind == "complaint":
        draft = replace(draft, when=(yield from _when(facts)))
        draft = yield from _with_evidence(draft)
        draft = yield from _known_as(facts, draft)
    return draft


def _what_about(facts: Facts, draft: CaseOpened, opening: Opening) -> Talk[CaseOpened]:
    categories = {key: in_spoken(one.name) for key, one in facts.city.categories.items()}
    category = yield from choose("category", opening.above(_("What comes closest?")), categories)
    labels = {key: _(words) for key, words in ABOUT.items()}
    about = yield from choose(
        "about", _("And who or what is it about?"), {**labels, "unknown": _(UNKNOWN_ABOUT)}
    )
    return replace(draft, category=category, about=about)


def _when(facts: Facts) -> Talk[str]:
    """A date, the key of a longer time ago, or the words somebody wrote."""
    labels = {key: _(words) for key, words in WHEN.items()}
    when = yield from choose("when", _("When was it?"), {**labels, OTHER_DAY: _("Write the day")}, columns=2)
    if when == OTHER_DAY:
        written = yield from write("day", _("When was it? For example: 17 August, in the morning."))
        return written.text
    ago = {"today": 0, "yesterday": 1}.get(when)
    return when if ago is None else facts.today.fromordinal(facts.today.toordinal() - ago).isoformat()


def _with_evidence(draft: CaseOpened) -> Talk[CaseOpened]:
    """Asked once, and not at all when something was sent already."""
    if draft.words.media:
        return draft
    photos = yield from write(
        "photos",
        _("Do you have a photo? Send it now. Voice messages, videos and PDF files count too."),
        many=True,
        may_skip=True,
    )
    return replace(draft, words=joined(draft.words, photos))


def _known_as(facts: Facts, draft: CaseOpened) -> Talk[CaseOpened]:
    known_as = yield from choose(
        "known",
        known_as_question(draft, facts.city),
        {"confidential": _("🙈 Confidential"), "open": _("🙂 With my name")},
        columns=2,
    )
    if known_as != "open":
        return draft
    name = yield from write("name", _("How may we call you?"))
    contact = yield from write(
        "contact", _("A phone number or e-mail, if the officer may contact you directly?"), may_skip=True
    )
    return replace(
        draft,
        known_as=known_as,
        name=_one_line(name),
        contact=_one_line(contact),
        # Sent in the wrong place, photos are evidence all the same.
        words=joined(draft.words, replace(name, text=""), replace(contact, text="")),
    )


def _checked_and_sent(facts: Facts, draft: CaseOpened) -> Talk[Outcome]:
    """Shows exactly what will be sent, as often as something is added to it."""
    for letter in ROUNDS:
        if (
            yield from confirm(
                f"send{letter}", summary(draft, facts.city), _("✅ Send"), _("✏️ Add something")
            )
        ):
            break
        more = yield from write(f"more{letter}", _("What would you like to add or correct?"), many=True)
        draft = replace(draft, words=joined(draft.words, more))
    # After so many rounds it is sent with everything that was added: nothing of it may be lost.
    return Outcome(
        draft,
        lambda recorded: sent(draft, recorded, facts),
        next=(offers.reports(), *offers.invitations(facts.citizen), offers.menu()),
    )


def joined(*parts: Words) -> Words:
    """All that was written and sent, in this order, as one; the last place counts."""
    places = [part.place for part in parts if part.place]
    return Words(
        "\n".join(part.text for part in parts if part.text),
        tuple(media for part in parts for media in part.media),
        places[-1] if places else None,
    )


def _one_line(words: Words) -> str:
    return " ".join(words.text.split())[:NAME_LENGTH]


COMP = Script("comp", lambda: offers.title("comp"), comp, arg="of")
