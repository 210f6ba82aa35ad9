"""What an organiser wants of a forum, looked at before anything is stored: each mistake has its own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.forums import audience as audiences
from bot.forums.audience import EVERY_TOPIC, GROUPS, NGOS, Audience
from bot.offices.mistaken import Mistaken
from bot.settings import Settings

LONGEST_TOPIC, LONGEST_PLACE = 200, 300
MOST_SEATS = 100_000
FARTHEST = timedelta(days=730)  # a year mistyped lies beyond it
LONGEST = timedelta(days=7)


class NotPossible(Mistaken):
    """It cannot be done like that; `problem` names why in one word, `given` what it is about."""

    def __init__(self, problem: str, given: str = "") -> None:
        super().__init__(_ENGLISH[problem].format(given=given))
        self.problem, self.given = problem, given


_ENGLISH = {
    "topic": "say what the forum is about, in at most 200 characters",
    "past": "{given} is past: a forum is announced before it is held",
    "far": "{given} is more than two years away: look at the year again",
    "ends": "a forum ends after it starts, and within seven days",
    "place": "say where it is: a place of at most 300 characters, a link, or both",
    "link": "a link starts with https:// and has no blanks: {given}",
    "pin": "latitude and longitude are numbers within -90..90 and -180..180, and both are given",
    "unit": "config.yaml has no unit with the key {given}",
    "service": "there is no service {given}: write unit/service, with their keys",
    "group": "{given} is no group: there are citizens, users, ngos, experts, press and officials",
    "no_seats": "say how many seats there are, as in --seats citizens=30",
    "seats": "a group has at least one seat: leave out {given} if there is none for it",
    "words": "the words of the invitation are too long: {given}",
    "quota": "invite at least one person",
    "language": "config.yaml has no language {given}",
    "organisations": "registered organisations are chosen by their topics alone: leave out {given}",
    "ngos": "registered organisations are invited as the group ngos: add --group ngos",
    "topics": "--topic chooses among registered organisations: add --organisations",
}


@dataclass(frozen=True)
class Wish:
    """A forum as its organiser wants it.

    `seats` by group; None: whoever comes finds a place, and nobody counts. A pin on the map has latitude and
    longitude.
    """

    topic: str
    starts_at: datetime
    place: str = ""
    unit: str | None = None
    services: tuple[str, ...] = ()
    ends_at: datetime | None = None
    link: str = ""
    latitude: float | None = None
    longitude: float | None = None
    words: str = ""
    seats: Mapping[str, int] | None = field(default_factory=dict)
    audience: Audience = field(default_factory=Audience)

    def columns(self) -> dict[str, Any]:
        """What is stored of it in the forum's own row."""
        return {
            "topic": " ".join(self.topic.split()),
            "unit": self.unit,
            "services": " ".join(self.services),
            "starts_at": self.starts_at.astimezone(UTC),
            "ends_at": self.ends_at.astimezone(UTC) if self.ends_at else None,
            "place": " ".join(self.place.split()),
            "link": self.link,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "words": self.words.strip(),
            "audience": audiences.to_json(self.audience),
        }


def check(wish: Wish, settings: Settings, now: datetime) -> None:
    """Raises NotPossible for the first thing that is wrong with it."""
    for problem, given in _problems(wish, settings, now):
        raise NotPossible(problem, given)


def _problems(wish: Wish, settings: Settings, now: datetime) -> Iterator[tuple[str, str]]:
    if not 0 < len(wish.topic.strip()) <= LONGEST_TOPIC:
        yield "topic", ""
    yield from time_problems(wish.starts_at, wish.ends_at, settings, now)
    yield from place_problems(wish.place, wish.link, wish.latitude, wish.longitude)
    yield from _unit_problems(wish, settings)
    yield from _seat_problems(wish.seats)
    if len(wish.words.strip()) > (most := settings.forum.words_max):
        yield "words", f"{len(wish.words.strip())} characters, at most {most}"
    yield from audience_problems(wish.audience, settings)


def time_problems(
    starts: datetime, ends: datetime | None, settings: Settings, now: datetime
) -> Iterator[tuple[str, str]]:
    """What is wrong with these times."""
    said = f"{starts.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    if starts <= now:
        yield "past", said
    if starts - now > FARTHEST:
        yield "far", said
    if ends is not None and not timedelta(0) < ends - starts <= LONGEST:
        yield "ends", ""


def place_problems(
    place: str, link: str, latitude: float | None, longitude: float | None
) -> Iterator[tuple[str, str]]:
    """What is wrong with where it is."""
    if not (place.strip() or link) or len(place.strip()) > LONGEST_PLACE:
        yield "place", ""
    if link and (not link.startswith(("https://", "http://")) or len(link.split()) != 1):
        yield "link", link
    if (latitude is None) != (longitude is None) or (
        latitude is not None and longitude is not None and not (abs(latitude) <= 90 and abs(longitude) <= 180)
    ):
        yield "pin", ""


def _unit_problems(wish: Wish, settings: Settings) -> Iterator[tuple[str, str]]:
    if wish.unit and wish.unit not in settings.unit_by_key:
        yield "unit", wish.unit
    for service in wish.services:
        if not _is_service(f"{wish.unit}/{service}", settings):
            yield "service", service


def _seat_problems(seats: Mapping[str, int] | None) -> Iterator[tuple[str, str]]:
    if seats is None:
        return
    if not seats:
        yield "no_seats", ""
    for group, count in seats.items():
        if group not in GROUPS:
            yield "group", group
        if not 0 < count <= MOST_SEATS:
            yield "seats", group


def audience_problems(audience: Audience, settings: Settings) -> Iterator[tuple[str, str]]:
    """What is wrong with who is invited."""
    for unit in (*audience.units, *([audience.area] if audience.area else [])):
        if unit not in settings.unit_by_key:
            yield "unit", unit
    for service in audience.services:
        if not _is_service(service, settings):
            yield "service", service
    if audience.language and audience.language not in settings.city.languages:
        yield "language", audience.language
    if audience.group not in GROUPS:
        yield "group", audience.group
    if audience.quota is not None and audience.quota < 1:
        yield "quota", ""
    yield from _organisation_problems(audience, settings)


def _organisation_problems(audience: Audience, settings: Settings) -> Iterator[tuple[str, str]]:
    """Organisations are chosen by their topics alone, and are never drawn."""
    if audience.organisations and audience.group != NGOS:
        yield "ngos", ""
    if audience.organisations:
        besides = {
            "--quota": audience.quota is not None,
            "--met": bool(audience.units or audience.services),
            "--area": bool(audience.area),
            "--language": bool(audience.language),
            "--days": bool(audience.days),
        }
        yield from (("organisations", option) for option, given in besides.items() if given)
    elif audience.topics:
        yield "topics", ""
    for topic in audience.topics:
        if topic != EVERY_TOPIC and topic not in settings.unit_by_key and not _is_service(topic, settings):
            yield "service", topic


def _is_service(named: str, settings: Settings) -> bool:
    unit, _, key = named.partition("/")
    of_unit = settings.unit_by_key.get(unit)
    return of_unit is not None and key in {service.key for service in settings.services_of(of_unit)}
