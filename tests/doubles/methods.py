"""The methods of the Bot API, each carried out on the network as the real one would."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.doubles import checks
from tests.doubles.chats import Chat
from tests.doubles.files import StoredFile
from tests.doubles.network import Network
from tests.doubles.pictures import JPEG_SIDE, is_picture
from tests.doubles.wire import Json, Refusal, Request, Upload, broken, refused

PHOTO_LIMIT, DOCUMENT_LIMIT = 10 * 1024 * 1024, 50 * 1024 * 1024
_ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document"
    " choose_sticker find_location record_video_note upload_video_note".split()
)


def get_me(network: Network, request: Request) -> Json:
    network.ledger.accept(request)
    powers = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return network.bot | powers


def set_webhook(network: Network, request: Request) -> bool:
    if request.params.get("url"):
        checks.check_webhook(request.params)
    network.updates.set_webhook(request.params)
    network.ledger.accept(request)
    return True


def delete_webhook(network: Network, request: Request) -> bool:
    network.updates.set_webhook({**request.params, "url": ""})
    network.ledger.accept(request)
    return True


def get_webhook_info(network: Network, request: Request) -> Json:
    network.ledger.accept(request)
    return network.updates.webhook_info()


def send_message(network: Network, request: Request) -> Json:
    text = checks.check_text(request.params)
    return send(network, request, lambda: {"text": text})


def send_photo(network: Network, request: Request) -> Json:
    caption = checks.check_caption(request.params)

    def content() -> Json:
        stored = stored_as(network, request, "photo", PHOTO_LIMIT)
        size = stored.as_json() | {"width": JPEG_SIDE, "height": JPEG_SIDE}
        return with_caption({"photo": [size]}, caption)

    return send(network, request, content)


def send_document(network: Network, request: Request) -> Json:
    caption = checks.check_caption(request.params)

    def content() -> Json:
        stored = stored_as(network, request, "document", DOCUMENT_LIMIT)
        upload = upload_of(request, "document")
        named = {"file_name": upload.name, "mime_type": upload.kind} if upload else {}
        return with_caption({"document": stored.as_json() | named}, caption)

    return send(network, request, content)


def with_caption(content: Json, caption: str) -> Json:
    return content | ({"caption": caption} if caption else {})


def upload_of(request: Request, name: str) -> Upload | None:
    """The file that came along under this name, or under the one that its value attaches."""
    attached = str(request.params.get(name, "")).removeprefix("attach://")
    return request.uploads.get(attached) or request.uploads.get(name)


def stored_as(network: Network, request: Request, name: str, limit: int) -> StoredFile:
    """The file that came along, stored, or the one that its value names. Raises Refusal."""
    upload = upload_of(request, name)
    if upload is None:
        return network.files.known_as(str(checks.needed(request, name)), name)
    if not upload.content:
        raise broken("file must be non-empty")
    if len(upload.content) > limit:
        raise Refusal(413, violation=True)
    if name == "photo" and not is_picture(upload.content):
        raise broken("IMAGE_PROCESS_FAILED")
    ending = "." + upload.name.rpartition(".")[2]
    return network.files.add(f"{name}s", ending, upload.content)


def send(network: Network, request: Request, content: Callable[[], Json]) -> Json:
    """Everything a sending method has in common: checks, then the limit, then message and record at once."""
    markup = checks.check_markup(request.params)
    checks.needed(request, "chat_id")
    with network.pulse.change():
        chat = network.chats.find(request.params["chat_id"])
        quoted = quoted_in(chat, request.params)
        made = content()
        network.limits.admit(chat.id)
        message: Json = {
            "message_id": network.chats.next_message_id(),
            "from": network.bot,
            "chat": chat.facts,
            "date": int(time.time()),
        } | made | quoted  # fmt: skip
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        if request.params.get("protect_content"):
            message["has_protected_content"] = True
        network.ledger.accept(request, chat.id, message["message_id"])
        network.shown(chat, message)
        return message


def quoted_in(chat: Chat, params: Json) -> Json:
    wanted = params.get("reply_parameters") or {}
    if not wanted:
        return {}
    original = chat.messages.get(int(wanted.get("message_id", 0)))
    if original is not None:
        return {"reply_to_message": {k: v for k, v in original.items() if k != "reply_to_message"}}
    if wanted.get("allow_sending_without_reply"):
        return {}
    raise refused("message to be replied not found")


def edit_message_text(network: Network, request: Request) -> Json:
    text = checks.check_text(request.params)
    return _edit(network, request, {"text": text}, reworded=True)


def edit_message_reply_markup(network: Network, request: Request) -> Json:
    return _edit(network, request, {}, reworded=False)


def _edit(network: Network, request: Request, change: Json, *, reworded: bool) -> Json:
    markup = checks.check_markup(request.params, only_inline=True)
    checks.needed(request, "chat_id")
    with network.pulse.change():
        chat = network.chats.find(request.params["chat_id"])
        before = _own_message(chat, int(checks.needed(request, "message_id")))
        # Leaving reply_markup out takes the keyboard away, also for a change of the text alone.
        after = {k: v for k, v in before.items() if k != "reply_markup"} | change
        if markup and markup["inline_keyboard"]:
            after["reply_markup"] = markup
        if after == before:
            raise refused(
                "message is not modified: specified new message content and reply markup are exactly"
                " the same as a current content and reply markup of the message"
            )
        network.ledger.accept(request, chat.id, after["message_id"])
        with network.pulse.change(("chat", chat.id)):
            network.chats.change_message(chat, after, reworded=reworded)
        return after


def _own_message(chat: Chat, message_id: int) -> Json:
    message = chat.messages.get(message_id)
    if message is None:
        raise refused("message to edit not found")
    if not message["from"]["is_bot"]:
        raise broken("message can't be edited")
    return message


def delete_message(network: Network, request: Request) -> bool:
    checks.needed(request, "chat_id")
    with network.pulse.change():
        chat = network.chats.find(request.params["chat_id"])
        if chat.messages.pop(int(checks.needed(request, "message_id")), None) is None:
            raise refused("message to delete not found")
        network.ledger.accept(request, chat.id, request.params["message_id"])
        return True


def answer_callback_query(network: Network, request: Request) -> bool:
    checks.check_callback_answer(request.params)
    query_id = checks.needed(request, "callback_query_id")
    with network.pulse.change():
        tap = network.taps.get(query_id)
        if tap is None:
            raise refused("query is too old and response timeout expired or query ID is invalid")
        tap.answers.append(request.params)
        network.ledger.accept(request, tap.chat)
        return True


def send_chat_action(network: Network, request: Request) -> bool:
    if checks.needed(request, "action") not in _ACTIONS:
        raise broken("wrong parameter action in request")
    chat = network.chats.find(checks.needed(request, "chat_id"))
    network.ledger.accept(request, chat.id)
    return True


def get_file(network: Network, request: Request) -> Json:
    found = network.files.for_download(str(checks.needed(request, "file_id")))
    network.ledger.accept(request)
    return found


def set_my_commands(network: Network, request: Request) -> bool:
    checks.check_commands(request.params.get("commands"))
    network.ledger.accept(request)
    return True


def set_my_description(network: Network, request: Request) -> bool:
    if len(str(request.params.get("description", ""))) > 512:
        raise broken("description is too long")
    if len(str(request.params.get("short_description", ""))) > 120:
        raise broken("short description is too long")
    network.ledger.accept(request)
    return True


def leave_chat(network: Network, request: Request) -> bool:
    with network.pulse.change():
        chat = network.chats.find(checks.needed(request, "chat_id"))
        if chat.id > 0:
            raise broken("chat member status can't be changed in private chats")
        chat.state = "left"
        network.ledger.accept(request, chat.id)
        return True


METHODS: dict[str, Callable[[Network, Request], Any]] = {
    "getMe": get_me,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
    "setMyDescription": set_my_description,
    "setMyShortDescription": set_my_description,
    "leaveChat": leave_chat,
    "deleteMessage": delete_message,
}
