"""How WhatsApp names people and messages, and how we write these names down."""

from __future__ import annotations

import hashlib
import re
from typing import Literal

BSUID, PHONE = "bsuid", "phone"
# A country, a dot, and up to 128 letters and digits; `ENT.` stands before those of several portfolios.
_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_PREFIX = "wa."
_DIGITS = 40  # of a SHA-256, in hexadecimal: 160 bits

BsuidField = Literal["recipient", "to", "user_id"]


def message_ref(wamid: str) -> str:
    """A message's id as we keep it.

    A wamid is base64 and holds the person's phone number, so it never comes to rest as it is. It also holds
    enough chance that a plain hash of it cannot be guessed.
    """
    if not wamid:
        return ""
    return _PREFIX + hashlib.sha256(wamid.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def is_bsuid(value: str) -> bool:
    """Whether this is a business-scoped user id, and no phone number."""
    return _BSUID.fullmatch(value) is not None


def phone(value: str) -> str:
    """A phone number as digits with its country code, or nothing where it is none."""
    digits = re.sub(r"[\s()+.-]", "", value)
    return digits if re.fullmatch(r"[0-9]{5,20}", digits) else ""


def recipient(address: str, bsuid_field: BsuidField = "recipient") -> dict[str, str]:
    """The part of a request that says to whom it goes.

    The network's pages name different fields for a business-scoped user id; which one is the setting
    `whatsapp.bsuid_field`. A phone number always goes into `to`.
    """
    return {bsuid_field if is_bsuid(address) else "to": address}
