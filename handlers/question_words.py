"""What people read of questions for a forum: the list, the agenda, and why something cannot be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.question_views import Questions, QuestionView
from handlers.talk import Go, Say, _, later, ngettext, paragraphs
from handlers.talk.model import Choice

ON_AGENDA = 10  # the most wanted ones
PROBLEMS: Mapping[str, str] = {
    "uninvited": later(
        "Questions and votes belong to those who were invited to this forum. If you were, in another chat, "
        "say there that you come: you then see a code to type here."
    ),
    "over": later("This forum takes no questions any more."),
    "begun": later("The forum has begun: votes stay as they are."),
    "gone": later("That question is not there any more."),
    "many": later("You have asked as many questions as one person can for this forum. You can still vote."),
    "words": later("A question is said in at most 500 characters of text."),
    "sent": later("The agenda has gone out before, and goes out once."),
    "none": later("There are no questions yet."),
    "forbidden": later("Forums are organised by coordinators."),
}


def problem(key: str) -> str:
    """Why it could not be done."""
    return _(PROBLEMS.get(key, PROBLEMS["gone"]))


def line(one: QuestionView) -> str:
    """A question with its votes."""
    votes = ngettext("{count} vote", "{count} votes", one.votes)
    return f"{'✅' if one.mine else '▫️'} {one.words} ({votes})"


def listed(seen: Questions) -> str:
    """All that were asked, and how one takes part."""
    lines = "\n".join(map(line, seen.questions))
    return paragraphs(
        _("💬 Questions and proposals for the forum “{topic}”", topic=seen.topic),
        lines or _("There are none yet. Be the first!"),
        how(seen),
    )


def how(seen: Questions) -> str:
    """How one takes part now."""
    if not seen.invited:
        return "" if seen.organises else problem("uninvited")
    if seen.state == "over":
        return problem("over")
    if seen.state == "during":
        return _("The forum is on: what you ask now reaches the moderator at once.")
    return _(
        "Vote for what should be dealt with: one vote for each. You can take it back until the forum begins."
    )


def agenda(topic: str, code: str, starts: str, questions: Sequence[QuestionView]) -> Say:
    """What is dealt with, to who comes."""
    lines = "\n".join(f"{place}. {one.words}" for place, one in enumerate(questions[:ON_AGENDA], start=1))
    look = Go("usul", _("💬 Questions and votes"), code)
    text = paragraphs(_("📋 What the forum “{topic}” deals with:", topic=topic), f"🗓 {starts}", lines)
    return Say(text, (Choice(str(look), look.label),))


def live(topic: str, words: str) -> Say:
    """To the moderator, the moment it comes; who asks is not said."""
    return Say(paragraphs(_("🙋 A question for the forum “{topic}”:", topic=topic), words))
