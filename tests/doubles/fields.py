"""The fields every method knows, and how each is read from a form; an unknown field is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.doubles.wire import Json, Upload, broken

_TO = "chat_id:chat business_connection_id:str message_thread_id:int direct_messages_topic_id:int"
_SENT = (
    f"{_TO} disable_notification:bool protect_content:bool allow_paid_broadcast:bool message_effect_id:str"
    " suggested_post_parameters:json reply_parameters:json reply_markup:json"
)
_CAPTION = "caption:str parse_mode:str caption_entities:json"
_EDITED = "business_connection_id:str chat_id:chat message_id:int inline_message_id:str reply_markup:json"

_SPELLED = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:json",
    "setWebhook": "url:str certificate:file ip_address:str max_connections:int allowed_updates:json"
    " drop_pending_updates:bool secret_token:str",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": f"{_SENT} text:str parse_mode:str entities:json link_preview_options:json",
    "sendPhoto": f"{_SENT} {_CAPTION} photo:file show_caption_above_media:bool has_spoiler:bool",
    "sendDocument": f"{_SENT} {_CAPTION} document:file thumbnail:file disable_content_type_detection:bool",
    "sendVoice": f"{_SENT} {_CAPTION} voice:file duration:int",
    "sendVideo": f"{_SENT} {_CAPTION} video:file duration:int width:int height:int thumbnail:file cover:file"
    " start_timestamp:int show_caption_above_media:bool has_spoiler:bool supports_streaming:bool",
    "sendMediaGroup": f"{_TO} disable_notification:bool protect_content:bool allow_paid_broadcast:bool"
    " message_effect_id:str reply_parameters:json media:json",
    "editMessageText": f"{_EDITED} text:str parse_mode:str entities:json link_preview_options:json",
    "editMessageReplyMarkup": _EDITED,
    "answerCallbackQuery": "callback_query_id:str text:str show_alert:bool url:str cache_time:int",
    "sendChatAction": "chat_id:chat business_connection_id:str message_thread_id:int action:str",
    "getFile": "file_id:str",
    "setMyCommands": "commands:json scope:json language_code:str",
    "setMyDescription": "description:str language_code:str",
    "setMyShortDescription": "short_description:str language_code:str",
    "leaveChat": "chat_id:chat",
    "deleteMessage": "chat_id:chat message_id:int",
}
_ATTACHED = re.compile(r"attach://([^\"']+)")
FIELDS = {method: dict(field.split(":") for field in spelled.split()) for method, spelled in _SPELLED.items()}
BY_LOWER_NAME = {method.lower(): method for method in FIELDS}


def decode(method: str, raw: Json, uploads: dict[str, Upload]) -> Json:
    """The fields of a call with their types; raises Refusal for an unknown or unreadable one."""
    known = FIELDS[method]
    params = {name: _read(name, known.get(name, ""), value) for name, value in raw.items()}
    # A file part is either the field itself or is named by an "attach://NAME" value, or inside an album's.
    attached = {name for value in raw.values() for name in _ATTACHED.findall(str(value))}
    for name in uploads:
        if known.get(name) != "file" and name not in attached:
            raise broken(f'unknown parameter "{name}"')
    return params


def _read(name: str, kind: str, value: Any) -> Any:
    if not kind:
        raise broken(f'unknown parameter "{name}"')
    try:
        return _READERS[kind](value)
    except (ValueError, TypeError):
        raise broken(f'can\'t parse "{name}" as {kind}') from None


def _int(value: Any) -> int:
    if isinstance(value, (bool, float)):
        raise ValueError(value)
    return int(value)


def _bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _chat(value: Any) -> int | str:
    return value if isinstance(value, str) and value.startswith("@") else _int(value)


def _bool_or_error(value: Any) -> bool:
    try:
        return _bool(value)
    except KeyError:
        raise ValueError(value) from None


_READERS: dict[str, Callable[[Any], Any]] = {
    "int": _int,
    "bool": _bool_or_error,
    "str": _str,
    "json": _json,
    "chat": _chat,
    "file": _str,
}
