"""The places in the example's talk where most tests begin."""

from handlers.events import CaseOpened
from tests.handlers.talk.player import Player

LONG = "The queue was long and nobody told us why."


def at_score() -> Player:
    player = Player()
    player.answers("Complaint", "RSUD Kota Serang")
    return player


def at_what() -> Player:
    player = at_score()
    player.answers("2 😕 Not good")
    return player


def at_sure() -> Player:
    player = at_what()
    player.answers(LONG, "At the counter", "Ani")
    return player


def case(player: Player) -> CaseOpened:
    event = player.outcome.event
    assert isinstance(event, CaseOpened)
    return event
