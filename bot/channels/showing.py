"""Photos of a message: together, else one by one, and words in place of one that cannot be shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.channels.base import Refused, Undelivered
from bot.channels.telegram_failures import left_before
from handlers.talk import Media, Say

Together = Callable[[Sequence[Media]], Awaitable[str]]
Alone = Callable[[Media], Awaitable[str]]
Told = Callable[[str], Awaitable[str]]


async def show(say: Say, together: Together, alone: Alone, told: Told) -> str:
    """Show a message of photos alone; the id of the last of them, or of the words instead.

    The network takes an album as a whole or not at all: where it refuses one, its photos go one by one.
    Raises `Undelivered`, but not `Refused` for a photo that is wrong: the words that follow must arrive.
    """
    media = say.media
    if len(media) > 1:
        try:
            return await together(media)
        except Refused:
            pass
    sent, wrong = "", False
    for one in media:
        try:
            sent = await alone(one)
        except Refused:
            wrong = True
        except Undelivered as error:
            raise left_before(error, sent) from error
    return await told(say.unshown) if wrong else sent
