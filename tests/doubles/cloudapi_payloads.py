"""The anatomy of webhooks: contacts, messages and statuses as Meta documents them, written and signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any, Literal

from tests.doubles.cloudapi_directory import Member
from tests.doubles.cloudapi_wire import status_error
from tests.doubles.wire import Json

# How several things stand in one payload: each in an entry, in a change, or in the lists of one change.
Shape = Literal["entries", "changes", "lists"]
_LISTS = ("contacts", "messages", "statuses", "user_preferences")


def contact(who: Member) -> Json:
    """Whoever hides the number has no `wa_id`; whoever has no name has no profile."""
    profile: Json = {}
    if who.name:
        profile["name"] = who.name
    if who.username:
        profile["username"] = who.username
    found: Json = {"profile": profile} if profile else {}
    if not who.hides_number:
        found["wa_id"] = who.phone
    return found | ({"user_id": who.bsuid} if who.bsuid else {})


def message(who: Member, wamid: str, at: float, kind: str, **content: Any) -> Json:
    """What somebody did; `timestamp` is in whole seconds, as a string."""
    sender: Json = {} if who.hides_number else {"from": who.phone}
    if who.bsuid:
        sender["from_user_id"] = who.bsuid
    return sender | {"id": wamid, "timestamp": str(int(at)), "type": kind} | content


def messages_value(metadata: Json, who: Member, *said: Json) -> Json:
    return {
        "messaging_product": "whatsapp",
        "metadata": metadata,
        "contacts": [contact(who)],
        "messages": list(said),
    }


def status_value(
    metadata: Json, who: Member, wamid: str, state: str, at: float, code: int = 0, opaque: str = ""
) -> Json:
    """Sent and failed ones come without contacts, as Meta leaves them out there."""
    status: Json = {"id": wamid, "status": state, "timestamp": str(int(at))}
    if not who.hides_number:
        status["recipient_id"] = who.phone
    if who.bsuid:
        status["recipient_user_id"] = who.bsuid
    if opaque:
        status["biz_opaque_callback_data"] = opaque
    if state == "failed":
        status["errors"] = [status_error(code)]
    else:
        status["pricing"] = _pricing(who)
    value: Json = {"messaging_product": "whatsapp", "metadata": metadata, "statuses": [status]}
    return value | ({"contacts": [contact(who)]} if state in ("delivered", "read") else {})


def _pricing(who: Member) -> Json:
    """Free is what answers somebody; a template is paid by its category."""
    paid = who.last_category
    kind = "regular" if paid else "free_customer_service"
    return {
        "billable": bool(paid),
        "pricing_model": "PMP",
        "type": kind,
        "category": paid.lower() if paid else "service",
    }


def payload(waba_id: str, changes: Sequence[tuple[str, Json]], shape: Shape) -> Json:
    """Several changes (field, value) as one webhook."""
    if shape == "lists":
        changes = _joined(changes)
    written = [{"value": value, "field": field} for field, value in changes]
    groups = [written] if shape != "entries" else [[change] for change in written]
    entries = [{"id": waba_id, "changes": group} for group in groups]
    return {"object": "whatsapp_business_account", "entry": entries}


def _joined(changes: Sequence[tuple[str, Json]]) -> list[tuple[str, Json]]:
    """Values of the same field and number as one, each list holding what all of them held."""
    found: dict[tuple[str, str], Json] = {}
    for field, value in changes:
        key = (field, json.dumps(value.get("metadata")))
        joined = found.setdefault(key, {k: v for k, v in value.items() if k not in _LISTS})
        for name in _LISTS:
            for one in value.get(name, []):
                if name != "contacts" or one not in joined.get(name, []):
                    joined.setdefault(name, []).append(one)
    return [(field, value) for (field, _), value in found.items()]


def written(body: Json) -> bytes:
    """As Meta writes it: no letter beyond ASCII and every slash escaped; written anew it is another body."""
    return json.dumps(body, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode()


def signature(app_secret: str, body: bytes) -> str:
    """The value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
