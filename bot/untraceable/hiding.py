"""What of a batch no table may know: which talks are kept apart, and what they record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from handlers.events import KnownAsChosen
from handlers.talk import State
from handlers.talk.engine import Step
from handlers.talk.model import Note
from handlers.untraceable import WAY
from storage.citizens import Handle


@dataclass
class Hidden:
    """Which of one person's open talks are kept apart, and whether a turn changed that."""

    serials: set[str] = field(default_factory=set)
    touched: bool = False

    def keep(self, state: State) -> None:
        """A talk as a turn leaves it; one that comes out is no longer among these."""
        if state.apart or state.serial in self.serials:
            self.touched = True
        if state.apart:
            self.serials.add(state.serial)
        else:
            self.serials.discard(state.serial)

    def end(self, serial: str) -> bool:
        """A talk is over; whether it was one of these, of which nothing is to tell that it was there."""
        if serial not in self.serials:
            return False
        self.touched = True
        self.serials.discard(serial)
        return True

    def emptied(self) -> Hidden:
        """None of them is open any more."""
        return Hidden(touched=bool(self.serials) or self.touched)


class KeepsApart(Protocol):
    """The room, as far as a batch needs it."""

    def talks(self, handle: Handle, updates: Collection[str]) -> dict[str, State]: ...

    def keep(
        self, handle: Handle, updates: Sequence[str], before: Collection[State], now: Collection[State]
    ) -> None: ...


@dataclass
class HiddenTalks:
    """The talks apart of everybody in a batch. `updates`: what each chat sent in it."""

    room: KeepsApart
    updates: Mapping[Handle, Sequence[str]]
    kept: list[Handle] = field(default_factory=list)  # whose files are to be settled after the commit
    over: set[Handle] = field(default_factory=set)  # of these nothing is asked any more
    _before: dict[Handle, dict[str, State]] = field(default_factory=dict)

    def of(self, handle: Handle) -> Mapping[str, State]:
        """As they were before the batch."""
        self._before[handle] = self.room.talks(handle, self.updates.get(handle, ()))
        return self._before[handle]

    def keep(self, handle: Handle, hidden: Hidden, states: Mapping[str, State]) -> None:
        """As they are after it; written before the commit, so that none can be lost."""
        if hidden.touched:
            before = self._before.get(handle, {})
            now = [state for state in states.values() if state.apart]
            self.room.keep(handle, self.updates.get(handle, ()), list(before.values()), now)
            self.kept.append(handle)
            if not now:
                self.over.add(handle)


def followed(before: State, step: Step) -> tuple[State, Step]:
    """A talk that is kept apart records nothing until it comes out; then all that it has noted so far."""
    if not before.apart:
        return before, step
    apart = not any(_comes_out(note) for note in step.notes)
    state = step.state and replace(step.state, apart=apart)
    if apart:
        state = state and replace(state, recorded=before.recorded)
        step = replace(step, notes=())
    return replace(before, apart=apart), replace(step, state=state)


def _comes_out(note: Note) -> bool:
    return isinstance(note.event, KnownAsChosen) and note.event.known_as != WAY
