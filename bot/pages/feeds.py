"""What is new, for feed readers (Atom, RFC 4287), and forums to come, for calendars (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from handlers.public_news import News
from storage.forums import ForumRow

LINE_BYTES = 75  # of a calendar's line
FORUM_HOURS = 2  # how long one is put down for: when it ends is not announced


def atom(title: str, link: str, language: str, entries: Sequence[News]) -> str:
    """The feed, the newest first."""
    newest = sorted(entries, key=lambda entry: entry.at, reverse=True)
    updated = newest[0].at if newest else datetime(2026, 1, 1, tzinfo=UTC)
    head = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f"xml:lang={quoteattr(language)}>\n<title>{escape(title)}</title>\n<id>{escape(link)}</id>\n"
        f"<updated>{_moment(updated)}</updated>\n<author><name>{escape(title)}</name></author>\n"
        f'<link rel="self" href={quoteattr(link)}/>\n'
    )
    return head + "".join(map(_entry, newest)) + "</feed>\n"


def calendar(name: str, host: str, forums: Sequence[ForumRow]) -> str:
    """Forums as events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Suara Warga//EN", f"X-WR-CALNAME:{_said(name)}"]
    for forum in forums:
        lines += _event(forum, host)
    return "".join(f"{line}\r\n" for each in (*lines, "END:VCALENDAR") for line in folded(each))


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 bytes, none of which cuts a character; what follows is indented."""
    piece, room = "", LINE_BYTES
    for character in line:
        if len((piece + character).encode()) > room:
            yield piece
            piece = " "
        piece += character
    yield piece


def _entry(entry: News) -> str:
    return (
        f"<entry><title>{escape(entry.title)}</title><id>{escape(entry.id)}</id>"
        f"<updated>{_moment(entry.at)}</updated><link href={quoteattr(entry.link)}/>"
        f"<summary>{escape(entry.words)}</summary></entry>\n"
    )


def _event(forum: ForumRow, host: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:forum-{forum.code}@{host}",
        f"DTSTAMP:{_stamp(forum.created_at)}",
        f"DTSTART:{_stamp(forum.starts_at)}",
        f"DTEND:{_stamp(forum.starts_at + timedelta(hours=FORUM_HOURS))}",
        f"SUMMARY:{_said(forum.topic)}",
        f"LOCATION:{_said(forum.place)}",
        "END:VEVENT",
    ]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _said(text: str) -> str:
    """Text of a calendar: what means something there is escaped, and it stays on one line."""
    plain = " ".join(text.split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
