"""Sends claimed messages: in order per citizen, many citizens at once, never after a claim has run out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import structlog

from bot.attaching import Attaching
from bot.budget import Budget
from bot.channels.base import Sender, Throttled, TokenEnded, Undelivered, Unreachable, sending_as
from bot.clock import Clock
from bot.errand import AS_IT_IS, Errand, Way
from bot.held import Held
from bot.marks import Failed, GivenBack, Later, Mark, Marks, Sent, Skipped, Unknown
from bot.metrics import sends
from bot.precedence import Precedence
from bot.predecessors import Predecessors
from bot.verdict import AT_MOST_ONCE, Rules, again, quiet_until, verdict
from handlers.talk import Say
from handlers.talk.stored import say_from_json
from storage.outbox import Claimed
from storage.outbox_claims import QUIET

log = structlog.get_logger()
# What may wait here: of replies as much as goes out well before a claim runs out; of pushes next to nothing,
# as a crash makes the fate of every claimed invitation unknown.
ROOM_SECONDS = {"reply": 6.0, "bulk": 0.1}
LEAST_PUSHES, MOST_PUSHES = 4, 600
_FOUND_AGAIN = 2.0  # seconds in which the next claim finds what was given back
_PROBE = 60.0  # seconds until a network that knows our token no more is tried again


class _TooLate(Exception):
    """The claim could run out before this try ends, or another process has to speak first."""


class Courier:
    """One lane's sender on one network. What there is no `room` for goes back to the outbox."""

    def __init__(
        self,
        lane: str,
        sender: Sender,
        budget: Budget,
        attaching: Attaching,
        marks: Marks,
        rules: Rules,
        clock: Clock,
        *,
        in_flight: int = 100,
    ) -> None:
        self._lane, self._sender, self._budget, self._attaching = lane, sender, budget, attaching
        self._marks, self._rules, self._clock = marks, rules, clock
        self._in_flight, self._places = in_flight, asyncio.Semaphore(in_flight)
        self.left: Callable[[], None] = lambda: None  # called when a row leaves, which makes room for another
        self.precedence = Precedence()  # is told of what is on its way
        self._jobs: dict[int, Errand] = {}
        self._queues: dict[int, deque[Errand]] = {}  # by citizen
        self._tasks: dict[int, asyncio.Task[None]] = {}  # by citizen
        self._held = Held(clock)
        self._sending: set[int] = set()
        self._slow: set[int] = set()  # rows that wait until their chat may get one more
        self._closing = False

    def room(self) -> int:
        """How many rows may still be put."""
        return 0 if self._closing else max(0, self.most() - self._here())

    def most(self) -> int:
        """How many rows may be here at most: of pushes those alone count that wait for their turn."""
        by_rate = int(self._budget.rate(bulk=self._lane == "bulk") * ROOM_SECONDS[self._lane])
        return max(by_rate, LEAST_PUSHES if self._lane == "bulk" else self._in_flight)

    def put(
        self,
        rows: Collection[Claimed],
        ways: Mapping[int, Way] = AS_IT_IS,
        after: Predecessors | None = None,
    ) -> None:
        """Take rows that were claimed just now; `ways`: of those that go out otherwise than as they are.

        `after`: for rows claimed by who made them, without a look at what comes before.
        """
        for row in rows:
            if row.id in self._jobs:
                self._jobs[row.id].start_by = self._start_by()  # claimed anew while it waited
            elif row.id not in self._marks:
                self._take(row, ways.get(row.id), after)

    async def drain(self) -> None:
        """Wait until everything that was put is sent, given back or marked."""
        while tasks := list(self._tasks.values()):
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self, seconds: float = 8) -> None:
        """Finish what is being sent, give back the rest."""
        self._closing = True
        self._let_go()
        if tasks := list(self._tasks.values()):
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _here(self) -> int:
        if self._lane == "reply" or len(self._jobs) >= MOST_PUSHES:
            return len(self._jobs)
        # What is being sent has left; what waits for its own chat must not hold up the others.
        return len(self._tasks) - len(self._sending | self._slow)

    # ---- one row comes in

    def _take(self, row: Claimed, way: Way | None, after: Predecessors | None) -> None:
        if row.address is None:
            self._mark(Skipped(row.id, "no address"))
        elif row.maybe_sent and row.purpose in AT_MOST_ONCE:
            self._mark(Unknown(row.id, "stopped while it was being sent"))
        elif until := quiet_until(row, self._rules, self._clock.now()):
            self._mark(Later(row.id, until, QUIET))
        elif not self.room() or row.citizen_id in self._held:
            self._marks.add(GivenBack(row.id))
        else:
            self._enqueue(row, way, after)

    def _enqueue(self, row: Claimed, way: Way | None, after: Predecessors | None) -> None:
        try:
            say, replaces = row.made_of or say_from_json(row.body)
        except (ValueError, KeyError, TypeError, IndexError):
            self._mark(Failed(row.id, "the stored message cannot be read"))
            return
        says = [say] if way else self._sender.parts(self._staged(row, say))
        job = Errand(row, self._start_by(), says, replaces, way=way, after=after)
        self._jobs[row.id] = job
        self._queues.setdefault(row.citizen_id, deque()).append(job)
        if row.citizen_id not in self._tasks:
            self._tasks[row.citizen_id] = asyncio.create_task(self._work(row.citizen_id))

    def _staged(self, row: Claimed, say: Say) -> Say:
        if not self._rules.staging or row.address is None:
            return say
        return replace(say, words=f"[{row.address.channel} {row.address.kind}]\n{say.words}")

    def _start_by(self) -> float:
        return self._clock.ticks() + (self._rules.claim - self._rules.timeout).total_seconds()

    # ---- one citizen's rows go out

    async def _work(self, citizen: int) -> None:
        queue = self._queues[citizen]
        try:
            while queue:
                mark = await self._outcome(queue[0])
                self._jobs.pop(queue.popleft().row.id, None)
                self._after(mark, queue)
        finally:
            # Between the last look at the queue and here nothing else ran, so no row is lost.
            self._give_back(list(queue))
            self._forget(citizen, queue)

    def _after(self, mark: Mark | None, queue: deque[Errand]) -> None:
        """What one row's fate means for those behind it: order is kept, and who blocked us gets no more."""
        if mark is not None:
            self._mark(mark)
        if mark is None or isinstance(mark, (Later, GivenBack)):
            self._give_back(list(queue))
        if isinstance(mark, Failed) and mark.blocked is not None:
            self._drop(list(queue))

    async def _outcome(self, job: Errand) -> Mark | None:
        """Send it; None when its claim ran out, as then it is no longer ours to mark."""
        row, rules = job.row, self._rules
        try:
            return Sent(row.id, await self._send(job))
        except _TooLate:
            self._held.hold(row.citizen_id, self._budget.closed_for() + _FOUND_AGAIN)
            return GivenBack(row.id) if self._clock.ticks() < self._claimed_until(job) else None
        except Undelivered as error:
            mark = verdict(row, error, rules, self._clock.now())
        except asyncio.CancelledError:
            if row.id in self._sending and row.purpose in AT_MOST_ONCE:
                self._mark(Unknown(row.id, "stopped while it was being sent"))
                self._drop([job])
            raise
        except Exception as error:  # our own fault: the lane goes on, and the row is given up in the end
            log.error("sending failed", lane=self._lane, outbox_id=row.id, exc_info=error)
            mark = again(row, type(error).__name__, rules, self._clock.now())
        finally:
            self._sending.discard(row.id)
        if isinstance(mark, Later):
            self._held.hold(row.citizen_id, (mark.due_at - self._clock.now()).total_seconds())
        return mark

    async def _send(self, job: Errand) -> str:
        ref = ""
        if job.after is not None and not await job.after.gone(job.row.citizen_id, job.row.id):
            raise _TooLate
        while job.done < len(job.says):
            try:
                ref = await self._send_part(job, job.says[job.done])
                job.done += 1
            except Throttled as error:
                self._budget.throttled(error.after)
                if self._is_left_to_the_outbox(job, error.after):
                    self._let_go()
                    raise
            except TokenEnded:
                self._budget.throttled(_PROBE)
                self._let_go()
                raise
        return ref

    def _is_left_to_the_outbox(self, job: Errand, seconds: float) -> bool:
        """Pushes do not wait here for so long: a crash would make their fate unknown."""
        is_push = self._lane == "bulk" and not job.done  # of one in parts the first need not come twice
        return is_push or self._clock.ticks() + seconds >= job.start_by

    async def _send_part(self, job: Errand, say: Say) -> str:
        address = self._address(job.row)
        # A chat takes an album as one; for the bot as a whole every photo of it counts.
        self._slow.add(job.row.id)
        try:
            await self._budget.chat_turn(address)
        finally:
            self._slow.discard(job.row.id)
        async with self._places:
            bulk, weight = self._lane == "bulk", self._sender.weight(say)
            slots = [await self._budget.slot(bulk=bulk) for _ in range(weight)]
            if self._clock.ticks() > job.start_by:
                for slot in slots:
                    slot.give_back()
                raise _TooLate
            self._sending.add(job.row.id)
            self.left()
            try:
                return await self._try(job, address, say)
            finally:
                for slot in slots:
                    slot.used()

    async def _try(self, job: Errand, address: str, say: Say) -> str:
        whole = await self._attaching.whole(say)
        sending_as.set(f"o.{job.row.id}.{job.done}")
        try:
            with self.precedence.answering():
                async with asyncio.timeout(self._rules.timeout.total_seconds()):
                    if job.way:
                        return await job.way(address)
                    return await self._sender.send(address, whole, "" if job.done else job.replaces)
        except TimeoutError as error:
            raise Unreachable("no answer in time", left=True) from error
        except Unreachable as error:
            raise Unreachable(error.reason, left=error.left or job.done > 0) from error

    def _address(self, row: Claimed) -> str:
        assert row.address is not None  # noqa: S101 - looked at when it came in; told to mypy
        return self._rules.staging or row.address.value

    # ---- what came of it

    def _claimed_until(self, job: Errand) -> float:
        return job.start_by + self._rules.timeout.total_seconds()

    def _let_go(self) -> None:
        """Give back what has not left: once its claim is over, nobody would know that it has not."""
        for citizen, queue in list(self._queues.items()):
            head = queue[0] if queue and queue[0].row.id in self._sending else None
            self._give_back([job for job in queue if job is not head])
            if head is None:
                self._tasks[citizen].cancel()
                self._forget(citizen, queue)  # a task that had not begun yet never comes to its own end

    def _forget(self, citizen: int, queue: deque[Errand]) -> None:
        """Nobody works on this queue any more; a newer one of the same citizen is another matter."""
        if self._queues.get(citizen) is queue:
            del self._queues[citizen], self._tasks[citizen]

    def _give_back(self, jobs: Sequence[Errand]) -> None:
        """Leave rows to the next claim; those whose claim ran out are left already."""
        if not jobs:
            return
        now = self._clock.ticks()
        self._marks.add(*(GivenBack(job.row.id) for job in jobs if now < self._claimed_until(job)))
        self._drop(jobs)

    def _drop(self, jobs: Sequence[Errand]) -> None:
        for job in jobs:
            self._jobs.pop(job.row.id, None)
            queue = self._queues.get(job.row.citizen_id)
            if queue and job in queue:
                queue.remove(job)

    def _mark(self, mark: Mark) -> None:
        sends(self._lane, type(mark).__name__.lower()).inc()
        self._marks.add(mark)
