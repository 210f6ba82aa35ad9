"""The keys that encrypt everything personal: decoded from text, or made once and kept in a file.

A line of the file is a key that seals, `old KEY` or `next KEY`: one that still opens, or will seal soon.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from storage.keyring import KEY_BYTES, Keyring

_OLD, _NEXT = "old", "next"


def decode_key(text: str) -> bytes:
    """The 32 bytes of a base64url key, with or without its padding; ValueError when it is no such key."""
    text = text.strip().rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("must be 32 bytes in base64url (43 characters)")
    return key


def encode_key(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def keep_key(path: Path) -> bytes:
    """The key in `path` that seals, made now if there is none. Who starts together gets the same one.

    Raises ValueError when the file holds no key or when others than its owner may read it.
    """
    if not path.exists():
        create(path)
    return read_ring(path).key


def read_ring(path: Path) -> Keyring:
    """The keys in a file. Raises OSError; ValueError with what to do when they cannot be used as they are."""
    mode = path.stat().st_mode
    if mode & 0o077:
        raise ValueError(f"{path} may be read by others: chmod 600 {path}")
    try:
        return _ring_of(path.read_text(encoding="ascii"))
    except (ValueError, UnicodeDecodeError) as error:
        what = str(error) if not isinstance(error, UnicodeDecodeError) else "is not text"
        raise ValueError(
            f"{path} holds no key ({what}): restore it from a backup, it opens what is stored"
        ) from error


def create(path: Path) -> None:
    """A new key in a new file; where somebody was faster, theirs stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A link appears whole or not at all, and fails if somebody was faster: then theirs is the key.
    with _draft(path, encode_key(new_key()) + "\n") as draft, contextlib.suppress(FileExistsError):
        os.link(draft, path)
    _sync_directory(path.parent)


def write_ring(path: Path, ring: Keyring) -> None:
    """In place of what the file held: whole and on the disk, or as it was."""
    lines = [encode_key(ring.key)]
    lines += [f"{_NEXT} {encode_key(each)}" for each in ring.coming]
    lines += [f"{_OLD} {encode_key(each)}" for each in ring.older]
    with _draft(path, "\n".join(lines) + "\n") as draft:
        draft.replace(path)
    _sync_directory(path.parent)


class KeyFile:
    """A file of keys that may change while we run: looked at, and read only when it has."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._look()
        self.ring = read_ring(path)

    def newer(self) -> Keyring | None:
        """The ring where the file is another than before. What cannot be read changes nothing: `suara check`
        says so, and whoever starts then is told.
        """
        look = self._look()
        if look is None or look == self._seen:
            return None
        try:
            self.ring = read_ring(self._path)
        except (OSError, ValueError):
            return None
        self._seen = look
        return self.ring

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


def _ring_of(text: str) -> Keyring:
    named: dict[str, list[bytes]] = {"": [], _OLD: [], _NEXT: []}
    for line in filter(str.strip, text.splitlines()):
        *word, key = line.split()
        if (name := " ".join(word)) not in named:
            raise ValueError("a line begins with neither `old` nor `next`")
        named[name].append(decode_key(key))
    if len(named[""]) != 1:
        raise ValueError(f"{len(named[''])} keys that seal")
    return Keyring(named[""][0], tuple(named[_OLD]), tuple(named[_NEXT]))


@contextlib.contextmanager
def _draft(path: Path, text: str) -> Iterator[Path]:
    """A file beside it with this text, on the disk, for nobody but us; gone afterwards."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600 from the first byte
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        yield Path(draft)
    finally:
        Path(draft).unlink(missing_ok=True)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
