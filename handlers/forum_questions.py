"""Before and during a forum: questions are asked, and whoever was invited votes for what is dealt with."""

from __future__ import annotations

from collections.abc import Callable

from handlers import offers, question_words
from handlers.facts import Facts
from handlers.question_events import AgendaSent, QuestionAsked, QuestionVoted
from handlers.question_views import Questions, QuestionView
from handlers.talk import Go, Outcome, Recorded, Script, Talk, Words, _, paragraphs, write

SHOWN = 10  # questions that have a button; the others are read
ASK, AGENDA, VOTE, BACK = "ask", "agenda", "v", "x"
LABEL = 30


def usul(facts: Facts, what: str = "") -> Talk[Outcome]:
    """`CODE` lists them; `CODE.ask` asks, `CODE.v7` votes for one, `CODE.x7` takes the vote back."""
    seen = facts.questions
    if seen is None:
        return Outcome(words=_("There is no forum to which you could ask something."), next=(offers.menu(),))
    step = what.partition(".")[2]
    if step == AGENDA and seen.organises:
        return Outcome(AgendaSent(seen.code), _agenda, next=_back(seen))
    if not step or not seen.invited or seen.state == "over":
        return Outcome(words=question_words.listed(seen), next=_buttons(seen))
    if step == ASK:
        return (yield from _ask(seen))
    given, number = step.startswith(VOTE), step[1:]
    question = int(number) if number.isdecimal() else 0
    return Outcome(QuestionVoted(seen.code, question, given), _voted(given), next=_back(seen))


def _ask(seen: Questions) -> Talk[Outcome]:
    if not seen.left:
        return Outcome(words=question_words.problem("many"), next=_back(seen))
    asked = paragraphs(
        _("What should the forum deal with? Write your question or your proposal."),
        _("Others read it without your name, and can vote for it."),
    )
    words: Words = yield from write("words", asked)
    return Outcome(QuestionAsked(seen.code, words), _asked, next=_back(seen))


def _asked(recorded: Recorded) -> str:
    if not recorded.done:
        return question_words.problem(recorded.problem)
    if recorded.problem == "live":
        return _("Thank you. It is before the moderator now.")
    if recorded.problem == "folded":
        return paragraphs(_("Somebody has asked nearly the same. Your vote is added to it:"), recorded.name)
    return _("Thank you. Others can vote for it now; you have voted for it already.")


def _voted(given: bool) -> Callable[[Recorded], str]:  # noqa: FBT001 - one of two
    def words(recorded: Recorded) -> str:
        if not recorded.done:
            return question_words.problem(recorded.problem)
        return _("Your vote is noted.") if given else _("Your vote is taken back.")

    return words


def _agenda(recorded: Recorded) -> str:
    if not recorded.done:
        return question_words.problem(recorded.problem)
    return _("The agenda goes out to who comes.")


def _buttons(seen: Questions) -> tuple[Go, ...]:
    votes = tuple(_vote(seen, one) for one in seen.questions[:SHOWN]) if _votes(seen) else ()
    asks = (Go("usul", _("➕ Ask or propose"), f"{seen.code}.{ASK}"),) if _asks(seen) else ()
    sends = seen.organises and seen.state == "before" and not seen.sent
    agenda = (Go("usul", _("📋 Send the agenda"), f"{seen.code}.{AGENDA}"),) if sends else ()
    return (*votes, *asks, *agenda, offers.menu())


def _asks(seen: Questions) -> bool:
    return seen.invited and seen.state != "over" and seen.left > 0


def _votes(seen: Questions) -> bool:
    return seen.invited and seen.state == "before"


def _vote(seen: Questions, one: QuestionView) -> Go:
    short = one.words if len(one.words) <= LABEL else f"{one.words[: LABEL - 1]}…"
    step = BACK if one.mine else VOTE
    return Go("usul", f"{'✅' if one.mine else '👍'} {short}", f"{seen.code}.{step}{one.id}")


def _back(seen: Questions) -> tuple[Go, ...]:
    return (Go("usul", _("💬 Questions and votes"), seen.code), offers.menu())


USUL = Script("usul", lambda: offers.title("usul"), usul, reads=frozenset({"questions"}), arg="what")
