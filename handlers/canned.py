"""Ready answers of an office: kept, looked at, dropped."""

from __future__ import annotations

from handlers import offers
from handlers.desk_events import CannedDropped, CannedKept
from handlers.desk_words import not_an_official
from handlers.facts import Facts
from handlers.talk import Go, Outcome, Recorded, Script, Talk, _, choose, so_far, write

NEW, DROP = "new", "drop"
LONGEST_TITLE = 40


def canned(facts: Facts, what: str = "") -> Talk[Outcome]:
    """A new one, or one that is not offered any more."""
    if facts.desk is None:
        yield from so_far()  # words for others are no report of one's own
        return Outcome(words=not_an_official(), next=(offers.menu(),))
    ready = facts.desk.canned
    options = {NEW: _("➕ A new one"), **({DROP: _("🗑 Drop one")} if ready else {})}
    act = yield from choose("act", _listed(list(ready.values())), options)
    if act == NEW:
        title = yield from write("title", _("What is it called? A few words for the button."))
        words = yield from write(
            "words", _("And what does it say? The reporter reads exactly that."), many=True
        )
        called = " ".join(title.text.split())[:LONGEST_TITLE]
        if not (called and words.text):
            return Outcome(
                words=_("A ready answer is made of words: a name, and what it says."), next=_onward()
            )
        return Outcome(CannedKept(called, words), _kept, next=_onward())
    titles = {str(key): title for key, (title, _words) in ready.items()}
    which = yield from choose("which", _("Which one?"), titles)
    return Outcome(CannedDropped(int(which)), _("It is not offered any more."), next=_onward())


def _listed(ready: list[tuple[str, str]]) -> str:
    heading = _("💬 Ready answers of your office")
    lines = [f"• {title}: {words if len(words) <= 80 else words[:79] + '…'}" for title, words in ready]
    return "\n".join([heading, *lines]) if lines else _("Your office has no ready answers yet.")


def _kept(recorded: Recorded) -> str:
    if recorded.done:
        return _("Kept. It is offered to your colleagues as well.")
    return _("Ready answers belong to an office; you answer for the whole city.")


def _onward() -> tuple[Go, ...]:
    return (Go("cann", _("💬 Ready answers")), offers.desk())


CANNED = Script("cann", lambda: offers.title("cann"), canned, reads=frozenset({"desk"}), arg="what")
