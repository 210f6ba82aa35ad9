"""POST /<phone>/messages: checked, admitted, shown to the person, and followed by its statuses."""

from __future__ import annotations

from tests.doubles.cloudapi_checks import MEDIA, check_message, check_read
from tests.doubles.cloudapi_directory import Member
from tests.doubles.cloudapi_filled import filled
from tests.doubles.cloudapi_network import CloudNetwork
from tests.doubles.cloudapi_screen import seen
from tests.doubles.cloudapi_wire import GraphRefusal, wrong
from tests.doubles.limits import Limits
from tests.doubles.wire import Json, Refusal, Request


def post_message(network: CloudNetwork, request: Json) -> Json:
    """Send something, or mark something as read. Raises GraphRefusal."""
    if "status" in request:
        return _mark_read(network, request)
    kind = check_message(request, network.bsuid_field)
    with network.pulse.change():
        return _send(network, request, kind)


def _mark_read(network: CloudNetwork, request: Json) -> Json:
    name = check_read(request)
    if name not in network.ledger.updates:
        raise wrong(f"message_id: nobody wrote {name}")
    network.ledger.accept(Request("markRead", request), network.ledger.updates[name].chat)
    return {"success": True}


def _send(network: CloudNetwork, request: Json, kind: str) -> Json:
    address = next(str(request[name]) for name in ("to", "recipient", "user_id") if name in request)
    late: GraphRefusal | None = None
    try:
        who = network.directory.find(address)
    except GraphRefusal as unknown:
        if unknown.code not in network.late:
            raise
        return _never_arrives(network, address, request, kind, unknown)
    content = _content(network, request, kind)
    category = str(content["category"]) if kind == "template" else ""
    _admit(network.pairs, who.id, 131056)
    _admit(network.limits, who.id, 130429)
    try:
        _look_at_reader(network, who, category)
    except GraphRefusal as refusal:
        if refusal.code not in network.late:
            raise
        late = refusal
    return _taken(network, who, address, request, kind, content, late)


def _admit(limits: Limits, chat: int, code: int) -> None:
    try:
        limits.admit(chat)
    except Refusal as full:
        raise GraphRefusal(code) from full


def _content(network: CloudNetwork, request: Json, kind: str) -> Json:
    """What will be seen; everything it refers to must be there."""
    if kind in MEDIA:
        network.media.to_send(request[kind]["id"], kind)
    if "context" in request and not network.knows(request["context"]["message_id"]):
        raise wrong("context.message_id: there is no such message")
    if kind != "template":
        return seen(kind, request)
    made = filled(network.templates, request)
    return seen(kind, request, made) | {"category": made["category"]}


def _look_at_reader(network: CloudNetwork, who: Member, category: str) -> None:
    """Whether this person may be sent this now."""
    if who.state == "gone":
        raise GraphRefusal(131026, "Message undeliverable")
    if not category and not who.window_is_open(network.now()):
        raise GraphRefusal(131047, "More than 24 hours have passed since the customer last replied")
    if category == "MARKETING" and who.stopped_marketing:
        raise GraphRefusal(131050, "User has stopped receiving marketing messages from your business")
    if category == "MARKETING" and who.id in network.withheld:
        raise GraphRefusal(131049, "Not delivered to maintain healthy ecosystem engagement")


def _taken(
    network: CloudNetwork,
    who: Member,
    address: str,
    request: Json,
    kind: str,
    content: Json,
    late: GraphRefusal | None,
) -> Json:
    """Accepted: it appears, unless it fails later or the person has blocked the business."""
    arrives = late is None and who.state == "open"
    name = network.shown(who, content) if arrives else network.named()
    who.last_category = str(content.get("category", ""))
    network.ledger.accept(Request(_method(kind), request), who.id, name)
    opaque = str(request.get("biz_opaque_callback_data", ""))
    if late is not None:
        network.status(who, name, "failed", late.code, opaque)
    else:
        # Somebody who blocked the business is never told apart: the message is sent and never delivered.
        for state in network.receipts if arrives else network.receipts[:1]:
            network.status(who, name, state, opaque=opaque)
    if arrives:
        who.unread.append(name)
    return _answer(who, address, name, kind)


def _answer(who: Member, address: str, name: str, kind: str) -> Json:
    known: Json = {"input": address}
    known |= {} if who.hides_number else {"wa_id": who.phone}
    known |= {"user_id": who.bsuid} if who.bsuid else {}
    sent = {"id": name} | ({"message_status": "accepted"} if kind == "template" else {})
    return {"messaging_product": "whatsapp", "contacts": [known], "messages": [sent]}


def _never_arrives(network: CloudNetwork, address: str, request: Json, kind: str, why: GraphRefusal) -> Json:
    """The number is on no phone: Meta takes the message, and says so later."""
    name = network.named()
    network.ledger.accept(Request(_method(kind), request), None, name)
    status = {"id": name, "status": "failed", "timestamp": str(int(network.now())), "recipient_id": address}
    value = {
        "messaging_product": "whatsapp",
        "metadata": network.metadata,
        "statuses": [status | {"errors": [why.as_status_error()]}],
    }
    network.put(value, f"{name}:failed", None, "status", "messages")
    known = {"input": address, "wa_id": address}
    return {"messaging_product": "whatsapp", "contacts": [known], "messages": [{"id": name}]}


def _method(kind: str) -> str:
    """How the ledger calls it."""
    return f"send{kind.title()}"


def method_of(request: Json) -> str:
    """What a request wants, as far as it can be told before it is checked: for faults."""
    if "status" in request:
        return "markRead"
    return _method(str(request.get("type", "")))
