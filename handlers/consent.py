"""The first meeting: greeting and notice (`hi`), the whole notice (`priv`), and invitations (`invi`)."""

from __future__ import annotations

from handlers import notice, offers, permission
from handlers.events import NoticeShown, PushesStopped
from handlers.facts import Facts
from handlers.talk import Outcome, Script, Talk, _, paragraphs, record


def hi(facts: Facts) -> Talk[Outcome]:
    """Greets, says the notice in one line, and shows what can be done."""
    line = yield from notice.shown(facts)
    return Outcome(
        words=paragraphs(
            _(
                "Hello! This is Suara Warga of {city}. Here you rate services and report what should be "
                "better: your words reach the right office, and the answer comes back to you here.",
                city=facts.city.name,
            ),
            _("Just tap a button, or simply write what is on your mind."),
            line or notice.line(),
        ),
        next=(
            *offers.everything(facts),
            offers.privacy(),
            *((offers.news(),) if facts.citizen.stopped else ()),
        ),
    )


def priv(facts: Facts) -> Talk[Outcome]:
    """The whole notice, recorded as shown to those who had not seen it."""
    if not facts.citizen.noticed:
        yield from record(NoticeShown(facts.city.consent_version, notice.text_hash(facts.city)))
    return Outcome(words=notice.text(facts.city), next=(offers.data(), offers.menu()))


def invi(facts: Facts) -> Talk[Outcome]:
    """Invitations to forums: yes or no, whatever was said before."""
    wanted = yield from permission.ask_invitations(facts)
    if not wanted:
        return Outcome(words=_("All right, no invitations."), next=(offers.menu(),))
    event = PushesStopped(stopped=False) if facts.citizen.stopped else None
    return Outcome(event, _("Lovely. When there is a forum, you hear of it here."), next=(offers.menu(),))


HI = Script("hi", lambda: offers.title("hi"), hi)
PRIV = Script("priv", lambda: offers.title("priv"), priv)
INVI = Script("invi", lambda: offers.title("invi"), invi)
