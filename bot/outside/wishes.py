"""A report that is wanted in a chat, and as it comes back from the process that made it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """Of which unit and period a report is wanted in a chat, and what is spoken there."""

    unit: str
    period: str
    language: str


@dataclass(frozen=True)
class MadeFile:
    """One file of it."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Made:
    """A report as it goes into a chat: the words above it, and its files."""

    words: str
    files: tuple[MadeFile, ...]
