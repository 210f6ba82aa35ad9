""" "You said, we did": a head tells everybody what people said and what the office did about it."""

from __future__ import annotations

import re

from handlers import offers
from handlers.events import CardDropped, CardWritten
from handlers.facts import CardDesk, Facts
from handlers.talk import Go, Outcome, Recorded, Script, Talk, Words, _, choose, confirm, paragraphs, write

NEW, DROP = "new", "drop"
LONGEST = 300
_NUMBER = re.compile(r"\d(?:[ .-]?\d){6,}")  # long enough for a telephone or an identity card


def card(facts: Facts) -> Talk[Outcome]:
    """A new card, or one that is not shown any more."""
    if facts.cards is None:
        return Outcome(words=_("This is for heads of an office."), next=(offers.menu(),))
    options = {NEW: _("➕ A new one"), **({DROP: _("🗑 Take one down")} if facts.cards.cards else {})}
    if (yield from choose("act", _heading(facts.cards), options)) == DROP:
        shown = {str(key): _short(did) for key, did in facts.cards.cards.items()}
        which = yield from choose("which", _("Which one?"), shown)
        return Outcome(CardDropped(int(which)), _dropped, next=_onward())
    return (yield from _written(facts.cards))


def _written(desk: CardDesk) -> Talk[Outcome]:
    unit = next(iter(desk.units))
    if len(desk.units) > 1:
        unit = yield from choose("unit", _("For which office?"), dict(desk.units))
    heard = yield from write("said", _("What did people say? One or two sentences, without a name."))
    done = yield from write("did", _("And what has your office done about it?"))
    said, did = _one_line(heard), _one_line(done)
    if problem := _problem(said, did):
        return Outcome(words=problem, next=_onward())
    shown = _("People said: {said}\n\nWe did: {did}", said=said, did=did)
    sure = yield from confirm(
        "sure", paragraphs(_("Everybody will read this on the public page:"), shown), _("✅ Show it"), _("No")
    )
    if not sure:
        return Outcome(words=_("All right, nothing is shown."), next=_onward())
    return Outcome(CardWritten(unit, said, did), _told, next=_onward())


def _problem(said: str, did: str) -> str:
    if not said or not did:
        return _("Both are needed, in words: what was said, and what was done.")
    if len(said) > LONGEST or len(did) > LONGEST:
        return _("That is too long for a card: {count} characters each are the most.", count=LONGEST)
    if _NUMBER.search(said) or _NUMBER.search(did):
        return _("There is a long number in it. Please write it without numbers that belong to somebody.")
    return ""


def _heading(desk: CardDesk) -> str:
    lines = "\n".join(f"• {_short(did)}" for did in desk.cards.values())
    return paragraphs(_("📢 What your office tells on the public page"), lines or _("Nothing yet."))


def _told(recorded: Recorded) -> str:
    return _("Shown. Thank you for telling people.") if recorded.done else _not_yours()


def _dropped(recorded: Recorded) -> str:
    return _("It is not shown any more.") if recorded.done else _not_yours()


def _not_yours() -> str:
    return _("This does not belong to an office that you lead now.")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _one_line(words: Words) -> str:
    return " ".join(words.text.split())


def _onward() -> tuple[Go, ...]:
    return (Go("card", _("📢 What we tell")), offers.desk())


CARDS = Script("card", lambda: offers.title("card"), card, reads=frozenset({"cards"}))
