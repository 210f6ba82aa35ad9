"""The words around a case: its kinds, what it is about, its summary before sending and its receipt after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from handlers import offers
from handlers import untraceable as apart
from handlers.behalf import spoken_for
from handlers.dates import day
from handlers.events import CaseOpened
from handlers.facts import City, Facts
from handlers.routing import OVERSEERS, UNIT, route
from handlers.talk import Recorded, Words, _, later, ngettext, paragraphs
from handlers.talk.parts import in_short
from handlers.units import elsewhere, in_spoken, name_of

KINDS: Mapping[str, str] = {
    "complaint": later("📣 A complaint"),
    "suggestion": later("💡 A suggestion"),
    "question": later("❓ A question"),
    "praise": later("💐 Praise"),
}
KIND_NAMES: Mapping[str, str] = {
    "complaint": later("Complaint"),
    "suggestion": later("Suggestion"),
    "question": later("Question"),
    "praise": later("Praise"),
}
ABOUT: Mapping[str, str] = {
    "service": later("The service as such"),
    "staff": later("A civil servant there"),
    "handler": later("The one who would handle this report"),
    "head": later("The head of the office"),
}
UNKNOWN_ABOUT = later("I do not know who")
WHEN: Mapping[str, str] = {
    "today": later("Today"),
    "yesterday": later("Yesterday"),
    "week": later("In the last seven days"),
    "longer": later("Longer ago"),
}
AGO: Mapping[str, str] = {"week": WHEN["week"], "longer": WHEN["longer"]}
SHOWN = 1000  # characters of the story in the summary; all of it is sent


def heard(given: Words) -> str:
    """Shows somebody that what they wrote before any question is not lost."""
    return _("I have noted: “{words}”", words=in_short(given)) if given else ""


def asking_what_happened(draft: CaseOpened) -> str:
    """The question for the story, or for more of it where there is one already."""
    if draft.words.text:
        return _(
            "This is what I have: “{words}”\n\nIs there anything to add? Photos and voice messages are "
            "welcome too.",
            words=in_short(draft.words),
        )
    if draft.kind == "complaint":
        return _("What happened? Tell it in your own words, as long as you like. Several messages are fine.")
    if draft.kind == "suggestion":
        return _("What would you suggest?")
    return (
        _("What would you like to know?")
        if draft.kind == "question"
        else _("What was so good, and who did it?")
    )


def before_the_overseers(draft: CaseOpened, city: City) -> str:
    """Said before somebody says how to be known, where the office does not read it."""
    if route(draft.kind, draft.category, draft.about, city) != OVERSEERS:
        return ""
    return _(
        "Because of what it is about, this goes to the oversight team only: the office does not get "
        "to see it."
    )


def known_as_question(*, untraceable: bool) -> str:
    """How to be known, with one sentence for each way."""
    ways = _(
        "How would you like to be known?\n"
        "🙈 Confidential: whoever works on it does not see who you are; the answer reaches you through "
        "me.\n"
        "🙂 With my name: they see your name and, if you like, how to reach you."
    )
    more = _(
        "🕶 Untraceable: nothing that is kept here leads from the report to you. You get a receipt, and only "
        "who holds it sees the answer."
    )
    return f"{ways}\n{more}" if untraceable else ways


def when_in_words(when: str) -> str:
    """A stored time of the event, in the language spoken; written words stay as they are."""
    if when in AGO:
        return _(AGO[when])
    try:
        return day(date.fromisoformat(when))
    except ValueError:
        return when


def category_in_words(category: Mapping[str, str], about: str) -> str:
    """What a complaint is about, and about whom."""
    whom = ABOUT.get(about, "")
    named = [in_spoken(category), _(whom) if whom else ""]
    return " · ".join(part for part in named if part)


def summary(draft: CaseOpened, city: City) -> str:
    """Exactly what will be sent and who reads it. A long story shows its beginning, and is sent whole."""
    return paragraphs(
        _("Please have a look before I send it:"),
        "\n".join(line for line in _lines(draft, city) if line),
        elsewhere(city, draft.words.text),
        _readers_before(draft, city),
    )


def sent(draft: CaseOpened, recorded: Recorded, facts: Facts) -> str:
    """The receipt: number, who reads it, and by when there is an answer."""
    if draft.known_as == apart.WAY:
        return apart.sent(recorded, _readers_before(draft, facts.city), _due(recorded))
    thanks = _("Thank you, it is on its way. Your number: {number}", number=recorded.number)
    return offers.thanks(
        paragraphs(
            thanks,
            _readers_after(draft, recorded.reader, facts.city),
            _due(recorded),
            _("The answer comes here, to this chat. You can look at it any time with /status."),
            _pin(recorded),
        ),
        facts.citizen,
    )


def _pin(recorded: Recorded) -> str:
    """What is kept for the day on which the chat is another one: a new number, another app."""
    if not recorded.pin:
        return ""
    return _(
        "🔑 PIN: {pin}. Keep it: in a new chat, send “{number} {pin}” and this report comes along.",
        pin=recorded.pin,
        number=recorded.number,
    )


def _lines(draft: CaseOpened, city: City) -> list[str]:
    category = city.categories.get(draft.category)
    about = category_in_words(category.name if category else {}, draft.about)
    pictures = len(draft.words.media)
    where = in_short(draft.where)
    return [
        _("Kind: {kind}", kind=_(KIND_NAMES[draft.kind])),
        _("Office: {unit}", unit=name_of(city, draft.unit)),
        _("About: {about}", about=about) if about else "",
        _("Story: {words}", words=_begin(draft.words.text)) if draft.words.text else "",
        ngettext("With it: {count} attachment", "With it: {count} attachments", pictures) if pictures else "",
        _("Where: {where}", where=where) if where else "",
        _("When: {when}", when=when_in_words(draft.when)) if draft.when else "",
        _known_as_line(draft),
        spoken_for(draft.people, draft.organisation if draft.known_as == "open" else ""),
    ]


def _begin(story: str) -> str:
    return story if len(story) <= SHOWN else story[:SHOWN].rsplit(" ", 1)[0] + "…"


def _known_as_line(draft: CaseOpened) -> str:
    if draft.known_as == apart.WAY:
        return _("Known as: untraceable")
    if draft.known_as != "open":
        return _("Known as: confidential")
    return _("Known as: {name}", name=", ".join(part for part in (draft.name, draft.contact) if part))


def _readers_before(draft: CaseOpened, city: City) -> str:
    """Every role that may see it, as the table of rights has it for this way."""
    if route(draft.kind, draft.category, draft.about, city) == OVERSEERS:
        return _("👀 Only the oversight team will read it: not the office, nor anybody who serves there.")
    if not draft.unit:
        return _(
            "👀 The city's coordinator will read it and find the right office; the oversight team can look "
            "at it too."
        )
    return _(
        "👀 The officers and the head of {unit} will read it; the city's coordinator and the oversight team "
        "can look at it too.",
        unit=name_of(city, draft.unit),
    )


def _readers_after(draft: CaseOpened, reader: str, city: City) -> str:
    if reader == OVERSEERS:
        return _("Only the oversight team reads it, not the office.")
    if reader == UNIT:
        return _("It is read by the officers of {unit}.", unit=name_of(city, draft.unit))
    if route(draft.kind, draft.category, draft.about, city) == OVERSEERS:
        return _(
            "The oversight team has not joined here yet, so the city's coordinator reads it, not the office."
        )
    return _("The city's coordinator reads it and sees that the right office answers.")


def _due(recorded: Recorded) -> str:
    if recorded.due is None:
        return ""
    return _("You get an answer by {due} at the latest.", due=day(recorded.due))
