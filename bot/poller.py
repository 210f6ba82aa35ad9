"""Long polling: asks Telegram what people did, and confirms it only once it is committed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from bot.answered import Takes
from bot.channels.base import Incoming, Throttled, Undelivered
from bot.channels.polled import AnotherPolls, Polled
from bot.clock import Clock
from storage.failures import Outage

log = structlog.get_logger()
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


Update = Mapping[str, Any]


class Poller:
    """Keeps the place up to which everything is committed; whatever fails is asked for again from there."""

    def __init__(
        self,
        channel: Polled,
        parse: Callable[[Update], Incoming],
        intake: Takes,
        clock: Clock,
        *,
        poll_seconds: int = 25,
    ) -> None:
        self._channel, self._parse, self._intake, self._clock = channel, parse, intake, clock
        self._poll_seconds = poll_seconds
        self._offset = 0
        self._pause = 0.0  # before asking again, while anything is wrong
        self._stopping = asyncio.Event()
        self._toasts: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Poll until `stop`; a batch that is being taken is finished first."""
        stopped = asyncio.ensure_future(self._stopping.wait())
        try:
            while not self._stopping.is_set():
                asking = asyncio.ensure_future(self._ask())
                await asyncio.wait({asking, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not asking.done():
                    asking.cancel()
                    break
                await self._take(asking.result())
        finally:
            stopped.cancel()
            await asyncio.gather(*self._toasts, return_exceptions=True)

    def stop(self) -> None:
        """Ask no more."""
        self._stopping.set()

    async def _ask(self) -> Sequence[Update]:
        """The next updates; waits first while the network or the database is in trouble."""
        await self._clock.sleep(self._pause)
        try:
            updates = await self._channel.get_updates(self._offset, self._poll_seconds)
        except AnotherPolls:
            log.error("another instance polls with this token: stop one of the two", channel="telegram")
        except Throttled as error:
            self._pause = error.after
            return ()
        except Undelivered as error:
            log.warning("nothing heard", error=type(error.__cause__ or error).__name__)
        else:
            self._pause = self._pause if updates else 0.0  # with updates it is the database that decides
            return updates
        self._trouble()
        return ()

    async def _take(self, updates: Sequence[Update]) -> None:
        """Hand the updates over, all chats at once; the offset moves up to the first not committed."""
        heard = sorted((self._parse(update) for update in updates), key=lambda incoming: incoming.order)
        chats: dict[str, list[Incoming]] = {}
        for incoming in heard:
            chats.setdefault(incoming.address, []).append(incoming)
        taken = await asyncio.gather(*(self._take_chat(chat) for chat in chats.values()))
        failed = [failure for failure in taken if failure is not None]
        done = [one.order for one in heard if not failed or one.order < min(f.order for f in failed)]
        self._offset = max([self._offset, *(number + 1 for number in done)])
        if failed:
            self._trouble()
        elif heard:
            self._pause = 0.0

    async def _take_chat(self, chat: Sequence[Incoming]) -> Incoming | None:
        """One after another, so that no message overtakes the one before it; the first that failed."""
        for incoming in chat:
            try:
                answered = await self._intake.take(incoming)
            except Outage:
                return incoming
            except Exception as error:  # asked for again like in an outage; the alarm tells the operator
                log.error("update not taken", update_id=incoming.update_id, exc_info=error)
                return incoming
            if incoming.callback:
                self._toast(incoming.callback, answered.toast)
        return None

    def _toast(self, callback: str, text: str) -> None:
        """End the spinner on a button; nothing need wait for it."""
        task = asyncio.ensure_future(self._channel.toast(callback, text))
        self._toasts.add(task)
        task.add_done_callback(self._toasts.discard)

    def _trouble(self) -> None:
        self._pause = min(max(SHORTEST_PAUSE, 2 * self._pause), LONGEST_PAUSE)
