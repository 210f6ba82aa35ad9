"""Links that open a WhatsApp chat with a code in its first message, and the code found in it again."""

from __future__ import annotations

import re
from urllib.parse import quote

# Unit, invitation, forum; the code alone, or at the end of a friendly sentence in brackets.
_CODE = r"(?P<kind>[uifUIF])-(?P<code>[A-Za-z0-9_-]{1,52})"
_ALONE = re.compile(rf"\s*{_CODE}\s*")
_IN_A_SENTENCE = re.compile(rf".{{1,300}}\({_CODE}\)[\s.!]*", re.DOTALL)


def link(number: str, payload: str, words: str = "") -> str:
    """A `wa.me` link for a code like `u-disdukcapil`; `words` is what the person sees themselves send."""
    text = f"{words} ({payload})" if words else payload
    return f"https://wa.me/{number}?text={quote(text, safe='')}"


def command(text: str) -> str:
    """What was sent, with the code of a link made the command that it stands for."""
    found = _ALONE.fullmatch(text) or _IN_A_SENTENCE.fullmatch(text)
    if found is None:
        return text
    kind, code = found["kind"].lower(), found["code"]
    # A unit's key is lower case; who types it from a poster may be helped by their keyboard.
    return f"/start {kind}-{code.lower() if kind == 'u' else code}"
