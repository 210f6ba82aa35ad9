"""Files that people or the bot sent, found again by file id or by path."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from tests.doubles.wire import Json, refused

GETFILE_LIMIT = 20 * 1024 * 1024


@dataclass(frozen=True)
class StoredFile:
    """A file; `size` may claim more than `content` holds, so that 25 MB cost no memory."""

    file_id: str
    path: str
    content: bytes
    size: int

    def as_json(self) -> Json:
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}

    @property
    def kind(self) -> str:
        """What it was sent as: photo, video, voice, document or sticker."""
        folder = self.path.partition("/")[0]
        return "photo" if folder == "thumbnails" else folder.removesuffix("s")

    @property
    def unique_id(self) -> str:
        return "AQAD" + self.file_id[-11:]


class Files:
    """The network's file store."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, folder: str, ending: str, content: bytes, size: int | None = None) -> StoredFile:
        number = len(self._by_id)
        mark = hashlib.sha256(f"{number}:".encode() + content[:4096]).hexdigest()[:40]
        path = f"{folder}/file_{number}{ending}"
        stored = StoredFile(f"AgACAgUAAxkBAA{mark}", path, content, size or len(content))
        self._by_id[stored.file_id] = self._by_path[path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile:
        """Raises Refusal for a file id nobody was ever given."""
        if file_id not in self._by_id:
            raise refused("wrong file_id or the file is temporarily unavailable")
        return self._by_id[file_id]

    def known_as(self, file_id: str, kind: str) -> StoredFile:
        """The file, to be sent as what it was sent as before. Raises Refusal for another kind."""
        stored = self.get(file_id)
        if stored.kind != kind:
            raise refused(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def for_download(self, file_id: str) -> Json:
        """What getFile answers; above 20 MB the network refuses."""
        stored = self.get(file_id)
        if stored.size > GETFILE_LIMIT:
            raise refused("file is too big")
        return stored.as_json() | {"file_path": stored.path}

    def at(self, path: str) -> bytes | None:
        stored = self._by_path.get(path)
        return stored.content if stored else None
