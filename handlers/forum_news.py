"""What everybody concerned hears of a forum that is held at another time or place, or not at all."""

from __future__ import annotations

from handlers.facts import ForumView
from handlers.forum import buttons
from handlers.forum_words import calendar_file, details
from handlers.talk import Say, _, paragraphs

SEATED = ("come", "offered")


def moved(forum: ForumView, answer: str) -> Say:
    """`answer`: what they said before; who has a seat keeps it and gets the new time for the calendar."""
    words = paragraphs(
        _("🔁 A forum to which you were invited is held at another time or place. It is now:"),
        details(forum),
        _still(answer),
    )
    file = calendar_file(forum) if answer in SEATED else None
    return Say(words, buttons(forum.code, "come", "cannot"), columns=2, file=file)


def cancelled(forum: ForumView, answer: str, why: str) -> Say:
    """`why`: the organiser's words, or none."""
    words = paragraphs(
        _("❌ A forum to which you were invited is not held:"),
        details(forum),
        _("Why: {why}", why=why) if why else "",
        _("Your seat is given up with it. We are sorry.") if answer in SEATED else _("We are sorry."),
    )
    return Say(words, file=calendar_file(forum) if answer in SEATED else None)


def _still(answer: str) -> str:
    if answer in SEATED:
        return _("Your seat stays yours. Can you still come?")
    if answer == "waiting":
        return _("You keep your place in the waiting list. Can you still come?")
    return _("Can you come?")
