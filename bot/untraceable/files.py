"""Sealed files, each under a key of its own in a file beside it: without the key nobody opens it again."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from storage.vault import KEY_BYTES, Tampered, Vault, WrongKey

KEY = ".key"
_PRIVATE_DIR, _PRIVATE = 0o700, 0o600


class SealedFiles:
    """A directory for its owner alone, outside every backup. Raises OSError when the disk does not do."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def has(self, name: str) -> bool:
        """Whether there is such a file, and the key that opens it."""
        return os.path.exists(self._path(name) + KEY)  # noqa: PTH110 - asked in every turn, and ten times as fast

    def put(self, name: str, content: bytes, *, durable: bool = True) -> None:
        """Keep it, whole or not at all; what was kept under this name is replaced, under the same key.

        `durable`: on the disk before this returns, once `sync` was called as well.
        """
        key = self._key(name) or self._new_key(name, durable=durable)
        self.write(name, Vault(key).seal(content, name), durable=durable)

    def get(self, name: str) -> bytes | None:
        """What is kept under this name; None when there is nothing, or nothing that opens any more."""
        key, path = self._key(name), Path(self._path(name))
        if key is None or not path.exists():
            return None
        with suppress(Tampered, WrongKey, FileNotFoundError):
            return Vault(key).open_bytes(path.read_bytes(), name)
        return None

    def is_locked(self, name: str) -> bool:
        """Whether there is a file that nothing opens any more."""
        path = self._path(name)
        return os.path.exists(path) and not os.path.exists(path + KEY)  # noqa: PTH110 - as above

    def lock(self, name: str) -> None:
        """Its key goes for ever; that there was a file stays."""
        self._destroy_key(name)
        self.write(name, b"")

    def destroy(self, name: str) -> None:
        """Both files go, the key written over before. Safe to repeat, and to be killed in between."""
        Path(self._path(name)).unlink(missing_ok=True)
        self._destroy_key(name)

    def _destroy_key(self, name: str) -> None:
        key = Path(self._path(name) + KEY)
        with suppress(FileNotFoundError):
            with key.open("r+b") as file:
                file.write(os.urandom(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            key.unlink()

    def names(self, kind: str) -> list[str]:
        """The names that end like this, in no order that tells anything."""
        if not self._directory.exists():
            return []
        found = {entry.name.removesuffix(KEY) for entry in os.scandir(self._directory)}
        return sorted(name for name in found if name.endswith(kind))

    def age(self, name: str, now: float) -> float:
        """Seconds since it was last written; endless when it is gone."""
        ages = [now - path.stat().st_mtime for path in self._both(name) if path.exists()]
        return min(ages, default=float("inf"))

    def sync(self) -> None:
        """The names themselves are on the disk: called once after a batch of files."""
        if not self._directory.exists():
            return
        descriptor = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _both(self, name: str) -> Iterator[Path]:
        yield Path(self._path(name))
        yield Path(self._path(name) + KEY)

    def _path(self, name: str) -> str:
        return f"{self._directory}/{name}"

    def _key(self, name: str) -> bytes | None:
        try:
            key = Path(self._path(name) + KEY).read_bytes()
        except FileNotFoundError:
            return None
        return key if len(key) == KEY_BYTES else None

    def _new_key(self, name: str, *, durable: bool) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        self.write(name + KEY, key, durable=durable)
        return key

    def write(self, name: str, content: bytes, *, durable: bool = True) -> None:
        """A file as it is, whole or not at all, for its owner alone."""
        self._directory.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_DIR)
        part = Path(self._path(f".{secrets.token_hex(8)}"))
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file:  # noqa: PTH123 - the mode
                file.write(content)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            part.replace(self._path(name))
        except OSError:
            part.unlink(missing_ok=True)
            raise


def own_secret(directory: Path, name: str) -> bytes:
    """A secret of this directory, made when it is first asked for, and never in a backup."""
    path = directory / name
    if not path.exists():
        files, draft = SealedFiles(directory), f".{secrets.token_hex(8)}"
        files.write(draft, secrets.token_bytes(KEY_BYTES))
        with suppress(FileExistsError):  # another process was quicker: then theirs is the one
            os.link(directory / draft, path)
        (directory / draft).unlink()
        files.sync()
    return path.read_bytes()
