"""Puts the bytes of our own documents into messages, just before they are sent."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.channels.base import Attached
from bot.marks import Writes
from handlers.talk import Media, Say
from storage import documents
from storage.documents import Document

KEPT = 16  # one picture goes to all officials of a unit, one after another


class Attaching:
    """Reads documents from storage; a few stay in memory, as the same one goes to many."""

    def __init__(self, writer: Writes) -> None:
        self._writer = writer
        self._kept: dict[str, Document] = {}
        self._reading = asyncio.Lock()

    async def whole(self, say: Say) -> Say:
        """The same message with the bytes it refers to; words in place of a document that was swept."""
        if not any(documents.is_document(one.ref) for one in say.media):
            return say
        media = [await self._with_bytes(one) for one in say.media]
        there = tuple(one for one in media if one is not None)
        return replace(say, media=there, words=say.words if there else say.words or say.unshown)

    async def _with_bytes(self, media: Media) -> Media | None:
        if not documents.is_document(media.ref):
            return media
        document = await self._read(media.ref)
        if document is None:
            return None
        return Attached(
            media.kind, media.ref, mime=document.mime, name=document.name, content=document.content
        )

    async def _read(self, ref: str) -> Document | None:
        async with self._reading:
            if ref not in self._kept:
                found = await self._writer.write(lambda tx: documents.read(tx, ref))
                if found is None:
                    return None
                self._kept[ref] = found
                while len(self._kept) > KEPT:
                    del self._kept[next(iter(self._kept))]
            return self._kept[ref]
