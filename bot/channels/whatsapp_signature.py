"""Whether a webhook comes from WhatsApp: a keyed hash over the bytes of its body, as they came."""

from __future__ import annotations

import hmac

HEADER = "X-Hub-Signature-256"
_PREFIX = b"sha256="


def is_genuine(body: bytes, given: str, app_secret: str) -> bool:
    """Whether `given` is the signature of exactly these bytes.

    Compared as bytes: `hmac.compare_digest` raises on text with anything but ASCII in it, and a forger may
    send what he likes.
    """
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), signature(body, app_secret))


def signature(body: bytes, app_secret: str) -> bytes:
    """What the network puts into the header for this body."""
    return _PREFIX + hmac.digest(app_secret.encode(), body, "sha256").hex().encode()
