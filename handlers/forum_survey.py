"""The survey of a forum: two taps and, for who likes, a few words, from those who were there."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import offers
from handlers.facts import Facts
from handlers.poll_events import ForumJudged
from handlers.talk import (
    Go,
    Outcome,
    Recorded,
    Say,
    Script,
    Talk,
    _,
    choose,
    later,
    paragraphs,
    record,
    write,
)
from handlers.talk.model import Choice

USEFUL: Mapping[int, str] = {
    4: later("4 😀 Very useful"),
    3: later("3 🙂 Useful"),
    2: later("2 😕 Hardly useful"),
    1: later("1 😞 No use at all"),
}
HEARD: Mapping[int, str] = {
    4: later("4 😀 Yes, fully"),
    3: later("3 🙂 Mostly"),
    2: later("2 😕 Hardly"),
    1: later("1 😞 Not at all"),
}


def asked(topic: str, code: str) -> Say:
    """What those who came get once, after it; a tap on a face is the first answer already."""
    text = paragraphs(
        _("🤝 Thank you for coming to the forum “{topic}”. Three short questions about it:", topic=topic),
        _how_useful(),
        _("Your answers count without your name. No more questions: /stop"),
    )
    goes = (Go("fsur", _(label), f"{code}.{score}") for score, label in USEFUL.items())
    return Say(text, tuple(Choice(str(go), go.label) for go in goes), columns=2)


def fsur(facts: Facts, what: str = "") -> Talk[Outcome]:
    """`CODE.SCORE` has answered the first question; each answer is kept as soon as it is given."""
    seen = facts.judged
    if seen is None:
        return Outcome(words=_("I do not find that forum (any more)."), next=(offers.menu(),))
    if not seen.came:
        return Outcome(words=_("This is asked of those who were at the forum."), next=(offers.menu(),))
    if not seen.open:
        return Outcome(words=_("This survey is over. Thank you all the same!"), next=(offers.menu(),))
    useful = yield from _useful(what.partition(".")[2])
    yield from record(ForumJudged(seen.code, useful))
    heard = yield from choose(
        "heard", _heard_question(), {n: _(label) for n, label in HEARD.items()}, columns=2
    )
    yield from record(ForumJudged(seen.code, useful, heard), key="heard")
    why = yield from write(
        "why", _("What should be different next time? A sentence is enough."), may_skip=True
    )
    return Outcome(ForumJudged(seen.code, useful, heard, why), _thanks, next=(offers.menu(),))


def _useful(given: str) -> Talk[int]:
    if given in map(str, USEFUL):
        return int(given)
    return (
        yield from choose("useful", _how_useful(), {n: _(label) for n, label in USEFUL.items()}, columns=2)
    )


def _how_useful() -> str:
    return _("How useful was the forum for you?")


def _heard_question() -> str:
    return _("Noted, thank you! Was what you and others said heard by the city?")


def _thanks(recorded: Recorded) -> str:
    if not recorded.done:
        return _("This survey is over. Thank you all the same!")
    return _("Thank you! It helps to make the next forum better.")


FSUR = Script(
    "fsur",
    lambda: offers.title("fsur"),
    fsur,
    reads=frozenset({"judged"}),
    arg="what",
    essential="ForumJudged",
)
