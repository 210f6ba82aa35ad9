"""Something handed in that must be answered: complaint, suggestion, question or praise, up to its number."""

from __future__ import annotations

from dataclasses import replace

from handlers import notice, offers, untraceable
from handlers.behalf import for_whom
from handlers.complaint_words import (
    ABOUT,
    KINDS,
    UNKNOWN_ABOUT,
    WHEN,
    asking_what_happened,
    before_the_overseers,
    heard,
    known_as_question,
    sent,
    summary,
)
from handlers.events import CaseOpened, KnownAsChosen
from handlers.facts import Facts
from handlers.opening import Opening
from handlers.permission import Age, ask_age, too_young
from handlers.routing import route
from handlers.talk import Outcome, Script, Talk, Words, _, choose, confirm, paragraphs, record, so_far, write
from handlers.talk.parts import joined
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
    known_as = (yield from _known_first(facts, kind, opening)) if facts.city.untraceable else ""
    age: Age = (yield from ask_age(facts, opening)) if kind == "complaint" else "adult"
    if age == "child":
        return Outcome(words=too_young(facts.city), next=(offers.rate(), offers.menu()))
    place, _service = at_unit(facts.city, unit)
    if not place:
        place = yield from pick_unit(facts, _("Which office is it about?"), opening, may_not_know=True)
    draft = CaseOpened(kind, place, "", "", given, guardian_agreed=age == "guarded")
    draft = yield from _filled(facts, replace(draft, known_as=known_as or draft.known_as), opening)
    if kind == "complaint" and not known_as:
        draft = replace(draft, known_as=(yield from _known_as(facts, draft)))
    if facts.citizen.organisation and draft.known_as != untraceable.WAY:
        draft = yield from for_whom(facts, draft)
    if draft.known_as == "open":
        draft = yield from _named(draft)
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
    photos = yield from write("photos", _asking_for_evidence(draft), many=True, may_skip=True)
    return replace(draft, words=joined(draft.words, photos))


def _asking_for_evidence(draft: CaseOpened) -> str:
    if draft.known_as == untraceable.WAY:
        return untraceable.asking_for_photos()
    return _("Do you have a photo? Send it now. Voice messages, videos and PDF files count too.")


def _known_first(facts: Facts, kind: str, opening: Opening) -> Talk[str]:
    """Where one may be untraceable it is asked before anything that tells.

    Until it is answered nothing is kept where it tells of anybody; of an untraceable report nothing ever is.
    """
    known_as = "confidential"
    if kind == "complaint":
        ways = {"confidential": _("🙈 Confidential"), "open": _("🙂 With my name")}
        question = opening.above(known_as_question(untraceable=True))
        known_as = yield from choose("known", question, {**ways, untraceable.WAY: untraceable.label()})
    if known_as == untraceable.WAY and not (yield from untraceable.really(facts)):
        known_as = "confidential"
    yield from record(KnownAsChosen(known_as))
    return known_as


def _known_as(facts: Facts, draft: CaseOpened) -> Talk[str]:
    """The same where there are two ways: asked when it is known who will read it."""
    only = paragraphs(before_the_overseers(draft, facts.city), known_as_question(untraceable=False))
    ways = {"confidential": _("🙈 Confidential"), "open": _("🙂 With my name")}
    return (yield from choose("known", only, ways, columns=2))


def _named(draft: CaseOpened) -> Talk[CaseOpened]:
    name = yield from write("name", _("How may we call you?"))
    contact = yield from write(
        "contact", _("A phone number or e-mail, if the officer may contact you directly?"), may_skip=True
    )
    return replace(
        draft,
        name=_one_line(name),
        contact=_one_line(contact),
        # Sent in the wrong place, photos are evidence all the same.
        words=joined(draft.words, replace(name, text=""), replace(contact, text="")),
    )


def _checked_and_sent(facts: Facts, draft: CaseOpened) -> Talk[Outcome]:
    """Shows exactly what will be sent, as often as something is added to it."""
    draft = yield from untraceable.without_names(facts, draft, "mask")
    for letter in ROUNDS:
        if (
            yield from confirm(
                f"send{letter}", summary(draft, facts.city), _("✅ Send"), _("✏️ Add something")
            )
        ):
            break
        more = yield from write(f"more{letter}", _("What would you like to add or correct?"), many=True)
        more = yield from untraceable.masked(facts, more, draft.known_as, f"mask{letter}")
        draft = replace(draft, words=joined(draft.words, more))
    # After so many rounds it is sent with everything that was added: nothing of it may be lost.
    return Outcome(
        draft,
        lambda recorded: sent(draft, recorded, facts),
        next=untraceable.offers_after(draft)
        or (offers.reports(), *offers.invitations(facts.citizen), offers.menu()),
    )


def _one_line(words: Words) -> str:
    return " ".join(words.text.split())[:NAME_LENGTH]


COMP = Script("comp", lambda: offers.title("comp"), comp, arg="of", apart=True)
