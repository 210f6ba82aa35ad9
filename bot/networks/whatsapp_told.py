"""What WhatsApp tells us without anybody having said it: statuses, events of the account, preferences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from bot import optout
from bot.channels.whatsapp_events import Event, Preference, Status
from bot.channels.whatsapp_updates import NAME, Heard
from bot.statuses import Statuses
from bot.templates.reports import note_event
from storage import handles
from storage.handles import Handle
from storage.store import Tx

log = structlog.get_logger()
Keep = Callable[[Tx, datetime], None]


class Told:
    """Each thing a job of its own for the writer, with what is kept of it should our own code fail on it."""

    def __init__(self, statuses: Statuses) -> None:
        self._statuses = statuses

    def jobs(self, heard: Heard) -> Iterator[tuple[Keep, Any]]:
        if heard.statuses:
            take = partial(_take, statuses=self._statuses, told=heard.statuses)
            yield take, [asdict(status) for status in heard.statuses]
        for event in heard.events:
            yield partial(_event, event=event), asdict(event)
        for preference in heard.preferences:
            yield partial(_prefer, preference=preference), asdict(preference)


def _take(tx: Tx, now: datetime, *, statuses: Statuses, told: Sequence[Status]) -> None:
    statuses.take(tx, told, now)


def _event(tx: Tx, now: datetime, *, event: Event) -> None:
    if not note_event(tx, NAME, event.field, event.value, now):
        log.info("told nothing of use", kind=event.field[:40])


def _prefer(tx: Tx, now: datetime, *, preference: Preference) -> None:
    """Who told the network that they want nothing unasked; that they want it again they must tell us."""
    named = [Handle(NAME, kind, value) for kind, value in preference.handles]
    known = handles.owners(tx, named)
    person = next((known[handle] for handle in named if handle in known), None)
    if person is not None and not preference.wanted:
        optout.platform_stop(tx, person, now)
