"""A public forum: its invitation, and coming or not."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import offers
from handlers.events import InvitationAnswered
from handlers.facts import Facts, ForumView
from handlers.forum_words import closed, details, group_name, heard
from handlers.talk import Go, Outcome, Say, Script, Talk, _, choose, later, paragraphs, write
from handlers.talk.model import Choice

ANSWERS: Mapping[str, str] = {
    "come": later("✅ I will come"),
    "perhaps": later("🤔 Perhaps"),
    "cannot": later("❌ I cannot"),
}


def invitation(forum: ForumView, more: str = "", ticket: str = "") -> Say:
    """What an invited person gets; its buttons work whenever they are tapped.

    `more`: what its organiser says beside time and place; `ticket`: like 12/340, of who was drawn by lot.
    """
    words = paragraphs(
        _("🤝 You are invited to talk with the city:"),
        details(forum),
        more,
        _drawn(ticket),
        _("Will you come? No more invitations: /stop"),
    )
    return Say(words, buttons(forum.code, *ANSWERS), columns=2)


def _drawn(ticket: str) -> str:
    if not ticket:
        return ""
    number, _of, tickets = ticket.partition("/")
    return _("🎲 You were drawn by lot: ticket {number} of {tickets}.", number=number, tickets=tickets)


def buttons(code: str, *answers: str) -> tuple[Choice, ...]:
    """Answers to an invitation, as buttons that never grow old."""
    goes = [answering(code, answer) for answer in answers]
    return tuple(Choice(str(go), go.label) for go in goes)


def answering(code: str, answer: str) -> Go:
    return Go("foru", _(ANSWERS[answer]), f"{code}.{answer}")


def foru(facts: Facts, code: str = "") -> Talk[Outcome]:
    """Answers an invitation; a link carries `code` or `code-personal`, a button `code.answer`."""
    forum = facts.forum
    if forum is None:
        return Outcome(words=_("I do not find that forum (any more)."), next=(offers.menu(),))
    if words := closed(forum):
        return Outcome(words=words, next=(offers.menu(),))
    answer = code.partition(".")[2]
    if answer not in ANSWERS:
        labels = {key: _(label) for key, label in ANSWERS.items()}
        asked = paragraphs(details(forum), _said_before(forum))
        answer = yield from choose("answer", asked, labels, columns=2)
    personal = code.partition(".")[0].partition("-")[2]
    said = answer
    if answer == "come" and forum.wants_code and not personal:
        personal = yield from _code()
        said = answer if personal else "perhaps"
    group = yield from _group(forum, answer)
    event = InvitationAnswered(forum.code, answer, group, personal)
    return Outcome(
        event,
        lambda recorded: heard(forum, answer, recorded.seat, recorded.problem),
        next=(*after(forum.code, said, alone=forum.most == 1), offers.menu()),
    )


def after(code: str, answer: str, *, alone: bool = False) -> tuple[Go, ...]:
    """What somebody may want to add to their answer, or to take back; `alone`: an organisation sends one."""
    if answer == "cannot":
        return (answering(code, "come"),)
    if answer == "perhaps":
        return (answering(code, "come"), answering(code, "cannot"), calendar_of(code), questions_of(code))
    more = () if alone else (Go("many", _("👥 More of us come"), code),)
    return (
        *more,
        Go("need", _("♿ We need help to take part"), code),
        questions_of(code),
        calendar_of(code),
        answering(code, "cannot"),
    )


def calendar_of(code: str) -> Go:
    return Go("ical", _("📅 For my calendar"), code)


def questions_of(code: str) -> Go:
    return Go("usul", _("💬 Questions and votes"), code)


def _code() -> Talk[str]:
    """The code of an invitation that came elsewhere; nothing for those who have none."""
    asked = _("Seats are kept for those who were invited. If you were, type the code of your invitation:")
    written = yield from write("code", asked, may_skip=True)
    return written.text.strip()


def _group(forum: ForumView, answer: str) -> Talk[str]:
    """Whose seats they take; asked only where they have a choice."""
    if answer != "come" or len(forum.groups) < 2:
        return forum.groups[0] if forum.groups else ""
    labels = {group: group_name(group) for group in forum.groups}
    group: str = yield from choose("group", _("Seats are kept by group. You come as:"), labels)
    return group


def _said_before(forum: ForumView) -> str:
    if forum.answer == "come":
        return _("You said you would come. Is that still so?")
    if forum.answer == "cannot":
        return _("You said you could not come. Is that still so?")
    if forum.answer == "waiting":
        return _("You are in the waiting list. Do you still want to come?")
    if forum.answer == "offered":
        return _("A seat is kept for you for a while. Will you come?")
    return _("Will you come?")


FORU = Script("foru", lambda: offers.title("foru"), foru, reads=frozenset({"forum"}), arg="code")
