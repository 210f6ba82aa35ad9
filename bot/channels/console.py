"""A terminal as a channel: prints words and numbered choices, reads lines."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from typing import TextIO

from bot.channels.base import Incoming, Refused
from bot.channels.clean import clean
from handlers.talk import Input, Say

NAME, ADDRESS = "console", "local"


class ConsoleChannel:
    """Shows messages on a stream; whoever reads it types a number or words."""

    name = bot = NAME

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._sent = count(1)

    def parts(self, say: Say) -> tuple[Say, ...]:
        """A terminal has room for everything."""
        return (say,)

    def weight(self, part: Say) -> int:
        """Every message is one."""
        return 1

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        """Print the message below what is there; a terminal draws nothing over."""
        self._out.write(f"{shown(say)}\n\n")
        self._out.flush()
        return str(next(self._sent))

    async def toast(self, callback: str, text: str) -> None:
        """Nobody taps in a terminal."""

    async def leave(self, address: str, words: str) -> None:
        """There are no groups in a terminal."""

    async def fetch(self, ref: str) -> bytes:
        raise Refused("a terminal sends no files")

    async def close(self) -> None:
        """The stream is not ours to close."""


def shown(say: Say) -> str:
    """The message as lines: photos by name, words, file, numbered answers, then the ways back and out."""
    answers = [choice.label for choice in say.choices if not choice.nav]
    ways = [f"[{choice.label}]" for choice in say.choices if choice.nav]
    # Labels that bring their own numbers are chosen by those.
    numbered = any(label[:1].isdigit() for label in answers)
    lines = [f"  {label}" if numbered else f"  {place}. {label}" for place, label in enumerate(answers, 1)]
    file = [f"--- {say.file.name} ---", say.file.content] if say.file else []
    seen = [f"--- {media.name or media.kind} ---" for media in say.media]
    return "\n".join([*seen, say.words, *file, *lines, *(["  " + "  ".join(ways)] if ways else [])])


async def read_lines(source: TextIO, address: str = ADDRESS, language: str = "") -> AsyncIterator[Incoming]:
    """Every line somebody types, until the end of input; empty ones are nothing."""
    numbers = count(time.time_ns() // 1000)  # later runs must not reuse a number: it would be a redelivery
    while line := await asyncio.to_thread(source.readline):
        if text := clean(line).strip():
            said = Input(text=text, at=datetime.now(UTC))
            yield Incoming(NAME, NAME, str(next(numbers)), address, said, language=language)
