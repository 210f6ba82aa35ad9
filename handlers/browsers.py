"""The desk in a browser: a link that opens it there once, which browsers are open, and out of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers import offers
from handlers.desk_words import not_an_official
from handlers.events import BrowserAsked, BrowsersSignedOut
from handlers.facts import BrowserView, Facts
from handlers.talk import Go, Outcome, Recorded, Say, Script, Talk, _, choose, ngettext, paragraphs
from handlers.talk.model import Choice

OUT = "out"


def brow(facts: Facts, what: str = "") -> Talk[Outcome]:
    """Gives a link, or signs out: at once with `out`, or when there are browsers to sign out."""
    if not facts.is_official:
        return Outcome(words=not_an_official(), next=(offers.menu(),))
    if what != OUT and facts.browsers:
        what = yield from choose("what", _open_now(facts.browsers), _ways(facts))
    if what == OUT:
        return Outcome(BrowsersSignedOut(), words=_signed_out)
    if facts.citizen.channel == "web":
        return Outcome(words=_from_the_chat(), next=(Go("desk", _("🗂 My desk")),))
    return Outcome(BrowserAsked(), words=_link)


def opened(device: str, at: datetime, where: str) -> Say:
    """To the official's chat: a browser was signed in just now. `at`: in the city's time."""
    told = _(
        "🖥 Your desk has been opened in a browser: {device}, {at:%H:%M} {zone}.",
        device=device,
        at=at,
        zone=where,
    )
    out = Choice(str(Go("brow", arg=OUT)), _("🚪 Sign out everywhere"))
    return Say(paragraphs(told, _("Was it not you? Then sign out at once.")), (out,))


def _ways(facts: Facts) -> dict[str, str]:
    link = {} if facts.citizen.channel == "web" else {"link": _("🖥 One more browser")}
    return {OUT: _("🚪 Sign out everywhere"), **link}


def _open_now(browsers: Sequence[BrowserView]) -> str:
    lines = [
        _("• {device}, since {since:%d/%m %H:%M}", device=browser.device, since=browser.since)
        for browser in browsers
    ]
    return paragraphs(_("Your desk is open in these browsers:"), "\n".join(lines))


def _link(recorded: Recorded) -> str:
    return paragraphs(
        _("🖥 Open this link in your browser:\n{link}", link=recorded.name),
        _("It is good for 10 minutes, once, and for one browser. Please pass it on to nobody."),
        _("The browser stays signed in until midnight; /browser signs it out earlier."),
    )


def _signed_out(recorded: Recorded) -> str:
    count = int(recorded.name or 0)
    if not count:
        return _("No browser was signed in at your desk.")
    return ngettext("Done: {count} browser is signed out.", "Done: {count} browsers are signed out.", count)


def _from_the_chat() -> str:
    return _("A new browser is signed in from your chat with the bot: write /browser there.")


BROWSERS = Script("brow", lambda: offers.title("brow"), brow, reads=frozenset({"browsers"}), arg="what")
