"""Voice, video and albums by the ids of files that the network knows, as strict as the real one."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.doubles import checks
from tests.doubles.chats import Chat
from tests.doubles.methods import DOCUMENT_LIMIT, quoted_in, send, stored_as, upload_of, with_caption
from tests.doubles.network import Network
from tests.doubles.pictures import JPEG_SIDE
from tests.doubles.wire import Json, Request, broken

SHORTEST_ALBUM, LONGEST_ALBUM = 2, 10
_ALBUMS = itertools.count(13_000_000_000_000_001)
_IN_ALBUM = frozenset({"photo", "video", "document"})
_FACTS: dict[str, Json] = {
    "voice": {"duration": 4, "mime_type": "audio/ogg"},
    "video": {"duration": 5, "mime_type": "video/mp4", "width": 640, "height": 360},
    "document": {},
}
_ITEM = {
    "type",
    "media",
    "caption",
    "parse_mode",
    "caption_entities",
    "show_caption_above_media",
    "has_spoiler",
}


def send_voice(network: Network, request: Request) -> Json:
    return _send_known(network, request, "voice")


def send_video(network: Network, request: Request) -> Json:
    return _send_known(network, request, "video")


def _send_known(network: Network, request: Request, kind: str) -> Json:
    caption = checks.check_caption(request.params)
    file_id = str(checks.needed(request, kind))
    return send(network, request, lambda: with_caption(_content(network, kind, file_id), caption))


def _content(network: Network, kind: str, file_id: str) -> Json:
    stored = network.files.known_as(file_id, kind).as_json()
    if kind == "photo":
        return {"photo": [stored | {"width": JPEG_SIDE, "height": JPEG_SIDE}]}
    return {kind: stored | _FACTS[kind]}


def send_media_group(network: Network, request: Request) -> list[Json]:
    """Two to ten photos and videos, or documents: all of them appear or none does, each counted as a send."""
    checks.needed(request, "chat_id")
    items = _checked_items(request.params.get("media"))
    with network.pulse.change():
        chat = network.chats.find(request.params["chat_id"])
        quoted = quoted_in(chat, request.params)
        made = [_item(network, request, item) for item in items]
        network.limits.admit(chat.id, len(made))
        album = {"media_group_id": str(next(_ALBUMS))} | quoted
        messages = [_message(network, chat, content | album) for content in made]
        network.ledger.accept(request, chat.id, messages[-1]["message_id"])
        for message in messages:
            network.shown(chat, message)
        return messages


def _checked_items(items: Any) -> list[Json]:
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise broken("media must be an array")
    if not SHORTEST_ALBUM <= len(items) <= LONGEST_ALBUM:
        raise broken(f"wrong number of messages to send as an album: {len(items)}")
    kinds = {item.get("type") for item in items}
    if not kinds <= _IN_ALBUM:
        raise broken(f"type of file can't be used in an album: {sorted(map(str, kinds - _IN_ALBUM))}")
    if "document" in kinds and len(kinds) > 1:
        raise broken("document can't be mixed with other media types")
    for item in items:
        _check_item(item)
    return items


def _check_item(item: Json) -> None:
    unknown = item.keys() - _ITEM
    if unknown:
        raise broken(f"can't parse InputMedia: unknown field {sorted(unknown)}")
    if not isinstance(item.get("media"), str) or not item["media"]:
        raise broken("media not found")
    checks.check_caption(item)


def _item(network: Network, request: Request, item: Json) -> Json:
    kind, given = item["type"], item["media"]
    alone = replace(request, params={kind: given})  # as if it were sent without the others
    if upload := upload_of(alone, kind):
        given = stored_as(network, alone, kind, DOCUMENT_LIMIT).file_id
    named = {"file_name": upload.name, "mime_type": upload.kind} if upload and kind == "document" else {}
    content = _content(network, kind, given)
    if named:
        content = {kind: content[kind] | named}
    return with_caption(content, str(item.get("caption", "")).strip())


def _message(network: Network, chat: Chat, content: Json) -> Json:
    head: Json = {"message_id": network.chats.next_message_id(), "from": network.bot}
    return head | {"chat": chat.facts, "date": int(time.time())} | content


MEDIA_METHODS: dict[str, Callable[[Network, Request], Any]] = {
    "sendVoice": send_voice,
    "sendVideo": send_video,
    "sendMediaGroup": send_media_group,
}
