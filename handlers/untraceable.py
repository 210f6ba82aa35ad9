"""The third way to be known, not at all: what it promises and what not, names taken out, and the receipt."""

from __future__ import annotations

from dataclasses import replace

from handlers import offers
from handlers.events import CaseOpened
from handlers.facts import Facts
from handlers.talk import Go, Recorded, Talk, Words, _, choose, paragraphs
from handlers.talk.questions import confirm

WAY = "untraceable"
FULLY, TRACES = "fully", "traces"  # how far: where the database itself remembers, traces of when stay


def label() -> str:
    """The choice."""
    return _("🕶 Untraceable")


def really(facts: Facts) -> Talk[bool]:
    """What is hidden and what is not, said before it is chosen for good."""
    answer = yield from choose(
        "sure",
        paragraphs(
            _(
                "Before you choose, honestly:\n"
                "✅ Hidden: what you tell from here on is kept apart under its own key, and the key is "
                "destroyed at the end. The report carries no name, no chat and no time, only the day. I "
                "never write to you about it."
            ),
            _(
                "⚠️ Not hidden: that you are one of those who wrote here today. Your chat network knows that "
                "you wrote, and may keep what you wrote: delete this chat on your phone afterwards. And your "
                "own words can tell who you are."
            ),
            _traces(facts),
            _("Only the receipt leads back to the report. Who loses it can add nothing and sees no answer."),
        ),
        {"yes": _("🕶 Go on untraceably"), "no": _("🙈 Confidential instead")},
    )
    return answer == "yes"


def _traces(facts: Facts) -> str:
    if facts.city.untraceable != TRACES:
        return ""
    return _(
        "⚠️ The database of this city may remember for some days when you wrote last, to somebody who "
        "searches its inside."
    )


def asking_for_photos() -> str:
    """Only what can be drawn anew is taken."""
    return _(
        "Do you have a photo? Send it now. I draw it anew, so that the file does not tell where and with "
        "which phone it was taken. A voice message, a video or a file would tell who you are: those I do not "
        "pass on."
    )


def without_names(facts: Facts, draft: CaseOpened, key: str) -> Talk[CaseOpened]:
    """The draft with names and numbers taken out, if its author wants that; nobody else is asked."""
    if draft.known_as != WAY:
        return draft
    mask = facts.city.mask
    draft = replace(draft, words=_drawable(draft.words), where=_drawable(draft.where))
    told = [part for part in (draft.words.text, draft.where.text, draft.when) if mask(part) != part]
    story = Words("\n".join(told))
    if (yield from masked(facts, story, draft.known_as, key)) == story:
        return draft
    return replace(
        draft,
        words=replace(draft.words, text=mask(draft.words.text)),
        where=replace(draft.where, text=mask(draft.where.text)),
        when=mask(draft.when),
    )


def masked(facts: Facts, words: Words, known_as: str, key: str) -> Talk[Words]:
    """The same words without names and numbers, where they hold some and their author says yes."""
    if known_as != WAY:
        return words
    words, hidden = _drawable(words), facts.city.mask(words.text)
    if hidden == words.text:
        return words
    shown = _(
        "I see names or numbers in it, which may tell who you are. With them taken out it reads:\n\n“{words}”"
        "\n\nShall I send it like this?",
        words=hidden,
    )
    yes = yield from confirm(key, shown, _("Yes, take them out"), _("No, leave it as I wrote it"))
    return replace(words, text=hidden) if yes else words


def _drawable(words: Words) -> Words:
    """With its photos alone: voices and files tell who they are from."""
    return replace(words, media=tuple(one for one in words.media if one.kind == "photo"))


def offers_after(draft: CaseOpened) -> tuple[Go, ...]:
    """Nothing that would be asked under the chat's own name; empty for any other way."""
    return (offers.menu(),) if draft.known_as == WAY else ()


def sent(recorded: Recorded, readers: str, due: str) -> str:
    """The receipt, shown this once, and what one does with it."""
    return paragraphs(
        _("Thank you, it is in the letterbox. Your receipt:"),
        f"🔑 {recorded.receipt}",
        _(
            "I show it this once and nobody can look it up. Write it on paper, or where only you look. Then "
            "delete this chat on your phone."
        ),
        readers,
        due,
        _(
            "It reaches them tonight, mixed with others. To see the answer or add something, send me the "
            "receipt, from any chat. I never write first. Photos: look tomorrow whether they have arrived."
        ),
    )
