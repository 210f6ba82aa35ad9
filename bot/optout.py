"""Opting out: whoever wants no pushes gets none of those that wait either, however they said so.

A word in the chat, the network's own switch, a network that refuses: all end the same things. Coming back is
always a word in the chat; no switch of a network says it for them.
"""

from __future__ import annotations

from datetime import datetime

from storage import citizens, consents, outbox_holds
from storage.store import Tx

INVITATIONS = ("invitation", "survey", "visit")
OF_A_FORUM = ("forum_reminder", "forum_survey", "poll", "poll_result")
PUSHES = (*INVITATIONS, "handling", "reminder", *OF_A_FORUM, "numbers")
STOPPED, NOT_INVITED = "stopped", "no invitations wanted"


def platform_stop(tx: Tx, citizen_id: int, now: datetime) -> None:
    """They told the network that they want nothing unasked: the same as a word in the chat."""
    citizens.set_stopped(tx, citizen_id, True, now)
    stopped(tx, citizen_id, now)


def stopped(tx: Tx, citizen_id: int, now: datetime) -> int:
    """Pushes that wait for them are not sent; how many. Answers to their own cases still are."""
    return outbox_holds.drop_pushes(tx, citizen_id, PUSHES, STOPPED, now)


def no_invitations(tx: Tx, citizen_id: int, channel: str, now: datetime) -> None:
    """The network says that they want no invitations: their yes is over, everything else stays."""
    # No notice was shown, so there is no version of it.
    consents.add(tx, citizen_id, "invitations", False, "", "", channel, now)
    uninvited(tx, citizen_id, now)


def uninvited(tx: Tx, citizen_id: int, now: datetime) -> int:
    """Invitations that wait for them are not sent; how many."""
    return outbox_holds.drop_pushes(tx, citizen_id, INVITATIONS, NOT_INVITED, now)
