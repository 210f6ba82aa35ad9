"""What is new, for feed readers (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from handlers.public_news import News


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


def _entry(entry: News) -> str:
    return (
        f"<entry><title>{escape(entry.title)}</title><id>{escape(entry.id)}</id>"
        f"<updated>{_moment(entry.at)}</updated><link href={quoteattr(entry.link)}/>"
        f"<summary>{escape(entry.words)}</summary></entry>\n"
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
