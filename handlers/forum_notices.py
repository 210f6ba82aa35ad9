"""What those who come to a forum are told without asking: a seat that became free, and that it is soon."""

from __future__ import annotations

from datetime import datetime

from handlers.dates import moment
from handlers.facts import ForumView
from handlers.forum import buttons
from handlers.forum_words import details
from handlers.talk import Say, _, ngettext, paragraphs


def offered(forum: ForumView, party: int, until: datetime) -> Say:
    """A seat is free for somebody who waits; `until`: in the city's time."""
    words = paragraphs(
        ngettext(
            "🎟 A seat has become free for you:",
            "🎟 {count} seats have become free for you:",
            party,
        ),
        details(forum),
        _(
            "Please say until {until} whether you come; after that the next in line is asked.",
            until=moment(until),
        ),
    )
    return Say(words, buttons(forum.code, "come", "cannot"), columns=2)


def lapsed(forum: ForumView) -> Say:
    """The time to say yes is over."""
    words = paragraphs(
        _("The seat that was kept for you went to the next in line, as the time to answer was over."),
        details(forum),
        _("If you would still like to come, you can join the waiting list again."),
    )
    return Say(words, buttons(forum.code, "come", "cannot"), columns=2)


def reminder(forum: ForumView) -> Say:
    """Soon; its buttons are those that the agreed words of some networks have."""
    head = (
        _("⏰ We expect you at the forum:")
        if forum.answer == "come"
        else _("⏰ Perhaps you come to the forum; no seat is kept for you yet:")
    )
    return Say(paragraphs(head, details(forum), _still()), buttons(forum.code, "come", "cannot"), columns=2)


def _still() -> str:
    return _("If anything has changed, please tell us: others may be waiting.")
