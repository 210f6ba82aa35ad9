"""What waited for somebody and comes because they asked for it: on some networks we may not write first."""

from __future__ import annotations

from handlers import offers
from handlers.facts import Facts
from handlers.talk import Outcome, Script, Talk, _


def waiting(facts: Facts) -> Talk[Outcome]:
    """Says that it comes; that they wrote is all it needed."""
    yield from ()  # asks nothing, and is a conversation all the same
    return Outcome(
        words=_("Here is what was waiting for you. If nothing follows, you have it already."),
        next=(offers.menu(),),
    )


WAITING = Script("wait", lambda: offers.title("wait"), waiting)
