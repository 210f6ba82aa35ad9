"""Whoever is at a forum answers its quick poll with one tap, and changes the answer until it is closed."""

from __future__ import annotations

from collections.abc import Callable

from handlers import offers, poll_words
from handlers.dates import clock
from handlers.facts import Facts
from handlers.poll_events import PollAnswered
from handlers.poll_views import Ballot
from handlers.talk import Go, Outcome, Recorded, Script, Talk, _, paragraphs


def vote(facts: Facts, what: str = "") -> Talk[Outcome]:
    """`ID.PLACE` answers; `ID`, or nothing for the poll that is open where one is, shows the answers."""
    yield from ()  # asks nothing, and is a conversation all the same
    ballot = facts.ballot
    if ballot is None:
        return Outcome(words=_("There is no poll that you could answer now."), next=(offers.menu(),))
    if ballot.state != "open":
        return Outcome(words=poll_words.problem("closed"), next=(offers.menu(),))
    place = what.partition(".")[2]
    if not place.isdecimal() or int(place) >= len(ballot.answers) or ballot.barred:
        return _shown(ballot)
    event = PollAnswered(ballot.id, int(place))
    return Outcome(event, _heard(ballot, ballot.answers[int(place)]), next=(_again(ballot), offers.menu()))


def _shown(ballot: Ballot) -> Outcome:
    if ballot.barred:
        return Outcome(words=poll_words.problem(ballot.barred), next=(offers.menu(),))
    return Outcome(words=poll_words.asked(ballot).words, next=(*poll_words.buttons(ballot), offers.menu()))


def _heard(ballot: Ballot, answer: str) -> Callable[[Recorded], str]:
    def words(recorded: Recorded) -> str:
        if not recorded.done:
            return poll_words.problem(recorded.problem)
        return paragraphs(
            _("✅ Your answer: {answer}", answer=answer),
            _("You can change it until {time}.", time=clock(ballot.until)),
        )

    return words


def _again(ballot: Ballot) -> Go:
    return Go("vote", _("🔁 Change my answer"), str(ballot.id))


VOTE = Script(
    "vote", lambda: offers.title("vote"), vote, reads=frozenset({"ballot"}), passing=True, arg="what"
)
