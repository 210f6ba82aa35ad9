"""Text as it may be stored and shown: without NUL, torn surrogates and marks that only steer the layout."""

from __future__ import annotations

import re
from typing import Any

# NUL (PostgreSQL refuses it), halves of surrogate pairs (no encoding takes them), zero-width and bidi marks.
_UNWANTED = re.compile("[\x00\ud800-\udfff\u200b\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_JOINER = "\u200d"
_EMOJI = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
# A joiner stays where it joins: after an emoji, its colour or its variant, and before another emoji.
_STRAY_JOINER = re.compile(f"(?<![{_EMOJI}\ufe0f]){_JOINER}|{_JOINER}(?![{_EMOJI}])")


def clean(text: str) -> str:
    """The text without what nobody can see; cleaning twice changes nothing."""
    if text.isascii() and "\x00" not in text:
        return text
    # Torn halves that belong together become the character they stand for.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _STRAY_JOINER.sub("", _UNWANTED.sub("", text))


def clean_json(value: Any) -> Any:
    """The same for every text inside what `json.loads` gave back."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(name): clean_json(item) for name, item in value.items()}
    return [clean_json(item) for item in value] if isinstance(value, list) else value
