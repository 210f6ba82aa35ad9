"""Forums as calendars read them (iCalendar, RFC 5545): the same event from the invitation to the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

LINE_BYTES = 75  # of a line, without the end of it (section 3.1)
HOURS = 2  # how long a forum is put down for when it does not say when it ends
_PRODUCT = "-//Suara Warga//Forum//EN"
# Who publishes or withdraws an event has to be named (RFC 5546, 3.2.1, 3.2.5); there is nobody to write to.
_ORGANIZER = 'ORGANIZER;CN="Suara Warga":invalid:nomail'


@dataclass(frozen=True)
class Entry:
    """One forum in a calendar. `sequence` grows with every change; `starts` and `ends` in the city's time.

    `made`: when this file was. Latitude and longitude in degrees, or neither of them.
    """

    code: str
    topic: str
    place: str
    starts: datetime
    made: datetime
    ends: datetime | None = None
    sequence: int = 0
    cancelled: bool = False
    link: str = ""
    words: str = ""
    latitude: float | None = None
    longitude: float | None = None


def calendar(entries: Sequence[Entry], name: str = "") -> str:
    """All of them in one file. A file of cancelled ones alone takes them out of the reader's calendar.

    `name`: what a calendar of many is called. One event has none: with a name Outlook opens it beside the
    reader's own calendar instead of putting it in.
    """
    withdrawn = bool(entries) and all(entry.cancelled for entry in entries)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if withdrawn else 'PUBLISH'}",
        *([f"X-WR-CALNAME:{_text(name)}"] if name else []),
        *_zones(entries),
    ]
    for entry in entries:
        lines += _event(entry)
    return "".join(f"{line}\r\n" for each in (*lines, "END:VCALENDAR") for line in folded(each))


def uid(code: str) -> str:
    """What a forum is called in every calendar for ever, whatever the address of our pages becomes."""
    return f"forum-{code}@suara-warga"


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 bytes, none of which cuts a character; what follows is indented."""
    piece, room = "", LINE_BYTES
    for character in line:
        if len((piece + character).encode()) > room:
            yield piece
            piece = " "
        piece += character
    yield piece


def _event(entry: Entry) -> list[str]:
    ends = entry.ends or entry.starts + timedelta(hours=HOURS)
    return [
        "BEGIN:VEVENT",
        f"UID:{uid(entry.code)}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{_utc(entry.made)}",
        _ORGANIZER,
        f"DTSTART;TZID={_zone_name(entry.starts)}:{entry.starts:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={_zone_name(entry.starts)}:{ends.astimezone(entry.starts.tzinfo):%Y%m%dT%H%M%S}",
        f"SUMMARY:{_text(entry.topic)}",
        f"LOCATION:{_text(entry.place)}",
        *([f"DESCRIPTION:{_text(entry.words)}"] if entry.words else []),
        *([f"URL:{_uri(entry.link)}"] if _uri(entry.link) else []),
        *_point(entry),
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]


def _point(entry: Entry) -> list[str]:
    if entry.latitude is None or entry.longitude is None:
        return []
    return [f"GEO:{entry.latitude:.6f};{entry.longitude:.6f}"]


def _zones(entries: Sequence[Entry]) -> Iterator[str]:
    """A definition of every zone that is named, once each: a calendar need not know them."""
    for name, starts in {_zone_name(entry.starts): entry.starts for entry in entries}.items():
        offset = _offset(starts)
        yield from (
            "BEGIN:VTIMEZONE",
            f"TZID:{name}",
            "BEGIN:STANDARD",
            # Indonesia has never had a summer time, so one rule from the beginning on says it all.
            "DTSTART:19700101T000000",
            f"TZOFFSETFROM:{offset}",
            f"TZOFFSETTO:{offset}",
            f"TZNAME:{starts.tzname() or name}",
            "END:STANDARD",
            "END:VTIMEZONE",
        )


def _zone_name(moment: datetime) -> str:
    zone: tzinfo | None = moment.tzinfo
    return str(getattr(zone, "key", "") or moment.tzname() or "UTC")


def _offset(moment: datetime) -> str:
    return moment.strftime("%z")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """A text value: what means something there is escaped, a line's end becomes backslash and n."""
    clean = "\n".join(" ".join(line.split()) for line in words.strip().splitlines())
    escaped = clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(character for character in escaped if character >= " " and character != "\x7f")


def _uri(link: str) -> str:
    """An address as it is, when it is one: a blank or a line's end would begin another property."""
    return link if link.startswith(("https://", "http://")) and link.isprintable() and " " not in link else ""
