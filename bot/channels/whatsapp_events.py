"""What WhatsApp tells besides messages: what became of ours, what people want of us, and of our account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

from bot.channels.whatsapp_ids import BSUID, PHONE, is_bsuid, message_ref, phone
from bot.channels.whatsapp_json import moment, number, objects, seconds, word

STATES = ("sent", "delivered", "read", "failed")

_LARGEST_CODE = 2**31 - 1  # that a column holds

Handles = tuple[tuple[str, str], ...]  # kind and value
State = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True)
class Status:
    """What became of a message that the network had taken. `code` and `reason`: of a failure, as it says."""

    ref: str
    state: State
    at: datetime
    code: int = 0
    reason: str = ""
    address: str = ""


@dataclass(frozen=True)
class Event:
    """Something about our account: templates, quality, limits."""

    field: str
    value: Mapping[str, Any]


@dataclass(frozen=True)
class Preference:
    """What somebody told the network itself about our invitations; `handles` by kind and value."""

    handles: Handles
    wanted: bool


def status(raw: Mapping[str, Any]) -> Status | None:
    """None for what says nothing about one of our messages to one person."""
    state, ref = word(raw, "status"), message_ref(word(raw, "id"))
    if state not in STATES or not ref:
        return None
    error = next(objects(raw.get("errors")), {})
    code = number(error.get("code"))
    return Status(
        ref=ref,
        state=cast("State", state),
        at=moment(seconds(raw)) or datetime.fromtimestamp(0, UTC),
        code=code if 0 <= code <= _LARGEST_CODE else 0,
        reason=word(error, "title"),
        address=word(raw, "recipient_user_id") or word(raw, "recipient_id"),
    )


def preference(raw: Mapping[str, Any]) -> Preference:
    handles = handles_of([word(raw, "user_id")], [word(raw, "wa_id")])
    return Preference(handles, wanted=word(raw, "value").lower() != "stop")


def handles_of(bsuids: Sequence[str], numbers: Sequence[str]) -> Handles:
    """How a person is named here: by business-scoped user id first, as a number may be missing or change."""
    named = [value for value in (*bsuids, *numbers) if is_bsuid(value)][:1]
    # Where there is no such id, a number may stand in its place.
    called = [number for value in (*numbers, *bsuids) if (number := phone(value))][:1]
    return (*((BSUID, value) for value in named), *((PHONE, value) for value in called))
