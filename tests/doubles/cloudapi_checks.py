"""Every request to send is looked at before anything happens: envelope, addressee and content."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.doubles.cloudapi_fields import known_only, mapping, number, one_of, text, words, yes_or_no
from tests.doubles.cloudapi_interactive import check_interactive
from tests.doubles.cloudapi_wire import missing, unexpected, wrong
from tests.doubles.wire import Json

TEXT, CAPTION, OPAQUE = 4096, 1024, 512
PHONE = re.compile(r"\+?\d{6,15}")
BSUID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
MEDIA = ("image", "document", "audio", "video", "sticker")
_ENVELOPE = ("messaging_product", "recipient_type", "to", "recipient", "type", "context")
_MEDIA_FIELDS = {
    "image": ("id", "link", "caption"),
    "document": ("id", "link", "caption", "filename"),
    "audio": ("id", "link", "voice"),
    "video": ("id", "link", "caption"),
    "sticker": ("id", "link"),
}


def check_message(message: Json, bsuid_field: str) -> str:
    """The kind of a request to send. Raises GraphRefusal for whatever a careful caller would not send."""
    one_of(message, "messaging_product", "", ("whatsapp",))
    kind = one_of(message, "type", "", _CONTENTS)
    also = ("user_id",) if bsuid_field == "user_id" else ()
    known_only(message, (*_ENVELOPE, *also, "biz_opaque_callback_data", kind), "message")
    if "recipient_type" in message:
        one_of(message, "recipient_type", "", ("individual",))
    if "biz_opaque_callback_data" in message:
        words(message, "biz_opaque_callback_data", "", OPAQUE)
    if "context" in message:
        words(mapping(message, "context"), "message_id", "context", OPAQUE)
    check_address(message, bsuid_field)
    _CONTENTS[kind](message)
    return kind


def check_address(message: Json, bsuid_field: str) -> None:
    """Phone numbers stand in `to`; a BSUID in the field that this version of the API wants."""
    given = [name for name in ("to", "recipient", "user_id") if name in message]
    if not given:
        raise missing("The parameter to is required")
    for name in given:
        value = text(message, name, "")
        if PHONE.fullmatch(value) and name == "to":
            continue
        if BSUID.fullmatch(value) is None:
            raise wrong(f"{name}: {value!r} is neither a phone number nor a business-scoped user id")
        if name != bsuid_field:
            raise unexpected(f"a business-scoped user id belongs into {bsuid_field}, not into {name}")


def check_read(message: Json) -> str:
    """A request that marks what somebody wrote as read; the id of that message."""
    known_only(message, ("messaging_product", "status", "message_id", "typing_indicator"), "message")
    one_of(message, "messaging_product", "", ("whatsapp",))
    one_of(message, "status", "", ("read",))
    if "typing_indicator" in message:
        one_of(mapping(message, "typing_indicator"), "type", "typing_indicator", ("text",))
    return words(message, "message_id", "", OPAQUE)


def _check_text(message: Json) -> None:
    content = mapping(message, "text")
    known_only(content, ("body", "preview_url"), "text")
    words(content, "body", "text", TEXT)
    yes_or_no(content, "preview_url", "text")


def _check_media(kind: str) -> Callable[[Json], None]:
    def check(message: Json) -> None:
        content = mapping(message, kind)
        known_only(content, _MEDIA_FIELDS[kind], kind)
        if ("id" in content) == ("link" in content):
            raise missing(f"{kind}: either an id or a link is required")
        if "link" in content:
            raise wrong(f"{kind}.link: nothing of ours is on the open web")
        words(content, "id", kind, OPAQUE)
        if "caption" in content:
            words(content, "caption", kind, CAPTION)
        yes_or_no(content, "voice", kind)

    return check


def _check_location(message: Json) -> None:
    place = mapping(message, "location")
    known_only(place, ("latitude", "longitude", "name", "address"), "location")
    number(place, "latitude", "location", 90)
    number(place, "longitude", "location", 180)


def _check_reaction(message: Json) -> None:
    reaction = mapping(message, "reaction")
    known_only(reaction, ("message_id", "emoji"), "reaction")
    words(reaction, "message_id", "reaction", OPAQUE)
    text(reaction, "emoji", "reaction")  # an empty one takes a reaction back


def _check_template(message: Json) -> None:
    """Its envelope; whether it fits what was approved is the business of the templates."""
    template = mapping(message, "template")
    known_only(template, ("name", "language", "components"), "template")
    words(template, "name", "template", OPAQUE)
    language = mapping(template, "language", "template")
    known_only(language, ("code", "policy"), "template.language")
    words(language, "code", "template.language", 16)


_CONTENTS: dict[str, Callable[[Json], None]] = {
    "text": _check_text,
    "interactive": check_interactive,
    "location": _check_location,
    "reaction": _check_reaction,
    "template": _check_template,
    **{kind: _check_media(kind) for kind in MEDIA},
}
