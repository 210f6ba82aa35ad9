"""A coordinator organises forums: drafts, announces, invites, moves, calls off; two people for each."""

from __future__ import annotations

from functools import partial

from handlers import forum_asking as asking
from handlers import offers, opinion_words, organise_words
from handlers.asking import GivenUp
from handlers.dates import day as day_words
from handlers.facts import Facts
from handlers.forum_asking import Where
from handlers.forum_inviting import invite
from handlers.forum_words import group_name
from handlers.opening import Opening
from handlers.organise_events import (
    ForumDrafted,
    ForumMoved,
    ForumStepped,
    InvitationTried,
)
from handlers.organise_views import ForumSheet, Organising
from handlers.talk import Go, Outcome, Recorded, Script, Talk, Words, _, choose, confirm, paragraphs, write
from handlers.units import pick_service, pick_unit

NEW, WORDS = "new", "words"
WHOLE, ONE = "all", "unit"


def orga(facts: Facts, what: str = "") -> Talk[Outcome]:
    """The list; `new` for a draft; `CODE` for its sheet; `CODE.step` for a step."""
    desk = facts.organising
    if desk is None:
        return Outcome(words=organise_words.problem("forbidden"), next=(offers.menu(),))
    code, _dot, step = what.partition(".")
    sheet = desk.sheet(code)
    try:
        if code == NEW and desk.may_draft:
            return (yield from _draft(facts, desk))
        if sheet is None:
            return _listed(desk)
        if step in sheet.may:
            return (yield from _step(facts, desk, sheet, step))
    except GivenUp as why:
        return Outcome(words=paragraphs(str(why), _("Nothing was stored.")), next=_onward())
    return _shown(sheet, step)


def _listed(desk: Organising) -> Outcome:
    heading = _("🤝 Public forums")
    listed = list(enumerate(desk.forums, 1))
    lines = "\n".join(organise_words.line(place, one) for place, one in listed)
    new = (Go("orga", _("➕ A new forum"), NEW),) if desk.may_draft else ()
    openings = (organise_words.opening(place, one) for place, one in listed)
    buttons = (*new, *openings, offers.desk())
    return Outcome(words=paragraphs(heading, lines or _("There is none yet.")), next=buttons)


def _shown(sheet: ForumSheet, what: str) -> Outcome:
    if what == WORDS and sheet.opinions:
        return Outcome(words=opinion_words.said(sheet.opinions), next=_back_to(sheet))
    steps = tuple(organise_words.step(sheet, key) for key in sheet.may)
    polls = (organise_words.polls(sheet),) if sheet.polls else ()
    minutes = (organise_words.minutes(sheet),) if sheet.state in organise_words.OVER else ()
    written = (organise_words.what_was_written(sheet),) if _was_judged(sheet) else ()
    return Outcome(words=organise_words.sheet(sheet), next=(*steps, *polls, *minutes, *written, *_onward()))


def _was_judged(sheet: ForumSheet) -> bool:
    return sheet.opinions is not None and sheet.opinions.useful is not None


def _step(facts: Facts, desk: Organising, sheet: ForumSheet, step: str) -> Talk[Outcome]:
    if step == "change":
        return (yield from _draft(facts, desk, sheet.code))
    if step == "invite":
        return (yield from invite(facts, desk, sheet, _back_to(sheet)))
    if step == "move":
        return (yield from _move(facts, sheet))
    if step == "cancel":
        return (yield from _cancel(sheet))
    if step in ("me", "test"):
        return _tried(sheet, "me" if step == "me" else "group")
    return (yield from _plain_step(sheet, step))


# --- drafting --------------------------------------------------------------------------------------------


def _draft(facts: Facts, desk: Organising, code: str = "") -> Talk[Outcome]:
    topic = yield from asking.topic()
    unit, service = yield from _whose(facts)
    day, at = yield from asking.day_and_time(facts.today)
    hours = yield from asking.hours()
    where = yield from asking.where()
    seats = yield from asking.seats()
    words = yield from asking.more_words(desk.words_max)
    pin = where.pin
    event = ForumDrafted(
        topic,
        unit,
        service,
        day,
        at,
        hours,
        where.place,
        where.link,
        pin.latitude if pin else None,
        pin.longitude if pin else None,
        seats,
        words,
        code,
    )
    if not (yield from _is_right(event, facts, where)):
        return Outcome(words=_("All right, nothing was stored."), next=_onward())
    return Outcome(event, _drafted, next=_onward())


def _whose(facts: Facts) -> Talk[tuple[str, str]]:
    """The office it is about and one of its services; neither for the whole city."""
    scopes = {WHOLE: _("The whole city"), ONE: _("One office")}
    if (yield from choose("scope", _("Whom does it concern?"), scopes)) == WHOLE:
        return "", ""
    unit = yield from pick_unit(facts, _("Which office?"), Opening())
    service = yield from pick_service(facts.city.units[unit], _("Which of its services?"), Opening())
    return unit, service


def _is_right(event: ForumDrafted, facts: Facts, where: Where) -> Talk[bool]:
    counted = " · ".join(f"{group_name(group)} {count}" for group, count in event.seats.items())
    unit = facts.city.units[event.unit].label if event.unit else ""
    begins = f"🗓 {day_words(event.day)}, {event.at:%H.%M} WIB"
    lasts = _("{count} hours", count=event.hours)
    lines = [
        f"🤝 {event.topic}",
        f"🏢 {unit}" if unit else "",
        f"{begins} · {lasts}",
        f"📍 {event.place}" if event.place else "",
        _("🗺 With a point on the map") if where.pin else "",
        f"💻 {event.link}" if event.link else "",
        f"🪑 {counted}",
    ]
    shown = paragraphs(_("Is this right?"), "\n".join(one for one in lines if one), event.words)
    return (yield from confirm("right", shown, _("✅ Keep the draft"), _("No")))


def _drafted(recorded: Recorded) -> str:
    if recorded.done:
        return _("Kept. Another coordinator or overseer looks at it now; then it can be announced.")
    return organise_words.problem(recorded.problem)


# --- inviting --------------------------------------------------------------------------------------------


def _tried(sheet: ForumSheet, whom: str) -> Outcome:
    def words(recorded: Recorded) -> str:
        if not recorded.done:
            return organise_words.problem(recorded.problem)
        if whom == "me":
            return _("It comes here in a moment, as people will read it.")
        return _("It is on its way to all coordinators and operators.")

    return Outcome(InvitationTried(sheet.code, whom), words, next=_back_to(sheet))


# --- moving and ending -----------------------------------------------------------------------------------


def _move(facts: Facts, sheet: ForumSheet) -> Talk[Outcome]:
    whats = {"time": _("🗓 Day and time"), "place": _("📍 Place")}
    what = yield from choose("what", _("What changes?"), whats)
    if what == "time":
        day, at = yield from asking.day_and_time(facts.today)
        event = ForumMoved(sheet.code, day, at)
        shown = f"🗓 {day_words(day)}, {at:%H.%M} WIB"
    else:
        place, pin = yield from asking.at_place()
        degrees = (pin.latitude, pin.longitude) if pin else (None, None)
        event = ForumMoved(sheet.code, None, None, place, *degrees)
        shown = f"📍 {place}"
    question = paragraphs(
        sheet.topic, _("It is then:"), shown, _("Everybody who was invited hears of it once. Is this right?")
    )
    if not (yield from confirm("right", question, _("✅ Move it"), _("No"))):
        return Outcome(words=_("All right, nothing changes."), next=_back_to(sheet))
    return Outcome(
        event, partial(_done, words=_("Moved. Those concerned are being told.")), next=_back_to(sheet)
    )


def _cancel(sheet: ForumSheet) -> Talk[Outcome]:
    said: Words = yield from write("why", _("Why is it not held? Those who were invited read this."))
    shown = paragraphs(
        sheet.topic,
        _("It is called off, and everybody who was invited reads: {why}", why=said.text),
        _("This cannot be taken back. Is it right?"),
    )
    if not (yield from confirm("right", shown, _("❌ Cancel it"), _("No"))):
        return Outcome(words=_("All right, nothing changes."), next=_back_to(sheet))
    event = ForumStepped(sheet.code, "cancel", said.text)
    return Outcome(
        event, partial(_done, words=_("Cancelled. Those concerned are being told.")), next=_onward()
    )


def _plain_step(sheet: ForumSheet, step: str) -> Talk[Outcome]:
    shown = paragraphs(organise_words.sheet(sheet), sheet.words, _(organise_words.SURE[step]))
    if not (yield from confirm("right", shown, _(organise_words.STEPS[step]), _("No"))):
        return Outcome(words=_("All right, nothing changes."), next=_back_to(sheet))
    event = ForumStepped(sheet.code, step)
    return Outcome(event, partial(_done, words=_("Done.")), next=_back_to(sheet))


def _done(recorded: Recorded, words: str) -> str:
    return words if recorded.done else organise_words.problem(recorded.problem)


def _back_to(sheet: ForumSheet) -> tuple[Go, ...]:
    return (Go("orga", _("🤝 This forum"), sheet.code), *_onward())


def _onward() -> tuple[Go, ...]:
    return (Go("orga", _("🤝 Forums")), offers.desk())


ORGA = Script("orga", lambda: offers.title("orga"), orga, reads=frozenset({"organising"}), arg="what")
