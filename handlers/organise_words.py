"""What organisers read: the sheet of a forum, its states and steps, and why something cannot be done."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import opinion_words
from handlers.dates import moment
from handlers.forum_words import group_name
from handlers.organise_views import ForumSheet
from handlers.talk import Go, Say, _, later, paragraphs
from handlers.talk.model import Choice

STATES: Mapping[str, str] = {
    "draft": later("📝 Draft: waits for a second person"),
    "reviewed": later("👌 Reviewed: can be announced"),
    "announced": later("📢 Announced"),
    "closed": later("🔒 Closed: no more answers"),
    "held": later("🤝 Held"),
    "minuted": later("📄 Minutes are published"),
    "followed_up": later("🏁 Followed up"),
    "cancelled": later("❌ Cancelled"),
}
STEPS: Mapping[str, str] = {
    "review": later("👌 I have looked at it and agree"),
    "announce": later("📢 Announce"),
    "invite": later("📣 Invite people"),
    "me": later("👁 Show me the invitation"),
    "test": later("🧪 Send it to the test group"),
    "move": later("🔁 Move"),
    "change": later("✏️ Change"),
    "close": later("🔒 Take no more answers"),
    "held": later("🤝 It was held"),
    "cancel": later("❌ Cancel it"),
}
SURE: Mapping[str, str] = {
    "review": later("You confirm that topic, time, place and invitation are right."),
    "announce": later(
        "It stands on the public page from now on, and the seed of its lot is fixed before anybody is drawn."
    ),
    "close": later("Nobody can answer the invitation any more."),
    "held": later("It has taken place."),
}
OVER = frozenset({"held", "minuted", "followed_up"})
ANSWERS: Mapping[str, str] = {
    "": later("no answer yet"),
    "come": later("come"),
    "perhaps": later("perhaps"),
    "cannot": later("cannot"),
    "waiting": later("waiting list"),
    "offered": later("asked again"),
}
PROBLEMS: Mapping[str, str] = {
    "forbidden": later("Forums are organised by coordinators."),
    "gone": later("I do not find that forum (any more)."),
    "past": later("That time is past: a forum is announced before it is held."),
    "far": later("That is more than two years away. Please look at the year again."),
    "ends": later("A forum ends after it starts, and within seven days."),
    "place": later("Please say where it is: a place of at most 300 characters, a link, or both."),
    "link": later("A link starts with https:// and has no blanks."),
    "pin": later("That is no point on a map."),
    "topic": later("Please say what it is about, in at most 200 characters."),
    "unit": later("That office is not there any more."),
    "service": later("That service is not there any more."),
    "group": later("That group is not known."),
    "no_seats": later("A forum needs seats: for one group at least."),
    "seats": later("A group has at least one seat, or is left out."),
    "words": later("The invitation is too long."),
    "quota": later("At least one person has to be invited."),
    "language": later("That language is not known."),
    "second": later("Another person than the one who made it has to do this."),
    "state": later("That cannot be done now: somebody was quicker, or it is not that far yet."),
    "open": later("Other invitations to this forum are not through yet. Send them or stop them first."),
    "early": later("It has not begun yet."),
    "same": later("That is when and where it is already. Nobody was told anything."),
    "untested": later("Please send it to the test group first."),
    "none": later("That broadcast is not there."),
    "lot": later("This forum has its lot: further people are drawn of it, with the same choice as before."),
}


def problem(key: str) -> str:
    """Why it could not be done."""
    return f"⚠️ {_(PROBLEMS[key])}" if key in PROBLEMS else _("⚠️ That could not be done.")


def review_wanted(code: str, topic: str) -> Say:
    """To whoever may review a draft."""
    look = Go("orga", _("👀 Look at the draft"), code)
    words = paragraphs(_("📝 A forum was drafted and waits for a second person:"), topic)
    return Say(words, (Choice(str(look), look.label),))


def sheet(forum: ForumSheet) -> str:
    """Everything that is settled about a forum."""
    return paragraphs(
        _what(forum), _seats(forum), _said(forum), _lot(forum), opinion_words.line(forum.opinions)
    )


def line(place: int, forum: ForumSheet) -> str:
    """A forum in the list; its place in it tells two of one topic apart."""
    return f"{place}. {moment(forum.starts)} · {forum.topic}\n   {_(STATES[forum.state])}"


def opening(place: int, forum: ForumSheet) -> Go:
    """The button that opens its sheet."""
    return Go("orga", f"{place}. {forum.topic[:36]}", forum.code)


def minutes(forum: ForumSheet) -> Go:
    """The button that opens what was said and agreed there."""
    return Go("mins", _("📄 Minutes"), forum.code)


def polls(forum: ForumSheet) -> Go:
    """The button that opens its quick polls."""
    return Go("poll", _("📊 Quick polls"), forum.code)


def what_was_written(forum: ForumSheet) -> Go:
    """The button that shows what those who came wrote about it."""
    return Go("orga", _("💬 What people wrote"), f"{forum.code}.words")


def step(forum: ForumSheet, key: str) -> Go:
    """The button of one step."""
    return Go("orga", _(STEPS[key]), f"{forum.code}.{key}")


def _what(forum: ForumSheet) -> str:
    when = moment(forum.starts)
    if forum.ends:
        when = _("{from_} until {until}", from_=when, until=f"{forum.ends:%H.%M}")
    lines = [
        f"🤝 {forum.topic}",
        _(STATES[forum.state]),
        f"🗓 {when}",
        f"📍 {forum.place}" if forum.place else "",
        f"🗺 {forum.map}" if forum.map else "",
        f"💻 {forum.link}" if forum.link else "",
        f"🏢 {forum.unit}" if forum.unit else "",
        _("✍️ {name}", name=forum.made_by) if forum.made_by else "",
    ]
    return "\n".join(one for one in lines if one)


def _seats(forum: ForumSheet) -> str:
    if not forum.seats:
        return _("🪑 Seats are not counted.")
    return "🪑 " + " · ".join(f"{group_name(group)} {count}" for group, count in forum.seats.items())


def _said(forum: ForumSheet) -> str:
    if not forum.answers:
        return ""
    said = " · ".join(f"{_(ANSWERS.get(key, key))} {count}" for key, count in sorted(forum.answers.items()))
    return f"📬 {said}"


def _lot(forum: ForumSheet) -> str:
    return _("🎲 Seed of the lot (SHA-256): {hash}", hash=forum.seed_hash) if forum.seed_hash else ""
