"""Whom a coordinator invites to a forum: of what is known of people, or registered organisations."""

from __future__ import annotations

from handlers import organise_words
from handlers.asking import ask
from handlers.facts import Facts
from handlers.forum_asking import read_seats
from handlers.forum_words import group_name
from handlers.opening import Opening
from handlers.organise_events import InvitationsPrepared
from handlers.organise_views import ForumSheet, Organising
from handlers.talk import Go, Outcome, Recorded, Talk, _, choose
from handlers.units import pick_unit

WHOLE, ONE, AREA = "all", "unit", "area"
AREAS = ("kecamatan", "kelurahan")
Back = tuple[Go, ...]


def invite(facts: Facts, desk: Organising, sheet: ForumSheet, back: Back) -> Talk[Outcome]:
    """Of what is known of people, who is meant; the number comes before anything is sent."""
    group = yield from _as_whom(sheet)
    if group == "ngos" and (yield from _by_organisation()):
        return (yield from _organisations(sheet, back))
    unit, area = yield from _of_whom(facts)
    languages = {"any": _("Any language"), "id": "Bahasa Indonesia", "en": "English"}
    language = yield from choose("lang", _("Who reads which language?"), languages)
    spans = {0: _("Whenever they last wrote"), 90: _("In the last 90 days"), 365: _("In the last year")}
    days = yield from choose("days", _("Who has written to us lately?"), spans)
    quota = yield from _quota(desk, sheet, group)
    event = InvitationsPrepared(
        sheet.code,
        group,
        (unit,) if unit else (),
        area,
        "" if language == "any" else language,
        int(days),
        quota,
    )
    return Outcome(event, _prepared, next=back)


def _as_whom(sheet: ForumSheet) -> Talk[str]:
    groups = {group: group_name(group) for group in sheet.seats} or {"citizens": group_name("citizens")}
    if len(groups) == 1:
        return next(iter(groups))
    return (yield from choose("aswhom", _("As which group are they invited?"), groups))


def _by_organisation() -> Talk[bool]:
    ways = {
        "orgs": _("🏛 Registered organisations"),
        "people": _("People who are to come for an organisation"),
    }
    return (yield from choose("orgs", _("Who is invited?"), ways)) == "orgs"


def _organisations(sheet: ForumSheet, back: Back) -> Talk[Outcome]:
    """One of each organisation; nobody is drawn."""
    topics: tuple[str, ...] = ()
    if sheet.unit:
        which = {"own": _("Those with the topic {unit}", unit=sheet.unit), "all": _("All of them")}
        if (yield from choose("topics", _("Which organisations?"), which)) == "all":
            topics = ("all",)
    event = InvitationsPrepared(sheet.code, "ngos", organisations=True, topics=topics)
    return Outcome(event, _prepared, next=back)


def _of_whom(facts: Facts) -> Talk[tuple[str, str]]:
    """An office or an area they had to do with; neither: everybody who agreed."""
    whom = {
        WHOLE: _("Everybody who agreed to invitations"),
        ONE: _("Who rated an office or reported to it"),
        AREA: _("Who had to do with a kecamatan or kelurahan"),
    }
    which = yield from choose("whom", _("Who is invited?"), whom)
    if which == ONE:
        return (yield from pick_unit(facts, _("Which office?"), Opening())), ""
    if which == AREA:
        units = facts.city.open_units().items()
        areas = {key: unit.label for key, unit in units if unit.group in AREAS}
        return "", (yield from choose("area", _("Which one? Type its name to find it."), areas))
    return "", ""


def _quota(desk: Organising, sheet: ForumSheet, group: str) -> Talk[int]:
    """How many are invited at most; 0: as many as their seats want, or everybody where none are counted."""
    seats = sheet.seats.get(group, 0)
    usual = (
        _("{count} for {seats} seats", count=seats * desk.per_seat, seats=seats) if seats else _("Everybody")
    )
    options = {"usual": usual, "own": _("Another number")}
    question = _("How many are invited? Where more fit, they are drawn by lot.")
    if (yield from choose("quota", question, options)) == "usual":
        return 0
    return (yield from ask("many", _("How many?"), read_seats)) or 0


def _prepared(recorded: Recorded) -> str:
    if recorded.done:
        return _("🔎 I am looking whom that reaches. The number comes here in a moment; nothing is sent yet.")
    return organise_words.problem(recorded.problem)
