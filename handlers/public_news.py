"""What is new in public: forums to come, and numbers of a period that is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from handlers.dates import moment
from handlers.facts import City
from handlers.public_words import headline, period
from handlers.talk import _
from handlers.units import name_of

MOST_CARDS = 6  # on a page


class Forum(Protocol):
    """A forum as it was announced."""

    @property
    def code(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def place(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def seed_hash(self) -> str: ...


class Card(Protocol):
    """What an office tells."""

    @property
    def unit(self) -> str: ...
    @property
    def said(self) -> str: ...
    @property
    def did(self) -> str: ...


@dataclass(frozen=True)
class CardWords:
    """A card as it is read."""

    office: str
    said: str
    did: str


@dataclass(frozen=True)
class ForumWords:
    """A forum as it is read."""

    code: str
    topic: str
    when: str
    place: str
    unit: str
    seed: str = ""  # the hash of the seed of its lot, published before anybody is drawn


@dataclass(frozen=True)
class News:
    """One entry of the feed."""

    id: str
    title: str
    words: str
    at: datetime
    link: str


def title(city: City) -> str:
    return _("Suara Warga {city}: what is new", city=city.name)


def forums(rows: Iterable[Forum], city: City, zone: ZoneInfo, unit: str = "") -> list[ForumWords]:
    """Those to come: of an office its own and the city's."""
    return [
        ForumWords(
            row.code,
            row.topic,
            moment(row.starts_at.astimezone(zone)),
            row.place,
            name_of(city, row.unit) if row.unit else city.name,
            row.seed_hash,
        )
        for row in rows
        if not unit or row.unit in (None, unit)
    ]


def cards(rows: Iterable[Card], city: City, unit: str = "") -> list[CardWords]:
    """The newest: of an office its own, of the city those of all."""
    mine = [row for row in rows if row.unit in city.units and unit in ("", row.unit)]
    return [CardWords(city.units[row.unit].label, row.said, row.did) for row in mine[:MOST_CARDS]]


def entries(
    pages: Mapping[str, Mapping[str, Any]],
    rows: Sequence[Forum],
    city: City,
    zone: ZoneInfo,
    base: str,
) -> list[News]:
    """All news."""
    return [
        *[_numbers(name, page, city, zone, base) for name, page in pages.items()],
        *[_forum(row, city, zone, base) for row in rows],
    ]


def _numbers(name: str, page: Mapping[str, Any], city: City, zone: ZoneInfo, base: str) -> News:
    told = headline(page["city"], name)
    words = f"IKM {told.value} ({told.grade}). {told.sure} {told.people}." if told.value else told.sure
    at = datetime.fromisoformat(f"{page['published_on']}T03:00:00").replace(tzinfo=zone)
    called = _("Numbers of {city}, {period}", city=city.name, period=period(name))
    return News(f"{base}/#index-{name}", called, words, at, f"{base}/")


def _forum(row: Forum, city: City, zone: ZoneInfo, base: str) -> News:
    when = moment(row.starts_at.astimezone(zone))
    words = _("{when}, {place}", when=when, place=row.place)
    return News(
        f"{base}/#forum-{row.code}",
        _("Forum: {topic}", topic=row.topic),
        words,
        row.created_at,
        f"{base}/chat?start=f-{row.code}",
    )
