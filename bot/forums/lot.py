"""The lot: who is drawn follows from a seed and the numbers of tickets alone, so anybody can check it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from math import floor


def hashed(seed: str) -> str:
    """What is published of a seed before anybody is drawn: its SHA-256, as 64 hex digits."""
    return hashlib.sha256(seed.encode()).hexdigest()


def digest(seed: str, ticket: int) -> str:
    """What a ticket is sorted by: SHA-256 of seed, a colon and the ticket's number, as 64 hex digits."""
    return hashlib.sha256(f"{seed}:{ticket}".encode()).hexdigest()


def order(seed: str, tickets: int) -> list[int]:
    """All tickets from 1 on, in the order in which they are drawn."""
    return sorted(range(1, tickets + 1), key=lambda ticket: digest(seed, ticket))


def share(seed: str, tickets: int, part: float) -> int:
    """How many of these tickets are drawn where each is to have the same chance `part` (0 to 1).

    What is left of a ticket decides chance, which follows from the seed: one ticket and a part of a fifth
    draw one in five times.
    """
    chance = int(digest(seed, 0)[:13], 16) / 16**13  # ticket 0 is nobody's
    return min(tickets, floor(tickets * part + chance))


def drawn(seed: str, eligible: Sequence[int], places: int, after: int = 0) -> list[int]:
    """Who of the eligible (the first of whom has ticket 1) is drawn for these places, in that order.

    `after`: so many were drawn of the same lot before.
    """
    return [eligible[ticket - 1] for ticket in order(seed, len(eligible))[after:places]]
