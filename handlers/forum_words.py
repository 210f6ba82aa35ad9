"""What is said about a forum to those who may come: where and when, and what they have of it."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.dates import moment
from handlers.facts import ForumView
from handlers.forum_views import Seat
from handlers.ics import Entry, calendar
from handlers.talk import File, _, later, ngettext, paragraphs

GROUPS: Mapping[str, str] = {
    "citizens": later("Citizens"),
    "users": later("Users of this service"),
    "ngos": later("Organisations"),
    "experts": later("Experts"),
    "press": later("Press"),
    "officials": later("Officials"),
}
NEEDS: Mapping[str, str] = {
    "wheel": later("♿ I use a wheelchair, or walk with difficulty"),
    "sign": later("🤟 Sign language"),
    "hear": later("👂 I hear badly"),
    "see": later("👓 I see badly"),
    "child": later("🧒 I bring a small child"),
    "other": later("✏️ Something else"),
}


def group_name(group: str) -> str:
    """A group as people read it; of one that this version does not know, its key."""
    return _(GROUPS[group]) if group in GROUPS else group


def details(forum: ForumView) -> str:
    """Topic, time and place, each on its line; the link of a meeting on the net only to who comes."""
    lines = [
        _("{topic}\n🗓 {when}\n📍 {place}", topic=forum.topic, when=moment(forum.starts), place=forum.place)
    ]
    if forum.map:
        lines.append(f"🗺 {forum.map}")
    if forum.link and forum.answer == "come":
        lines.append(f"💻 {forum.link}")
    return "\n".join(lines)


def closed(forum: ForumView) -> str:
    """Why nobody can answer any more, or yet; nothing while they can."""
    if forum.state == "cancelled":
        return paragraphs(_("This forum was cancelled."), details(forum))
    if forum.state == "over":
        return _("I am sorry, this forum is over or no longer takes answers.")
    if forum.state == "draft":
        return _("This is a trial: the forum is not announced yet, and no seat was taken.")
    return ""


def heard(forum: ForumView, answer: str, seat: Seat | None, problem: str) -> str:
    """What came of an answer."""
    if problem == "interest":
        return _interest(forum)
    if seat is None:
        return (
            _("I am sorry: this forum takes no more answers.")
            if problem == "full"
            else _("I am sorry, this forum is over or no longer takes answers.")
        )
    if seat.answer == "come":
        return paragraphs(_("Lovely, see you there!"), details(forum), party(seat), code(seat))
    if seat.answer == "waiting":
        return paragraphs(waiting(seat), details(forum))
    return _declined(forum, answer)


def _declined(forum: ForumView, answer: str) -> str:
    if answer == "perhaps":
        return paragraphs(_("Noted: perhaps. No seat is kept for you; you will be reminded."), details(forum))
    return _("Thank you for telling us. Perhaps next time.")


def waiting(seat: Seat) -> str:
    """Where they stand in the line, and how it goes on."""
    place = seat.ahead + 1
    return paragraphs(
        _("All seats of your group are taken. You are number {place} in the waiting list.", place=place)
        if seat.left in (0, None)
        else _(
            "{left} seats are free, fewer than the {party} you need. You are number {place} in the "
            "waiting list.",
            left=seat.left,
            party=seat.party,
            place=place,
        ),
        _("When seats become free I write to you here; you then have some time to say yes."),
    )


def party(seat: Seat) -> str:
    return ngettext(
        "👤 A seat is kept for {count} person.", "👥 Seats are kept for {count} people.", seat.party
    )


def code(seat: Seat) -> str:
    """The personal code, in two halves as one reads it out."""
    if not seat.code:
        return ""
    return _("🎫 Your code at the door: {code}", code=f"{seat.code[:4]}-{seat.code[4:]}".upper())


def _interest(forum: ForumView) -> str:
    return paragraphs(
        _(
            "I have noted that you are interested. Seats are kept for those who were invited; if there is "
            "room on the day, you are welcome at the door."
        ),
        _("You were invited in another chat? Say there that you come: you then see the code to type here."),
        details(forum),
    )


def calendar_file(forum: ForumView) -> File:
    """The forum for one's calendar; the same event again when it moves."""
    entry = Entry(
        forum.code,
        forum.topic,
        forum.place,
        forum.starts,
        forum.seen or forum.starts,
        ends=forum.ends,
        sequence=forum.sequence,
        cancelled=forum.state == "cancelled",
        link=forum.link if forum.answer == "come" else "",
        latitude=forum.latitude,
        longitude=forum.longitude,
    )
    return File(f"forum-{forum.code}.ics", calendar([entry]))
