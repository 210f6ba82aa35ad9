"""People who change their number: what they were called before, and what they are called now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.channels.whatsapp_ids import BSUID, PHONE, is_bsuid, phone
from bot.channels.whatsapp_json import kind_of, part, word

CHANGES = frozenset({"user_changed_number", "user_changed_user_id", "customer_changed_number"})
# What the remark says where no field does: `User <name> changed from <old> to <new>`.
_FROM_TO = re.compile(r" changed from (\S+) to (\S+)$")

Handles = tuple[tuple[str, str], ...]


def moved(message: Mapping[str, Any]) -> dict[str, Any] | None:
    """The handles before and after, as `Incoming` names them; None where the message says no such thing.

    The network gives old and new by number, by business-scoped user id, or both, in several shapes.
    """
    system = part(message, "system")
    if kind_of(message) != "system" or word(system, "type") not in CHANGES:
        return None
    said = _FROM_TO.search(word(system, "body"))
    before = _handles(
        word(message, "from_user_id"),
        word(system, "previous_user_id"),
        word(system, "customer"),
        word(message, "from"),
        said[1] if said else "",
    )
    after = _handles(
        word(system, "user_id"), word(system, "wa_id"), word(system, "new_wa_id"), said[2] if said else ""
    )
    formerly = tuple(handle for handle in before if handle not in after)
    if not formerly or not after:
        return None
    (kind, address), *others = after
    return {"address": address, "address_kind": kind, "also": tuple(others), "formerly": formerly}


def _handles(*values: str) -> Handles:
    """The handles among these, each once, user ids first."""
    named = [(BSUID, value) for value in values if is_bsuid(value)]
    called = [(PHONE, number) for value in values if (number := phone(value))]
    return tuple(_once([*named, *called]))


def _once(handles: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return dict.fromkeys(handles)
