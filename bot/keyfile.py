"""The key that encrypts everything personal: decoded from text, or made once and kept in a file."""

import base64
import binascii
import contextlib
import os
import secrets
import tempfile
from pathlib import Path

KEY_BYTES = 32


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


def keep_key(path: Path) -> bytes:
    """The key in `path`, made now if there is none. Processes that start together get the same one.

    Raises ValueError when the file holds no key or when others than its owner may read it.
    """
    if not path.exists():
        _create(path)
    if path.stat().st_mode & 0o077:
        raise ValueError(f"{path} may be read by others: chmod 600 {path}")
    try:
        return decode_key(path.read_text(encoding="ascii"))
    except (ValueError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} holds no key: restore it from a backup, it opens what is stored") from error


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600 from the first byte
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(encode_key(secrets.token_bytes(KEY_BYTES)) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all, and fails if somebody was faster: then theirs is the key.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
