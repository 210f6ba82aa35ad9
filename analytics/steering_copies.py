"""The same words under many ratings: told from a phrase that everybody uses."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence

import pandas as pd

from analytics.folding import SHORTEST, alike, folded_sets
from analytics.steering_chance import LEVEL, so_large_a_part
from analytics.steering_reasons import Reason
from analytics.steering_voices import Found

COPIES = 3  # ratings with the same words that are looked at
DOUBT = 50  # a text that no other unit got is taken as one of so many

Words = Callable[[str], Sequence[str]]
Sets = dict[Hashable, frozenset[str]]  # the place of a rating in the frame -> its different words


def word_sets(rows: pd.DataFrame, words: Words) -> Sets:
    """The different words of each rating that has enough of them."""
    texts = rows.loc[rows["words"].notna(), "words"].astype(object)
    sets = {place: frozenset(words(text)) for place, text in texts.items()}
    return {place: one for place, one in sets.items() if len(one) >= SHORTEST}


def copies(rows: pd.DataFrame, sets: Sets, everywhere: Sets) -> list[Found]:
    """Texts that one unit got again and again; all of them are marked.

    rows    one unit's week, one row a person and day
    sets    the words of its texts (`word_sets`)    everywhere  those of all units' texts of the week

    How often other units got the same text says how common it is; the chance is binomial, held over all
    texts by Bonferroni's bound; what other units say is taken two standard errors higher than it looks.
    """
    own = list(sets.values())
    many = [group for group in folded_sets(own) if group.copies >= COPIES]
    # Most weeks have none, and then nobody need know what other units got.
    others = [one for place, one in everywhere.items() if place not in sets] if many else []
    found = []
    for group in many:
        leader = own[group.place]
        same = [place for place, one in sets.items() if alike(one, leader)]
        elsewhere = sum(alike(one, leader) for one in others) + 1
        common = min(1.0, (elsewhere + 2 * math.sqrt(elsewhere)) / (len(others) + DOUBT))
        voices = _voices(rows.loc[same])
        p = len(own) * so_large_a_part(voices, len(own), common)
        if p <= LEVEL and voices >= COPIES:
            found.append((p, same))
    if not found:
        return []
    marked = pd.Index(list(dict.fromkeys(place for _, some in found for place in some)))
    return [(Reason("copies", len(marked), len(rows), p=min(p for p, _ in found)), marked)]


def _voices(rows: pd.DataFrame) -> int:
    """How many people there are; each one without a voice is another."""
    return int(rows["voice"].nunique() + rows["voice"].isna().sum())
