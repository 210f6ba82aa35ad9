"""One's own data: what is kept, a copy, deletion, consents, news and language."""

from __future__ import annotations

from handlers import offers, own_data
from handlers.dates import day
from handlers.events import DataDeleted, DataExported, Event, LanguageChosen, PushesStopped
from handlers.facts import Facts, Kept
from handlers.permission import given
from handlers.talk import (
    File,
    Outcome,
    Script,
    Talk,
    _,
    choose,
    confirm,
    later,
    ngettext,
    paragraphs,
    speaking,
)
from handlers.talk.words import languages

PURPOSES = {
    "profile": later("Take back my yes to questions about me"),
    "invitations": later("Take back my yes to invitations"),
}


def data(facts: Facts) -> Talk[Outcome]:
    """Shows what is kept and what can be done about it."""
    wish = yield from choose("wish", _kept_words(facts.kept), _wishes(facts))
    if wish == "delete":
        return (yield from _delete(facts))
    if wish in own_data.WISHES:
        return (yield from own_data.asked(wish, facts))
    if wish == "copy":
        return Outcome(
            DataExported(),
            _("Here is everything we keep of you."),
            next=(offers.menu(),),
            file=lambda recorded: File(_("my-data.json"), recorded.content),
        )
    if wish in PURPOSES:
        event: Event = given(wish, yes=False, city=facts.city)
        return Outcome(event, _("Done, your yes is taken back."), next=(offers.menu(),))
    if wish == "nothing":
        return Outcome(words=_("All right, everything stays as it is."), next=(offers.menu(),))
    return _pushes(stopped=wish == "stop")


def stop(facts: Facts, stopped: str = "") -> Talk[Outcome]:
    """Ends pushes, or with `no` allows them again; answers to one's own reports always come."""
    yield from ()  # asks nothing, and is a conversation all the same
    return _pushes(stopped=stopped != "no")


def lang(facts: Facts, language: str = "") -> Talk[Outcome]:
    """From now on everything is said in this language; the confirmation already is."""
    if language not in languages():
        language = yield from choose(
            "language", _("Which language?"), {"id": "Bahasa Indonesia", "en": "English"}, columns=2
        )
    with speaking(language):
        return Outcome(
            LanguageChosen(language), _("All right, from now on in English."), next=(offers.menu(),)
        )


def _kept_words(kept: Kept) -> str:
    counts = [
        ngettext("{count} rating", "{count} ratings", kept.ratings),
        ngettext("{count} survey", "{count} surveys", kept.surveys),
        ngettext("{count} report", "{count} reports", kept.cases),
        ngettext("{count} photo or file", "{count} photos or files", kept.photos),
    ]
    return paragraphs(
        _("🔒 This is what we keep of you:"),
        "\n".join(f"• {count}" for count in counts),
        _("The first time you wrote was {day}.", day=day(kept.first_seen)) if kept.first_seen else "",
        _("What would you like to do?"),
    )


def _wishes(facts: Facts) -> dict[str, str]:
    citizen = facts.citizen
    takes_back = {purpose: _(words) for purpose, words in PURPOSES.items() if purpose in citizen.agreed}
    news = {"resume": _("🔔 Send me news again")} if citizen.stopped else {"stop": _("🔕 No more news")}
    return {
        "copy": _("📄 A copy of everything"),
        **news,
        **takes_back,
        "correct": _("✏️ Something is wrong"),
        **({"use": _("▶️ Use my data again")} if facts.kept.resting else {"rest": _("⏸ Let my data rest")}),
        "delete": _("🗑 Delete my data"),
        "nothing": _("Leave it as it is"),
    }


def _delete(facts: Facts) -> Talk[Outcome]:
    if facts.kept.held:
        return own_data.held()
    still_open = facts.kept.open_cases
    warning = ngettext(
        "You still have {count} open report. It stays with the office, but without you: no answer can "
        "reach you any more.",
        "You still have {count} open reports. They stay with the offices, but without you: no answer can "
        "reach you any more.",
        still_open,
    )
    sure = yield from confirm(
        "sure",
        paragraphs(
            warning if still_open else "",
            own_data.held_reports(facts.kept.held_cases) if facts.kept.held_cases else "",
            _(
                "Really delete? Who you are and what you wrote goes. Only numbers stay, in which nobody "
                "can be found."
            ),
        ),
        _("Yes, delete"),
        _("No, keep it"),
    )
    if not sure:
        return Outcome(words=_("All right, everything stays as it is."), next=(offers.menu(),))
    return Outcome(DataDeleted(), _("Deleted. Thank you for the time you were here; you are always welcome."))


def _pushes(*, stopped: bool) -> Outcome:
    if stopped:
        words = _("Done: no more invitations and reminders. Answers to your own reports still come.")
        return Outcome(PushesStopped(), words, next=(offers.news(), offers.menu()))
    return Outcome(
        PushesStopped(stopped=False), _("Good, you hear from us again now and then."), next=(offers.menu(),)
    )


DATA = Script("data", lambda: offers.title("data"), data, reads=frozenset({"kept", "cases"}), yields=True)
STOP = Script("stop", lambda: offers.title("stop"), stop, arg="stopped")
LANG = Script("lang", lambda: offers.title("lang"), lang, yields=True, passing=True, arg="language")
