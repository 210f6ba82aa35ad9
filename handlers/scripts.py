"""All conversations by name, and every command and link that leads to one."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import (
    broadcast_steering,
    browsers,
    canned,
    cards,
    case,
    complaint,
    consent,
    data,
    desk,
    digest,
    door,
    forum,
    forum_minutes,
    forum_more,
    forum_organise,
    forum_poll,
    forum_questions,
    forum_survey,
    forum_vote,
    handling,
    judge,
    menu,
    offers,
    official,
    organisation,
    oversight,
    rating,
    receipt,
    report_asking,
    survey,
    waiting,
    work,
)
from handlers.facts import City
from handlers.reminder import CLOCK, TAP
from handlers.talk import Go, Script, _, later, speaking

SCRIPTS: Mapping[str, Script] = {
    script.name: script
    for script in (
        consent.HI,
        consent.PRIV,
        consent.INVI,
        menu.MENU,
        rating.RATE,
        survey.SRVY,
        complaint.COMP,
        case.STAT,
        case.ADD,
        receipt.RCPT,
        data.DATA,
        data.STOP,
        data.LANG,
        forum.FORU,
        forum_more.MANY,
        forum_more.NEED,
        forum_more.ICAL,
        door.HADIR,
        door.DOOR,
        official.OFFI,
        forum_organise.ORGA,
        broadcast_steering.BCST,
        forum_minutes.MINS,
        forum_questions.USUL,
        forum_poll.POLL,
        forum_vote.VOTE,
        forum_survey.FSUR,
        organisation.LEMB,
        oversight.OUTW,
        oversight.DISC,
        desk.DESK,
        work.WORK,
        judge.JUDGE,
        handling.HNDL,
        canned.CANNED,
        digest.DIGEST,
        digest.EXPL,
        report_asking.REPO,
        browsers.BROWSERS,
        cards.CARDS,
        waiting.WAITING,
        TAP,
        CLOCK,
    )
}

COMMANDS: Mapping[str, Go] = {f"/{word}": go for word, go in offers.COMMAND_WORDS.items()}

# What the network's own menu lists: the command in Indonesian and in English, and what it does.
LISTED: tuple[tuple[str, str, str], ...] = (
    ("menu", "menu", later("Everything you can do")),
    ("nilai", "rate", later("Rate a service")),
    ("lapor", "report", later("Report, suggest or ask")),
    ("status", "status", later("What became of my reports")),
    ("survei", "survey", later("Three-minute survey")),
    ("data", "data", later("My data: see, copy, delete")),
    ("undangan", "invitations", later("Invitations to forums")),
    ("privasi", "privacy", later("How my data is looked after")),
    ("stop", "stop", later("No more news")),
    ("en", "id", later("Bahasa Indonesia")),
    ("bantuan", "help", later("Help")),
)

# Commands behind which a word may stand that belongs to them: `/hadir CODE`.
WITH_WORD = frozenset({"hadr", "lemb"})
_LINKS = {"u": "rate", "i": "offi", "f": "foru", "h": "hadr", "l": "lemb"}


def command_list(language: str) -> dict[str, str]:
    """Command to what it does, in this language, for the network's menu."""
    with speaking(language):
        return {(local if language == "id" else english): _(words) for local, english, words in LISTED}


def go_for_payload(payload: str, city: City) -> Go | None:
    """Where a link `t.me/<bot>?start=<payload>` leads.

    `u-<unit>`, `i-<code>` (an official), `f-<forum>`, `h-<door>`, `l-<code>` (an organisation).
    """
    if payload in city.units:
        return Go("rate", arg=payload)
    kind, dash, rest = payload.partition("-")
    if not (dash and rest and kind in _LINKS) or len(rest) > offers.ARG:
        return None
    return Go(_LINKS[kind], arg=rest)
