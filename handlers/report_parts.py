"""What a report is made of: chapters of words, tables and pictures, whatever it is written as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """Words, a table with relative widths, or a picture by name with words for those who cannot see it."""

    text: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Chapter:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A report, whole."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    footer: str


def words(*texts: str) -> tuple[Block, ...]:
    """Paragraphs, the empty ones left out."""
    return tuple(Block(text) for text in texts if text)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[int, ...]) -> Block:
    return Block(head=head, rows=tuple(rows), widths=widths)
