"""A public forum: its invitation, and coming or not."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import offers
from handlers.dates import moment
from handlers.events import InvitationAnswered
from handlers.facts import Facts, ForumView
from handlers.talk import Go, Outcome, Recorded, Say, Script, Talk, _, choose, later, paragraphs
from handlers.talk.model import Choice

ANSWERS: Mapping[str, str] = {"come": later("✅ I will come"), "cannot": later("❌ I cannot")}


def invitation(forum: ForumView) -> Say:
    """What an invited person gets; its buttons work whenever they are tapped."""
    words = paragraphs(
        _("🤝 You are invited to talk with the city:"),
        _details(forum),
        _("Will you come? No more invitations: /stop"),
    )
    buttons = [Go("foru", _(label), f"{forum.code}.{answer}") for answer, label in ANSWERS.items()]
    return Say(words, tuple(Choice(str(go), go.label) for go in buttons), columns=2)


def foru(facts: Facts, code: str = "") -> Talk[Outcome]:
    """Answers an invitation; a link carries `code`, a button `code.come` or `code.cannot`."""
    forum = facts.forum
    if forum is None:
        return Outcome(words=_("I do not find that forum (any more)."), next=(offers.menu(),))
    answer = code.partition(".")[2]
    if answer not in ANSWERS:
        labels = {key: _(label) for key, label in ANSWERS.items()}
        answer = yield from choose(
            "answer", paragraphs(_details(forum), _said_before(forum)), labels, columns=2
        )
    return Outcome(
        InvitationAnswered(forum.code, answer),
        lambda recorded: _thanks(forum, answer, recorded),
        next=(offers.menu(),),
    )


def _details(forum: ForumView) -> str:
    return _("{topic}\n🗓 {when}\n📍 {place}", topic=forum.topic, when=moment(forum.starts), place=forum.place)


def _said_before(forum: ForumView) -> str:
    if forum.answer == "come":
        return _("You said you would come. Is that still so?")
    return (
        _("You said you could not come. Is that still so?")
        if forum.answer == "cannot"
        else _("Will you come?")
    )


def _thanks(forum: ForumView, answer: str, recorded: Recorded) -> str:
    if not recorded.done:
        return _("I am sorry, this forum is over or no longer takes answers.")
    if answer == "come":
        return paragraphs(_("Lovely, see you there!"), _details(forum))
    return _("Thank you for telling us. Perhaps next time.")


FORU = Script("foru", lambda: offers.title("foru"), foru, reads=frozenset({"forum"}), arg="code")
