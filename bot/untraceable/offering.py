"""A house in which one may be untraceable: the room apart, and what the city says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.house import House
from bot.untraceable.apart import Apart
from handlers.untraceable import FULLY, TRACES


def offered(house: House, apart: Apart, *, traces: bool) -> House:
    """`traces`: the database itself remembers for a while when somebody was here, which is then said."""
    city = replace(house.city, untraceable=TRACES if traces else FULLY, mask=apart.room.mask)
    return replace(house, city=city, apart=apart)


def masking(titles: tuple[str, ...]) -> Callable[[str], str]:
    """Takes names and numbers out of a text, as they are written in Indonesian."""
    from analytics.masking import Mask, mask
    from handlers.masks import hints, labels, not_names

    words = Mask(labels(), titles, not_names(), hints())
    return lambda text: mask(text, words)
