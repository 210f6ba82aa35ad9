"""What a person can do next: the buttons under a message, and the words that mean the same when typed."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.facts import Citizen, Facts
from handlers.talk import Go, _, later, paragraphs

ARG = 52  # characters that fit a button besides the name of its conversation

# What each conversation is called when it is spoken of: "We had not finished: the survey".
TITLES: Mapping[str, str] = {
    "rate": later("rating a service"),
    "srvy": later("the survey"),
    "comp": later("your report"),
    "stat": later("the list of your reports"),
    "add": later("adding to your report"),
    "rcpt": later("the report of your receipt"),
    "data": later("your data"),
    "stop": later("news and invitations"),
    "lang": later("the language"),
    "invi": later("invitations to forums"),
    "foru": later("the forum"),
    "many": later("how many of you come"),
    "need": later("what you need at the forum"),
    "ical": later("the forum in your calendar"),
    "hadr": later("checking in at the forum"),
    "door": later("the door of a forum"),
    "offi": later("signing in as an official"),
    "orga": later("organising a forum"),
    "bcst": later("a broadcast"),
    "mins": later("the minutes of a forum"),
    "usul": later("questions for a forum"),
    "poll": later("quick polls at a forum"),
    "vote": later("the quick poll"),
    "fsur": later("the survey of a forum"),
    "lemb": later("an organisation"),
    "sumr": later("the summary of the week"),
    "desk": later("your desk"),
    "work": later("a report at your desk"),
    "outw": later("why you stepped out of a report"),
    "disc": later("who handed in a report"),
    "judg": later("your word on a report"),
    "hndl": later("how your report was handled"),
    "cann": later("ready answers"),
    "expl": later("explaining a late report"),
    "priv": later("how your data is looked after"),
    "hi": later("the greeting"),
    "menu": later("the menu"),
    "tap": later("a reminder"),
    "cloc": later("how a date was counted"),
    "repo": later("the SKM report"),
    "card": later("what your office tells in public"),
    "brow": later("your desk in a browser"),
    "wait": later("what was waiting for you"),
}

# Said with a slash they are commands; said without, at the menu, they mean the same.
COMMAND_WORDS: Mapping[str, Go] = {
    **dict.fromkeys(("start", "mulai"), Go("hi")),
    **dict.fromkeys(("nilai", "rate", "rating"), Go("rate")),
    **dict.fromkeys(("lapor", "laporan", "report", "aduan"), Go("comp")),
    **dict.fromkeys(("survei", "survey"), Go("srvy")),
    **dict.fromkeys(("status",), Go("stat")),
    **dict.fromkeys(("data",), Go("data")),
    **dict.fromkeys(("undangan", "invitations"), Go("invi")),
    **dict.fromkeys(("meja", "desk"), Go("desk")),
    **dict.fromkeys(("hadir", "attend"), Go("hadr")),
    **dict.fromkeys(("pintu", "door"), Go("door")),
    **dict.fromkeys(("forum", "forums"), Go("orga")),
    **dict.fromkeys(("usul", "propose"), Go("usul")),
    **dict.fromkeys(("jajak", "poll"), Go("vote")),
    **dict.fromkeys(("lembaga", "organisation"), Go("lemb")),
    **dict.fromkeys(("kabar_kantor", "office_news"), Go("card")),
    **dict.fromkeys(("peramban", "browser"), Go("brow")),
    **dict.fromkeys(("laporan_skm", "skm_report"), Go("repo")),
    **dict.fromkeys(("stop", "berhenti"), Go("stop")),
    **dict.fromkeys(("kabari", "resume"), Go("stop", arg="no")),
    **dict.fromkeys(("privasi", "privacy"), Go("priv")),
    **dict.fromkeys(("id", "indonesia"), Go("lang", arg="id")),
    **dict.fromkeys(("en", "english"), Go("lang", arg="en")),
}


def title(name: str) -> str:
    """What the conversation of this name is called, in the language spoken."""
    return _(TITLES[name])


def at(unit: str, service: str = "") -> str:
    """A unit with its service, as a button can carry it; the service is left out where it does not fit."""
    both = f"{unit}.{service}" if service else unit
    return both if len(both) <= ARG else unit


def rate(unit: str = "") -> Go:
    return Go("rate", _("⭐ Rate a service"), unit)


def report() -> Go:
    return Go("comp", _("📣 Report, suggest, ask"))


def complain(unit: str) -> Go:
    """A complaint about this unit; empty: the unit is asked for."""
    return Go("comp", _("📣 Make a complaint"), f"complaint.{unit}".rstrip("."))


def reports() -> Go:
    return Go("stat", _("📋 My reports"))


def survey(unit: str = "", service: str = "") -> Go:
    return Go("srvy", _("📝 Three-minute survey"), at(unit, service))


def data() -> Go:
    return Go("data", _("🔒 My data"))


def privacy() -> Go:
    return Go("priv", _("🔒 How my data is looked after"))


def desk() -> Go:
    return Go("desk", _("🗂 My desk"))


def skm_report(unit: str = "") -> Go:
    """The report of this office, or of one to be chosen."""
    return Go("repo", _("📄 SKM report"), unit)


def menu() -> Go:
    return Go("menu", _("☰ Menu"))


def news() -> Go:
    return Go("stop", _("🔔 Send me news again"), "no")


def invitations(citizen: Citizen) -> tuple[Go, ...]:
    """Offered until it was answered once, and never to those who want no pushes."""
    if citizen.stopped or "invitations" in citizen.agreed | citizen.answered:
        return ()
    return (Go("invi", _("🤝 Invite me to forums")),)


def other_language(citizen: Citizen) -> Go:
    """The button speaks the language it leads to."""
    return (
        Go("lang", "🌐 English", "en")
        if citizen.language == "id"
        else Go("lang", "🌐 Bahasa Indonesia", "id")
    )


def drafts(facts: Facts) -> tuple[Go, ...]:
    """What was left open besides the talk on the screen, which shows itself again."""
    kept = [draft for draft in facts.drafts[1:] if draft.talk in TITLES]
    return tuple(Go(d.talk, _("▶ Go on: {title}", title=title(d.talk)), d.arg) for d in kept)


def everything(facts: Facts) -> tuple[Go, ...]:
    """The whole menu, what was left open first."""
    return (
        *((desk(),) if facts.is_official else ()),
        *drafts(facts),
        rate(),
        report(),
        reports(),
        survey(),
        data(),
        other_language(facts.citizen),
    )


def forum_hint(citizen: Citizen) -> str:
    """One sentence above the button that asks for invitations."""
    if not invitations(citizen):
        return ""
    return _("Now and then the city talks with citizens about its services. Would you like to be invited?")


def thanks(words: str, citizen: Citizen) -> str:
    """Words at the end of something done, with the offer of invitations where it is still open."""
    return paragraphs(words, forum_hint(citizen))
