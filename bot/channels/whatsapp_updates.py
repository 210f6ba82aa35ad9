"""WhatsApp's webhooks taken apart: whatever the network sends is heard, and nothing raises.

A payload holds many entries, changes and messages; each message becomes a payload of its own, as that is what
pywa reads, and as it is what is set aside when we cannot deal with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.base import Incoming
from bot.channels.clean import clean_json
from bot.channels.whatsapp_content import SILENT, content
from bot.channels.whatsapp_events import Event, Preference, Status, handles_of, preference, status
from bot.channels.whatsapp_ids import message_ref
from bot.channels.whatsapp_json import kind_of, moment, objects, part, seconds, word
from bot.channels.whatsapp_moves import moved

__all__ = ["Event", "Heard", "Preference", "Status", "parse"]

NAME = "whatsapp"
_PLACES = 10_000  # messages of one second that are told apart by their place in the payload


@dataclass
class Heard:
    """One webhook, taken apart. `unread`: payloads in which nobody can be found to answer."""

    messages: list[Incoming] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    elsewhere: int = 0  # changes for another number of the same account


def parse(body: bytes, phone_id: str) -> Heard:
    """Everything in a webhook. Never raises."""
    heard = Heard()
    try:
        raw = clean_json(json.loads(body))
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict) or not isinstance(raw.get("entry"), list):
        heard.unread.append(body.decode("utf-8", "replace"))
        return heard
    changes = [(entry, change) for entry in objects(raw["entry"]) for change in objects(entry.get("changes"))]
    for entry, change in changes:
        _change(heard, entry, change, phone_id)
    if not changes:
        heard.unread.append(json.dumps(raw))
    return heard


def _change(heard: Heard, entry: Mapping[str, Any], change: Mapping[str, Any], phone_id: str) -> None:
    name, value = word(change, "field"), part(change, "value")
    if not isinstance(change.get("value"), dict):
        heard.unread.append(json.dumps(change))
    elif part(value, "metadata").get("phone_number_id", phone_id) != phone_id:
        heard.elsewhere += 1
    elif name == "messages" or "messages" in value or "statuses" in value:
        _messages(heard, entry, value, phone_id)
        heard.statuses += [told for raw in objects(value.get("statuses")) if (told := status(raw))]
    elif name == "user_id_update":
        _user_ids(heard, entry, value, phone_id)
    elif name == "user_preferences":
        heard.preferences += [preference(raw) for raw in objects(value.get("user_preferences"))]
    else:
        heard.events.append(Event(name, value))


# --- messages


def _messages(heard: Heard, entry: Mapping[str, Any], value: Mapping[str, Any], phone_id: str) -> None:
    messages = value.get("messages")
    for raw in messages if isinstance(messages, list) else []:
        message = raw if isinstance(raw, dict) else {"raw": raw}
        payload = _alone(entry, value, message, phone_id)
        incoming = _incoming(payload, message, phone_id, len(heard.messages))
        if incoming is None:
            heard.unread.append(json.dumps(payload))
        else:
            heard.messages.append(incoming)


def _alone(
    entry: Mapping[str, Any], value: Mapping[str, Any], message: Mapping[str, Any], phone_id: str
) -> dict[str, Any]:
    """A payload with this message alone, and with the contact who sent it, even where none came with it."""
    contact = {**_contact(value, message)}
    contact.setdefault("user_id", word(message, "from_user_id") or word(message, "from"))
    contact["profile"] = part(contact, "profile")  # pywa looks into it; some people have none
    inside = {
        "messaging_product": NAME,
        "metadata": {"display_phone_number": "", "phone_number_id": phone_id, **part(value, "metadata")},
        "contacts": [contact],
        "messages": [message],
    }
    change = {"field": "messages", "value": inside}
    return {"object": "whatsapp_business_account", "entry": [{"id": word(entry, "id"), "changes": [change]}]}


def _contact(value: Mapping[str, Any], message: Mapping[str, Any]) -> Mapping[str, Any]:
    """The contact of this message's sender, among those of all senders in the payload."""
    contacts = list(objects(value.get("contacts")))
    bsuid, number = word(message, "from_user_id"), word(message, "from")
    for contact in contacts:
        if (bsuid and contact.get("user_id") == bsuid) or (number and contact.get("wa_id") == number):
            return contact
    return contacts[0] if len(contacts) == 1 and not (bsuid or number) else {}


def _incoming(
    payload: Mapping[str, Any], message: Mapping[str, Any], phone_id: str, place: int
) -> Incoming | None:
    """The message as the turn needs it; None where nobody has sent it."""
    contact = payload["entry"][0]["changes"][0]["value"]["contacts"][0]
    people = handles_of(
        (word(message, "from_user_id"), word(contact, "user_id")),
        (word(message, "from"), word(contact, "wa_id")),
    )
    change = moved(message)  # which may name its person in its remark alone
    if not people and not change:
        return None
    at = seconds(message)
    incoming = Incoming(
        channel=NAME,
        bot=phone_id,
        # Without an id its words tell it apart: what comes twice is still taken once.
        update_id=message_ref(word(message, "id") or json.dumps(message, sort_keys=True)),
        address="",
        payload=json.dumps(payload),
        position=at * _PLACES + place % _PLACES,
    )
    if change:
        return replace(incoming, kind="moved", **change)
    quoted = message_ref(word(part(message, "context"), "id"))
    said = content(payload, message, moment(at))
    return replace(
        incoming,
        address=people[0][1],
        address_kind=people[0][0],
        also=people[1:],
        kind="ignored" if _is_silent(message) else "message",
        said=said,
        reply_to="" if said.tap else quoted,
        tapped=quoted if said.tap else "",
    )


def _is_silent(message: Mapping[str, Any]) -> bool:
    """What nobody waits for an answer to: reactions, the network's own remarks, and groups."""
    return "group_id" in message or kind_of(message) in (*SILENT, "system")


def _user_ids(heard: Heard, entry: Mapping[str, Any], value: Mapping[str, Any], phone_id: str) -> None:
    """Somebody's id has changed: the same as the system message that says so."""
    found = value.get("user_id_update")
    for update in objects(found if isinstance(found, list) else [found or value]):
        ids = part(update, "user_id")
        message = {
            "type": "system",
            "id": json.dumps(["user_id_update", ids, update.get("timestamp")], sort_keys=True),
            "timestamp": update.get("timestamp"),
            "from_user_id": word(ids, "previous"),
            "system": {
                "type": "user_changed_user_id",
                "user_id": word(ids, "current"),
                "wa_id": word(update, "wa_id"),
            },
        }
        _messages(heard, entry, {**value, "messages": [message]}, phone_id)
