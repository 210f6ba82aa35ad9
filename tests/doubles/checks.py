"""Strict checks of what the bot sends, answered as the real network answers."""

from __future__ import annotations

import re
from typing import Any

from tests.doubles.wire import Json, Request, broken, utf16_units

TEXT_LIMIT, CAPTION_LIMIT, CALLBACK_TEXT_LIMIT, CALLBACK_DATA_LIMIT = 4096, 1024, 200, 64
BUTTONS_LIMIT = 100
_ACTIONS = {
    "callback_data", "url", "web_app", "login_url", "copy_text", "pay", "callback_game",
    "switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat",
}  # fmt: skip
_LOOKS = {"text", "style", "icon_custom_emoji_id"}
_KEYBOARDS = {"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def check_text(params: Json) -> str:
    """The text as the network keeps it: trimmed, 1 to 4096 UTF-16 units."""
    text = str(params.get("text", ""))
    if not text:
        raise broken("message text is empty")
    if not text.strip():
        raise broken("text must be non-empty")
    if utf16_units(text) > TEXT_LIMIT:
        raise broken("message is too long")
    _check_plain(params)
    return text.strip()


def check_caption(params: Json) -> str:
    caption = str(params.get("caption", "")).strip()
    if utf16_units(caption) > CAPTION_LIMIT:
        raise broken("message caption is too long")
    _check_plain(params)
    return caption


def _check_plain(params: Json) -> None:
    # The double reads no markup, so it cannot promise that marked-up text would arrive as meant.
    if params.get("parse_mode"):
        raise broken("unsupported parse_mode")


def check_callback_answer(params: Json) -> None:
    if utf16_units(str(params.get("text", ""))) > CALLBACK_TEXT_LIMIT:
        raise broken("MESSAGE_TOO_LONG")


def check_markup(params: Json, *, only_inline: bool = False) -> Json | None:
    """The reply markup, if there is one, of a kind that exists and with buttons that work."""
    markup = params.get("reply_markup")
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict) or len(_KEYBOARDS & markup.keys()) != 1:
        raise broken("object expected as reply markup")
    if "inline_keyboard" in markup:
        check_inline_keyboard(markup["inline_keyboard"])
    elif only_inline:
        raise broken("inline keyboard expected")
    return markup


def check_inline_keyboard(rows: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise broken('field "inline_keyboard" must be of type Array')
    if sum(len(row) for row in rows) > BUTTONS_LIMIT:
        raise broken("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)


def _check_button(button: Json) -> None:
    if not str(button.get("text", "")).strip():
        raise broken("inline keyboard button text must be non-empty")
    unknown = button.keys() - _ACTIONS - _LOOKS
    if unknown:
        raise broken(f"can't parse inline keyboard button: unknown field {sorted(unknown)}")
    if len(_ACTIONS & button.keys()) != 1:
        raise broken("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        _check_callback_data(button["callback_data"])


def _check_callback_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= CALLBACK_DATA_LIMIT:
        raise broken("BUTTON_DATA_INVALID")


def check_commands(commands: Any) -> None:
    if not isinstance(commands, list) or len(commands) > 100:
        raise broken("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise broken("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise broken("BOT_COMMAND_DESCRIPTION_INVALID")


def check_webhook(params: Json) -> None:
    """Loopback and plain http are allowed here; everything else is as strict as the network."""
    if not re.match(r"https?://[^/\s]+", str(params["url"])):
        raise broken("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.get("secret_token")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise broken("secret token contains unallowed characters")
    if not 1 <= int(params.get("max_connections", 40)) <= 100:
        raise broken("max_connections must be between 1 and 100")


def needed(request: Request, name: str) -> Any:
    """A field without which the method makes no sense."""
    value = request.params.get(name)
    if value is None or value == "":
        raise broken(f"{name} is empty")
    return value
