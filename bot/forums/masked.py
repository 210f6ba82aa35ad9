"""What people wrote for a forum, as others read it: on one line, without names and numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from bot.house import House
from bot.untraceable.offering import masking


def masked(house: House, text: str) -> str:
    """Whatever else the house offers: others never read somebody's name or telephone."""
    titles = house.settings.mask.titles if house.settings else ()
    return _mask(tuple(titles))(" ".join(text.split()))


@lru_cache(maxsize=4)
def _mask(titles: tuple[str, ...]) -> Callable[[str], str]:
    return masking(titles)
