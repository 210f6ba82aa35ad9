"""What a file is by its first bytes; what the sender says about it is not believed."""

from __future__ import annotations

_SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"OggS", "audio/ogg"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"ID3", "audio/mpeg"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
)
_MPEG_SYNC, _MPEG_LAYER_BITS = 0xE0, 0x06  # eleven bits set, then a version and a layer that exist


def media_type(content: bytes) -> str | None:
    """The MIME type of a photo, voice, video or PDF; None for anything else."""
    for offset, mark, mime in _SIGNATURES:
        if content.startswith(mark, offset):
            return mime
    return "audio/mpeg" if _is_bare_mpeg_audio(content) else None


def _is_bare_mpeg_audio(content: bytes) -> bool:
    # MP3 without a tag begins with a frame header.
    if len(content) < 4 or content[0] != 0xFF or content[1] & _MPEG_SYNC != _MPEG_SYNC:
        return False
    return content[1] & _MPEG_LAYER_BITS != 0 and content[2] & 0xF0 != 0xF0
