"""Everything the public page tells, read in one go: what was published, and forums to come."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.forums import agreed as agreements
from bot.outside.grid import PAGE, closed_periods, next_day
from bot.settings import Settings
from storage import cards, figures, forums, minutes
from storage.cards import CardRow
from storage.forum_reminders import STANDS
from storage.forums import ForumRow
from storage.minutes import AgreementRow
from storage.store import Tx

Numbers = Mapping[str, Any]
MOST_HELD = 20  # forums of which it is told what became of them
MOST_CARDS = 500  # of all offices together; older ones are history


@dataclass(frozen=True)
class PublicFacts:
    """`periods` are the last twelve months, oldest first; the numbers are by period."""

    today: date
    periods: Sequence[str] = ()
    pages: Mapping[str, Numbers] = field(default_factory=dict)
    cases: Mapping[str, Numbers] = field(default_factory=dict)
    first_day: date | None = None  # on which something is published
    forums: Sequence[ForumRow] = ()  # to come
    cancelled: Sequence[ForumRow] = ()  # and those that were
    cards: Sequence[CardRow] = ()  # the newest of all offices, and some of each
    held: Sequence[ForumRow] = ()  # whose minutes are published, the newest first
    agreed: Mapping[int, Sequence[AgreementRow]] = field(default_factory=dict)  # by forum
    typeset: frozenset[int] = frozenset()  # of them, those whose minutes can be had
    why: Mapping[int, str] = field(default_factory=dict)  # by agreement, of those that were dropped


def read_facts(tx: Tx, settings: Settings, now: datetime) -> PublicFacts:
    """As it stands now."""
    today = now.astimezone(settings.zone).date()
    names = [period.name for period in closed_periods(settings, today)]
    stored = figures.published(tx, [*names, *(f"{PAGE}{name}" for name in names)])
    rows = forums.listing(tx)
    held = [row for row in reversed(rows) if row.state in ("minuted", "followed_up")][:MOST_HELD]
    agreed: dict[int, list[AgreementRow]] = {row.id: [] for row in held}
    for one in minutes.agreements(tx, *agreed):
        agreed[one.forum_id].append(one)
    soon = [forum for forum in rows if forum.starts_at > now - timedelta(hours=6)]
    numbers = {name: json.loads(text) for name, text in stored.items()}
    return PublicFacts(
        today,
        names,
        {name: numbers[f"{PAGE}{name}"] for name in names if f"{PAGE}{name}" in numbers},
        {name: numbers[name] for name in names if name in numbers},
        next_day(settings, today),
        [forum for forum in soon if forum.state in STANDS],
        [forum for forum in soon if forum.state == "cancelled"],
        cards.shown(tx, limit=MOST_CARDS),
        held,
        agreed,
        frozenset(agreed.keys() - set(minutes.without_pdf(tx))),
        {
            one.id: agreements.why(tx, one)
            for each in agreed.values()
            for one in each
            if one.told == "dropped"
        },
    )


def state(tx: Tx, settings: Settings) -> tuple[object, ...]:
    """Something that is another one as soon as the page has anything new to tell."""
    hour = datetime.now(UTC).astimezone(settings.zone).strftime("%Y-%m-%d %H")  # forums pass by the hour
    return (hour, figures.state(tx), forums.state(tx), cards.state(tx))
