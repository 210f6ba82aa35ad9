"""Real tiny files: a JPEG, a PNG and a PDF that every reader accepts, each one different."""

from __future__ import annotations

import base64
import itertools
import struct
import zlib

_SERIAL = itertools.count(1)
_JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L"
    "2u71////m8H////6/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4"
    "+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAUEAEAAAAAAAAA"
    "AAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCAAKX/2Q=="
)
JPEG_SIDE = 8


def tiny_jpeg() -> bytes:
    """An 8x8 JPEG; a comment segment makes each one a file of its own."""
    comment = f"photo {next(_SERIAL)}".encode()
    return _JPEG[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + _JPEG[2:]


def tiny_png() -> bytes:
    """A 1x1 PNG whose colour counts up."""
    pixel = struct.pack(">I", next(_SERIAL))[1:]
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0" + pixel)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def tiny_pdf() -> bytes:
    """The head and tail of an empty PDF."""
    body = f"% {next(_SERIAL)}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>"
    return f"%PDF-1.4\n{body}\n%%EOF\n".encode()


def is_picture(content: bytes) -> bool:
    """Would the network take it as a photo?"""
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")
    return content.startswith(starts)
