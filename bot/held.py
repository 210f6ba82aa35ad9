"""Citizens whose next message waits for an earlier one: what comes for them meanwhile overtakes nothing."""

from __future__ import annotations

from bot.clock import Clock

_MANY = 1000


class Held:
    """Each for so many seconds; who is held no more is forgotten once there are many."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._until)

    def __contains__(self, citizen: int) -> bool:
        now = self._clock.ticks()
        if len(self._until) > _MANY:
            self._until = {one: until for one, until in self._until.items() if until > now}
        return self._until.get(citizen, now) > now

    def hold(self, citizen: int, seconds: float) -> None:
        """From now on, for so many seconds."""
        self._until[citizen] = self._clock.ticks() + seconds
