"""What Telegram and the way to it answer, as one of our four failures."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import ClientConnectorError, ConnectionTimeoutError

from bot.channels.base import Blocked, Refused, Throttled, Undelivered, Unreachable
from bot.channels.polled import AnotherPolls
from bot.channels.telegram_library import (
    AiogramError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

WRONG_TOKEN = "the network does not know this token"  # noqa: S105 - it is a sentence, no token
# A chat that does not exist for us, or whose owner is gone: the same as being blocked.
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot can't initiate conversation")
NEVER_LEFT = (ClientConnectorError, ConnectionTimeoutError)
MOVED, OWN_ERROR = "the chat is another one now", "the network had an error of its own"
_RARE: dict[type[AiogramError], Callable[[], Undelivered]] = {
    TelegramConflictError: AnotherPolls,
    TelegramUnauthorizedError: lambda: Unreachable(WRONG_TOKEN, left=False),
    TelegramNotFound: lambda: Unreachable(WRONG_TOKEN, left=False),  # also for a token of a wrong shape
    TelegramMigrateToChat: lambda: Refused(MOVED),
    TelegramEntityTooLarge: lambda: Refused("the message is too large"),
}


def failure(error: AiogramError) -> Undelivered:
    """Our name for what aiogram raised; the reason holds neither addresses nor the token."""
    if isinstance(error, TelegramRetryAfter):
        return Throttled(float(error.retry_after))
    if isinstance(error, TelegramNetworkError):
        left = not isinstance(error.__cause__, NEVER_LEFT)
        return Unreachable(f"no answer from the network: {type(error.__cause__).__name__}", left=left)
    if isinstance(error, (TelegramBadRequest, TelegramForbiddenError)):
        return refusal(error.message, forbidden=isinstance(error, TelegramForbiddenError))
    return _rare(error)


def _rare(error: AiogramError) -> Undelivered:
    for kind, known in _RARE.items():
        if isinstance(error, kind):
            return known()
    # An error the network itself tells of was not carried out; a gateway's page says nothing about that.
    return Unreachable(OWN_ERROR, left=not isinstance(error, TelegramServerError))


def refusal(message: str, *, forbidden: bool) -> Undelivered:
    """A 400 or 403 by its description: whom nothing reaches any more is told from what cannot be sent."""
    plain = message.lower()
    if forbidden or any(sign in plain for sign in _GONE):
        return Blocked("the person blocked us or is gone")
    return Refused(plain.removeprefix("bad request: "))


def left_before(error: Undelivered, sent: str) -> Undelivered:
    """The failure of a part, when another part (`sent`: its id, or nothing) had arrived before it."""
    return Unreachable(error.reason, left=True) if sent and isinstance(error, Unreachable) else error
